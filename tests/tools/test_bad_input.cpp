/// Does every kind of bad input end with exit code 2, one clear message, and no half-written file?
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "golden/values/hdf5.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"
#include "tests/pictures.hpp"

namespace {

namespace fs = std::filesystem;
using weir::ProcessResult;
using weir::test::ScratchFolder;

ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

void write_bytes(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// An IDX file of `count` images of 28x28 zeros, cut to `size` bytes when that is not 0.
std::string idx_images(std::uint32_t magic, std::uint32_t count, std::size_t size = 0) {
  std::string bytes;
  for (const std::uint32_t field : {magic, count, 28u, 28u})
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(field >> shift & 0xff));
  bytes.resize(16 + count * 784);
  if (size != 0) bytes.resize(size);
  return bytes;
}

void require_refused(const ProcessResult& result, const std::string& named) {
  INFO(result.output);
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[") == 0);
  CHECK(result.output.find(named) != std::string::npos);
}

bool only_contains(const fs::path& folder, const std::vector<std::string>& names) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    ++count;
    if (std::find(names.begin(), names.end(), entry.path().filename().string()) == names.end()) return false;
  }
  return count == names.size();
}

}  // namespace

TEST_CASE("an unknown network name is refused with a suggestion") {
  const auto result = weir_tool({"info", "lfc-w1a3"});
  require_refused(result, "lfc-w1a3");
  CHECK(result.output.find("did you mean lfc-w1a") != std::string::npos);
}

TEST_CASE("a bundle that is not HDF5 is refused") {
  const ScratchFolder scratch;
  write_bytes(scratch / "net.h5", "this is not HDF5");
  require_refused(weir_tool({"info", (scratch / "net.h5").string()}), "net.h5");
}

TEST_CASE("a PE that does not divide MH is refused with the place and the legal values") {
  const ScratchFolder scratch;
  write_bytes(scratch / "folding.json", "{\n  \"Defaults\": {},\n  \"MVAU_0\": {\"PE\": 30}\n}\n");
  const auto result = weir_tool({"simulate", "lfc-w1a1", "--folding", (scratch / "folding.json").string()});
  require_refused(result, "MVAU_0: PE 30 does not divide MH 1024");
  CHECK(result.output.find("1 2 4 8 16 32") != std::string::npos);
}

TEST_CASE("a folding file that names an unknown node is refused with line and suggestion") {
  const ScratchFolder scratch;
  write_bytes(scratch / "folding.json", "{\n  \"MVAU_9\": {\"PE\": 32},\n  \"MVAU_1\": {\"PEE\": 32}\n}\n");
  const auto result = weir_tool({"simulate", "lfc-w1a1", "--folding", (scratch / "folding.json").string()});
  require_refused(result, "folding.json:2");
  CHECK(result.output.find("did you mean MVAU_") != std::string::npos);
  CHECK(result.output.find("folding.json:3") != std::string::npos);
}

TEST_CASE("an unknown timing profile is refused with the legal ones") {
  const auto result = weir_tool({"simulate", "lfc-w1a1", "--profile", "finn"});
  require_refused(result, "finn");
  CHECK(result.output.find("finn-0.10 finn-0.9 finn-1.0 finn-hlslib-2020 weir") != std::string::npos);
}

TEST_CASE("a timing profile of one's own is refused with file and field when it is wrong") {
  const ScratchFolder scratch;
  write_bytes(scratch / "mine.json", R"({"name": "mine", "about": "x", "pipeline": "loose", "parameters": {}})");
  const auto result = weir_tool({"simulate", "lfc-w1a1", "--profile", (scratch / "mine.json").string()});
  require_refused(result, "mine.json");
  CHECK(result.output.find("legal: elastic rigid") != std::string::npos);
}

TEST_CASE("an IDX file with a wrong magic number is refused") {
  const ScratchFolder scratch;
  write_bytes(scratch / "images.idx3", idx_images(0x00000805, 2));
  require_refused(weir_tool({"golden", "lfc-w1a1", "--input", (scratch / "images.idx3").string()}), "images.idx3");
}

TEST_CASE("an IDX file with short data is refused and no output is left behind") {
  const ScratchFolder scratch;
  write_bytes(scratch / "images.idx3", idx_images(0x00000803, 2, 1000));
  require_refused(weir_tool({"golden", "lfc-w1a1", "--input", (scratch / "images.idx3").string(), "-o",
                             (scratch / "out.h5").string()}),
                  "images.idx3");
  CHECK(only_contains(scratch.path(), {"images.idx3"}));
}

