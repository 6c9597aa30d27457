/// Does every kind of bad input end with exit code 2, one clear message, and no half-written file?
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/network/file.hpp"
#include "golden/network/process.hpp"
#include "tests/data.hpp"

namespace {

namespace fs = std::filesystem;
using weir::ProcessResult;
using weir::test::ScratchFolder;

ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), fs::path(WEIR_BINARY_FOLDER) / "weir");
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
  CHECK(result.output.find("finn-hlslib-2020 finn-v0.10 weir") != std::string::npos);
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

TEST_CASE("an unwritable output is refused before any work is done") {
  const ScratchFolder scratch;
  const auto result = weir_tool({"vectors", "lfc-w1a1", "--random", "1", "-o", (scratch / "no/such/v.h5").string()});
  require_refused(result, "no/such");
}

TEST_CASE("a word that is no command or option ends with exit code 2") {
  CHECK(weir_tool({"simulat", "lfc-w1a1"}).exit_code == 2);
  CHECK(weir_tool({"simulate", "lfc-w1a1", "--no-such-option"}).exit_code == 2);
}