TEST_CASE("a file without a single picture is refused by every command that asks for pictures") {
  const ScratchFolder scratch;
  const std::string file = scratch / "none.idx", output = scratch / "out.h5";
  write_bytes(file, idx_images(0x803, 0));
  require_refused(weir_tool({"golden", "lfc-w1a1", "--input", file, "-o", output}), "not one picture");
  require_refused(weir_tool({"vectors", "lfc-w1a1", "--input", file, "-o", output}), "not one picture");
  require_refused(weir_tool({"cosim", "lfc-w1a1", "--stage", "MVAU_3", "--input", file, "--quiet"}), "not one picture");
  CHECK(only_contains(scratch.path(), {"none.idx"}));
  CHECK(weir_tool({"infer", "lfc-w1a1", "--img-path", file, "--quiet"}).exit_code == 1);  // it skips what is no picture
}

TEST_CASE("all faults of a folding are told at once: foreign nodes and what a node cannot be folded to") {
  const ScratchFolder scratch;
  const std::string file = scratch / "folding.json";
  write_bytes(file, R"({"MVAU_0": {"PE": 7}, "MVAU_9": {"PE": 1}, "MVAU_1": {"SIMD": 3}})");
  const ProcessResult result = weir_tool({"simulate", "lfc-w1a1", "--folding", file, "--quiet"});
  require_refused(result, "MVAU_9");
  CHECK(result.output.find("PE 7 does not divide") != std::string::npos);
  CHECK(result.output.find("SIMD 3 does not divide") != std::string::npos);
}

TEST_CASE("a stage that does not exist is refused with those that do") {
  const ProcessResult result = weir_tool({"cosim", "lfc-w1a1", "--random", "1", "--stage", "MVAU_7", "--quiet"});
  require_refused(result, "MVAU_7");
  CHECK(result.output.find("stages: MVAU_0 MVAU_1 MVAU_2") != std::string::npos);
}

TEST_CASE("values of a folding that mean nothing are refused with the legal ones, by commands that replace them, too") {
  const ScratchFolder scratch;
  const std::string file = scratch / "folding.json";
  const auto refused = [&](const std::string& attributes, const std::string& named, const std::string& legal) {
    write_bytes(file, "{\"MVAU_0\": {" + attributes + "}}");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"estimate", "lfc-w1a1"}, {"fold", "lfc-w1a1", "--target-fps", "100"}}) {
      std::vector<std::string> words = command;
      words.insert(words.end(), {"--folding", file});
      const ProcessResult result = weir_tool(words);
      require_refused(result, named);
      CHECK(result.output.find(legal) != std::string::npos);
    }
  };
  refused(R"("PE": 0)", "PE 0", "1 2 4 8");
  refused(R"("SIMD": -1)", "SIMD -1", "1 2 4 8");
  refused(R"("SIMD": 7)", "SIMD 7", "1 2 4 8");
  refused(R"("ram_style": "blocks")", R"("ram_style" is "blocks")", "legal: auto block distributed ultra");
  refused(R"("TH": 0)", R"("TH" is 0)", "whole numbers from 1");
  refused(R"("outputDataType": 5)", R"("outputDataType" is 5)", "a data type");
  refused(R"("outputDataType": "INT0")", R"("outputDataType" is INT0)", "a data type");
  refused(R"("parallel_window": 1)", R"(no "parallel_window")", "no window generator");
}

TEST_CASE("a missing input file is refused") {
  require_refused(weir_tool({"golden", "lfc-w1a1", "--input", "no-such-file.idx"}), "no-such-file.idx");
}

TEST_CASE("a parameter folder with a truncated file is refused and no bundle is written") {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "params");
  for (int layer = 0; layer < 4; ++layer)
    for (int pe = 0; pe < (layer == 1 ? 64 : layer == 3 ? 16 : 32); ++pe) {
      const std::string stem = "params/" + std::to_string(layer) + "-" + std::to_string(pe);
      write_bytes(scratch / (stem + "-weights.bin"), std::string(std::size_t{8} * (layer == 0 ? 416 : 512), '\0'));
      write_bytes(scratch / (stem + "-thres.bin"), std::string(std::size_t{8} * (layer == 1   ? 16
                                                                                 : layer == 3 ? 4
                                                                                              : 32),
                                                               '\0'));
    }
  write_bytes(scratch / "params/classes.txt", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  write_bytes(scratch / "params/1-7-weights.bin", std::string(800, '\0'));
  const auto result = weir_tool({"import", (scratch / "params").string(), "-o", (scratch / "net.h5").string()});
  require_refused(result, "1-7-weights.bin");
  CHECK(only_contains(scratch.path(), {"params"}));
  fs::remove(scratch / "params/1-7-weights.bin");
  require_refused(weir_tool({"import", (scratch / "params").string(), "-o", (scratch / "net.h5").string()}),
                  "1-7-weights.bin");
}

TEST_CASE("a corrupt JPEG behind a sound one is refused by name, and no output is left behind") {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "pictures");
  const auto pixels = weir::test::pattern(32, 32).pixels;
  weir::test::write_jpeg(scratch / "pictures/a.jpg", 32, 32, JCS_RGB, pixels);
  const std::string bytes = weir::read_text_file(scratch / "pictures/a.jpg");
  write_bytes(scratch / "pictures/b.jpg", bytes.substr(0, bytes.size() / 2));
  const auto result = weir_tool(
      {"golden", "cnv-w1a1", "--input", (scratch / "pictures").string(), "-o", (scratch / "out.h5").string()});
  require_refused(result, "pictures/b.jpg");
  CHECK(result.output.find("damaged JPEG") != std::string::npos);
  CHECK(only_contains(scratch.path(), {"pictures"}));
}

TEST_CASE("a PNG with alpha counts as the same picture without, one of 16 bits as its upper 8") {
  const ScratchFolder scratch;
  const auto image = weir::test::pattern(32, 32);
  weir::test::Bytes alpha, deep;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    alpha.push_back(image.pixels[i]);
    if (i % 3 == 2) alpha.push_back(static_cast<std::uint8_t>(i));
    deep.push_back(image.pixels[i]);
    deep.push_back(static_cast<std::uint8_t>(i * 7));
  }
  const auto scores = [&](const std::string& name, int type, int depth, const weir::test::Bytes& pixels) {
    weir::test::write_png(scratch / name, 32, 32, type, depth, pixels);
    const auto out = (scratch / "out.h5").string();
    const auto result = weir_tool({"golden", "cnv-w1a1", "--input", (scratch / name).string(), "-o", out});
    INFO(result.output);
    CHECK(result.exit_code == 0);
    return weir::Hdf5File::open(out).read<std::int32_t>("/outputs");
  };
  const auto expected = scores("plain.png", PNG_COLOR_TYPE_RGB, 8, image.pixels);
  CHECK(scores("alpha.png", PNG_COLOR_TYPE_RGB_ALPHA, 8, alpha) == expected);
  CHECK(scores("deep.png", PNG_COLOR_TYPE_RGB, 16, deep) == expected);
}

TEST_CASE("pictures of a wrong size are refused with the legal one") {
  const ScratchFolder scratch;
  write_bytes(scratch / "frame.u8", std::string(224 * 224 * 3 - 1, '\0'));
  auto result = weir_tool({"golden", "resnet50-w1a2", "--input", (scratch / "frame.u8").string()});
  require_refused(result, "frame.u8");
  CHECK(result.output.find("150528 bytes") != std::string::npos);
  std::string idx = idx_images(0x00000803, 1);
  idx[11] = 29;
  idx.resize(16 + 29 * 28);
  write_bytes(scratch / "wide.idx3", idx);
  require_refused(weir_tool({"golden", "lfc-w1a1", "--input", (scratch / "wide.idx3").string()}), "wide.idx3");
  write_bytes(scratch / "cifar.bin", std::string(3073 + 5, '\0'));
  result = weir_tool({"golden", "cnv-w1a1", "--input", (scratch / "cifar.bin").string()});
  require_refused(result, "cifar.bin");
  CHECK(result.output.find("3073") != std::string::npos);
}

TEST_CASE("a label file that names an unknown picture is refused with the name, as is a picture without label") {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "pictures");
  weir::test::write_png(scratch / "pictures/a.png", 1, 1, PNG_COLOR_TYPE_RGB, 8, {1, 2, 3});
  const auto run = [&](const std::string& labels) {
    write_bytes(scratch / "labels.txt", labels);
    return weir_tool({"golden", "cnv-w1a1", "--quiet", "--input", (scratch / "pictures").string(), "--labels",
                      (scratch / "labels.txt").string(), "-o", (scratch / "out.h5").string()});
  };
  require_refused(run("a.png 3\nghost.png 4\n"), "ghost.png");
  require_refused(run("b.png 3\n"), "b.png");
  require_refused(run("a.png dog\n"), "labels.txt:1");
  require_refused(run("a.png 3\na.png 3\n"), "labels.txt:2");
  require_refused(run("3\n4\n"), "2 labels for 1 pictures");
  fs::create_directory(scratch / "pictures/0");
  fs::copy(scratch / "pictures/a.png", scratch / "pictures/0/a.png");
  require_refused(run("a.png 3\n"), "0/a.png");
  CHECK(only_contains(scratch.path(), {"pictures", "labels.txt"}));
}

TEST_CASE("a params.h with a missing object or a wrong count is refused with the file, and no bundle is written") {
  const ScratchFolder scratch;
  fs::create_directories(scratch / "w1a2_v1.0/inpipe");
  write_bytes(scratch / "w1a2_v1.0/inpipe/config.h",
              "#define L0_OFMC 64\n#define L0_IFMC 3\n#define L0_KERNELDIM 7\n#define L0_WBITS 8\n"
              "#define L0_PE 64\n#define L0_SIMD 3\n#define L0_MACBITS 24\n");
  const auto import = [&](const std::string& params) {
    write_bytes(scratch / "w1a2_v1.0/inpipe/params.h", params);
    return weir_tool({"import", (scratch / "w1a2_v1.0").string(), "-o", (scratch / "net.h5").string()});
  };
  const std::string weights = "const ap_uint<24> weights_conv0[64][49] = {{1, 2, 3}};\n";
  auto result = import(weights);
  require_refused(result, "inpipe/params.h");
  CHECK(result.output.find("there is no object \"thres_..._conv0\"") != std::string::npos);
  CHECK(result.output.find("objects: weights_conv0") != std::string::npos);
  result = import(weights + "const ap_uint<96> thres_conv0[64][1] = {{0}};\n");
  require_refused(result, "inpipe/params.h:1");
  CHECK(result.output.find("weights_conv0 has 3 values") != std::string::npos);
  CHECK(result.output.find("need 3136") != std::string::npos);
  CHECK(only_contains(scratch.path(), {"w1a2_v1.0"}));
}

TEST_CASE("NaN in an NPY file is refused with the element, in pictures and in weights") {
  const ScratchFolder scratch;
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (32, 32, 3), }\n",
              data(32 * 32 * 3 * 4, '\0');
  data.replace(4 * 17, 4, std::string("\0\0\xc0\x7f", 4));
  write_bytes(scratch / "frame.npy",
              std::string("\x93NUMPY\1\0", 8) + static_cast<char>(header.size()) + '\0' + header + data);
  const auto result = weir_tool(
      {"golden", "cnv-w1a1", "--input", (scratch / "frame.npy").string(), "-o", (scratch / "out.h5").string()});
  require_refused(result, "frame.npy");
  CHECK(result.output.find("element 17") != std::string::npos);
  CHECK(result.output.find("NaN") != std::string::npos);
  CHECK(only_contains(scratch.path(), {"frame.npy"}));
  require_refused(
      weir_tool({"golden", "resnet50-w1a2", "--random", "1", "--fc-weights", (scratch / "frame.npy").string()}),
      "frame.npy");
}

TEST_CASE("an .npy parameter file that its manifest's checksum does not vouch for is refused by name") {
  const ScratchFolder scratch;
  fs::create_directories(scratch / "params/inpipe");
  write_bytes(scratch / "params/manifest.json",
              R"({"layers": [{"file": "inpipe/conv0_w.npy", "sha256_raw": ")" + std::string(64, 'a') + "\"}]}");
  const std::string header = "{'descr': '|i1', 'fortran_order': False, 'shape': (64, 7, 7, 3), }\n";
  write_bytes(
      scratch / "params/inpipe/conv0_w.npy",
      std::string("\x93NUMPY\1\0", 8) + static_cast<char>(header.size()) + '\0' + header + std::string(64 * 147, '\1'));
  const auto result = weir_tool({"import", (scratch / "params").string(), "-o", (scratch / "net.h5").string()});
  require_refused(result, "inpipe/conv0_w.npy");
  CHECK(result.output.find("error[manifest-checksum]") == 0);
  CHECK(only_contains(scratch.path(), {"params"}));
}

TEST_CASE("an unwritable output is refused before any work is done") {
  const ScratchFolder scratch;
  const auto result = weir_tool({"vectors", "lfc-w1a1", "--random", "1", "-o", (scratch / "no/such/v.h5").string()});
  require_refused(result, "no/such");
}

TEST_CASE("a word that is no command or option ends with exit code 2") {
  CHECK(weir_tool({"simulat", "lfc-w1a1"}).exit_code == 2);
  CHECK(weir_tool({"simulate", "lfc-w1a1", "--no-such-option"}).exit_code == 2);
}
