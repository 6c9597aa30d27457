/// Writes the corpora of all targets, findings apart: make_corpus tests/fuzz/corpus
#include <zlib.h>

#include <iostream>

#include "golden/base/file.hpp"
#include "golden/network/network_json.hpp"
#include "tests/paths.hpp"
#include "tests/pictures.hpp"

namespace {

namespace fs = std::filesystem;
using namespace weir;

fs::path root;

fs::path place(const std::string& target, const std::string& name) {
  fs::create_directories(root / target);
  return root / target / name;
}

void put(const std::string& target, const std::string& name, const std::string& bytes) {
  write_text_file(place(target, name), bytes);
}

std::string get(const std::string& target, const std::string& name) { return read_text_file(root / target / name); }

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

std::string repeated(const std::string& value, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + value;
  return text;
}

void write_images() {
  using test::write_jpeg, test::write_png;
  const test::Bytes pixels = test::pattern(9, 12).pixels;
  write_jpeg(place("image", "ok-rgb.jpg"), 12, 9, JCS_RGB, pixels);
  write_jpeg(place("image", "ok-turned.jpg"), 12, 9, JCS_RGB, pixels, test::exif_orientation(6));
  write_jpeg(place("image", "ok-turned-motorola.jpg"), 12, 9, JCS_RGB, pixels, test::exif_orientation(5, true));
  write_jpeg(place("image", "ok-progressive.jpg"), 12, 9, JCS_RGB, pixels, {}, true);
  write_jpeg(place("image", "ok-grey.jpg"), 12, 9, JCS_GRAYSCALE, test::Bytes(108, 77));
  write_jpeg(place("image", "cmyk.jpg"), 4, 4, JCS_CMYK, test::Bytes(64, 9));
  write_png(place("image", "ok-rgb.png"), 12, 9, PNG_COLOR_TYPE_RGB, 8, pixels);
  write_png(place("image", "ok-alpha.png"), 2, 1, PNG_COLOR_TYPE_RGB_ALPHA, 8, {1, 2, 3, 0, 4, 5, 6, 128});
  write_png(place("image", "ok-16-bit.png"), 1, 1, PNG_COLOR_TYPE_RGB, 16, {1, 255, 2, 0, 3, 9});
  write_png(place("image", "ok-palette.png"), 2, 1, PNG_COLOR_TYPE_PALETTE, 8, {1, 0});
  write_png(place("image", "ok-one-bit.png"), 2, 1, PNG_COLOR_TYPE_GRAY, 1, {0x40});
  put("image", "cut.jpg", get("image", "ok-rgb.jpg").substr(0, 400));
  put("image", "cut.png", get("image", "ok-rgb.png").substr(0, 60));
}

/// `data` behind an NPY header of version `version`.
std::string npy(const std::string& type, const std::string& shape, const std::string& data, int version = 1) {
  const std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) bytes += static_cast<char>(header.size() >> (8 * i) & 0xff);
  return bytes + header + data;
}

void write_npy() {
  const std::string zeros(64, '\0');
  put("npy", "ok-int32.npy", npy("<i4", "(2, 3)", zeros.substr(0, 24)));
  put("npy", "ok-float64-version-3.npy", npy("<f8", "(2,)", zeros.substr(0, 16), 3));
  put("npy", "ok-big-endian.npy", npy(">i2", "(1, 1, 2)", std::string("\0\1\0\2", 4)));
  put("npy", "ok-bool-scalar.npy", npy("|b1", "()", "\1"));
  put("npy", "nan.npy", npy("<f4", "(1,)", std::string("\0\0\xc0\x7f", 4)));
  put("npy", "short.npy", npy("<i8", "(9,)", zeros));
  put("npy", "complex.npy", npy("<c8", "(1,)", zeros.substr(0, 8)));
}

void write_idx() {
  const std::string images = big_endian(0x803) + big_endian(2) + big_endian(2) + big_endian(3) + std::string(12, '\7');
  put("idx", "ok-images.idx", images);
  put("idx", "short.idx", images.substr(0, 20));
  put("idx", "terabytes.idx", big_endian(0x803) + big_endian(0xffffffff) + big_endian(28) + big_endian(28));
  put("idx", "labels.idx", big_endian(0x801) + big_endian(2) + "\3\4");
  const fs::path packed = place("idx", "ok-images.gz");
  gzFile file = gzopen(packed.c_str(), "wb");
  gzwrite(file, images.data(), static_cast<unsigned>(images.size()));
  gzclose(file);
  put("idx", "cut.gz", get("idx", "ok-images.gz").substr(0, 25));
}

void write_labels() {
  put("labels", "ok-text.txt", "a.png 3\nfolder/b.png 7\n\n");
  put("labels", "ok-labels.idx", big_endian(0x801) + big_endian(1) + "\5");
  put("labels", "unknown.txt", "a.png 3\nc.png 1\n");
  put("labels", "words.txt", "a.png three\n");
  put("labels", "negative.txt", "a.png -1\n");
}

void write_frames() {
  put("frames", "ok-cifar", "C" + std::string(3073, '\5'));
  put("frames", "ok-idx",
      "L" + big_endian(0x803) + big_endian(1) + big_endian(28) + big_endian(28) + std::string(784, '\x90'));
  put("frames", "ok-npy", "C" + npy("|i1", "(32, 32, 3)", std::string(3072, '\1')));
  put("frames", "ok-png", "C" + get("image", "ok-rgb.png"));
  put("frames", "png-for-lfc", "L" + get("image", "ok-one-bit.png"));
  put("frames", "npy-out-of-range", "C" + npy("|u1", "(32, 32, 3)", std::string(3072, '\x80')));
  put("frames", "nothing", "C");
}

void write_headers() {
  put("headers", "ok-objects.h",
      "#pragma once\n#define N 2\n#define NAME text\n----\n// comment\nstatic FixedPointWeights<N*2, 8, 1, N> "
      "w_0 = {{{1,-2},{\"0x3\",4}}};\nconst ap_uint<24*4> t[2][1] = {{\"0x00ffffffffffffffffffffff\"}, /* x */ "
      "{1u}};\n");
  put("headers", "unclosed.h", "#define A 1\n----\nint a[2] = {1, 2;\n");
  put("headers", "too-long.h", "\n----\nint a = 0x123456789012345678901234567890123;\n");
}

std::string thresholds(const std::string& name, int NF, int PE, int N, const std::string& type) {
  return "ThresholdsActivation<" + std::to_string(NF) + ", " + std::to_string(PE) + ", " + std::to_string(N) + ", " +
         type + ", ap_uint<2>, 0, std::less_equal<" + type + ">> thres_" + name + " = {{" + repeated("1", NF * PE * N) +
         "}};\n";
}

std::string weights(const std::string& name, int SIMD, int PE, int tiles) {
  return "BinaryWeights<" + std::to_string(SIMD) + ", " + std::to_string(PE) + ", " + std::to_string(tiles) +
         "> weights_" + name + " = {{" + repeated("0", PE * tiles) + "}};\n";
}

void write_resnet50() {
  const std::string front =
      "#define L0_PE 64\n#define L0_SIMD 3\n#define L0_OFMC 64\n#define L0_IFMC 3\n#define L0_KERNELDIM 7\n"
      "#define L0_WBITS 8\n#define L0_MACBITS 24\n#define L53_PE 1\n#define L53_SIMD 64\n";
  const std::string constants = "const ap_uint<96> thres_conv0[64][1] = {" + repeated("0", 64) +
                                "};\nconst ap_uint<24> weights_conv0[64][49] = {" + repeated("1", 64 * 49) +
                                "};\nFixedPointWeights<1, ap_int<32>, 1, 1000> bias_fc1000 = {{" +
                                repeated("-1", 1000) + "}};\n";
  put("resnet50_headers", "ok-front.h", "F" + front + "\n----\n" + constants);
  put("resnet50_headers", "no-bias.h", "F" + front + "\n----\n" + constants.substr(0, constants.find("Fixed")));
  std::string block, macros;
  for (const char* id : {"2A", "2B", "2C"}) {
    const std::string prefix = "#define RES_" + std::string(id) + "_";
    macros += prefix + "IFMC " + (id[1] == 'A' ? "256" : "64") + "\n" + prefix + "OFMC " +
              (id[1] == 'C' ? "256" : "64") + "\n" + prefix + "OFMDIM 56\n";
  }
  block = thresholds("br20", 32, 8, 3, "ap_uint<16>") + weights("br21", 64, 16, 16) +
          thresholds("br21", 4, 16, 3, "ap_int<16>") + weights("br22", 64, 16, 36) +
          thresholds("br22", 4, 16, 3, "ap_int<16>") + weights("br23", 64, 16, 16) +
          thresholds("br23", 16, 16, 15, "ap_int<16>");
  put("resnet50_headers", "ok-block.h", "B" + macros + "\n----\n" + block);
  put("resnet50_headers", "wrong-count.h",
      "B" + macros + "\n----\n" + block.substr(0, block.find("1,1")) + block.substr(block.find("1,1") + 2));
}

void write_npy_folder() {
  const std::string array = npy("|i1", "(64, 7, 7, 3)", std::string(64 * 147, '\1'));
  const std::string entry = R"("file": "inpipe/conv0_w.npy", "shape": [64, 7, 7, 3])";
  put("npy_folder", "ok-first-layer", R"({"layers": [{)" + entry + "}]}\n----\n" + array);
  put("npy_folder", "wrong-hash",
      R"({"layers": [{)" + entry + R"(, "sha256_raw": ")" + std::string(64, '0') + "\"}]}\n----\n" + array);
  put("npy_folder", "no-list", "{\"layers\": 3}\n----\n" + array);
  put("npy_folder", "not-listed", "{\"layers\": []}\n----\n" + array);
}

void write_fc_weights() {
  put("fc_weights", "ok-text.csv", "1,-2,3,4,\n5,6,7,8,127,-128,0,0,\n");
  put("fc_weights", "ok-raw.bin", std::string(12, '\xfe'));
  put("fc_weights", "ok-array.npy", npy("|i1", "(3, 4)", std::string(12, '\1')));
  put("fc_weights", "too-large.csv", "1,2,3,4,5,6,7,8,9,10,11,128");
  put("fc_weights", "too-few.csv", "1,2,3,");
  put("fc_weights", "words.csv", "1,2,three,4");
}

void write_bnn_pynq() {
  std::string weights;
  for (int i = 0; i < 512; ++i) weights += std::string("\5\0\0\0\0\0\0\0", 8);
  const std::string thresholds(8 * 4, '\1');
  put("bnn_pynq", "ok-classes", std::string(1, '\0') + "zero\none\r\ntwo\n");
  put("bnn_pynq", "ok-weights", "\3" + weights);
  put("bnn_pynq", "ok-short-last-layer", "\5" + weights.substr(0, 512));
  put("bnn_pynq", "no-classes", std::string(1, '\0'));
  put("bnn_pynq", "short-weights", "\3" + weights.substr(0, 800));
  put("bnn_pynq", "threshold-out-of-range", "\4" + thresholds);
}

void write_json() {
  golden::Thresholding quantise;
  quantise.channels = 1;
  quantise.num_input_vectors = {4};
  quantise.levels = 3;
  golden::Network network;
  network.name = "tiny";
  network.streams = {{"in", quantise.input, {4, 1}}, {"out", quantise.output, {4, 1}}};
  network.layers = {{"quantise", quantise, {"in"}, {"out"}, {}}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  const std::string with_thresholds = golden::network_to_json(network).dump(1);
  golden::FmPadding padding{{4, 4}, {1, 1, 1, 1}, 1, DataType::uint(8)};
  network.layers = {{"pad", padding, {"in"}, {"out"}, {}}};
  network.streams = {{"in", padding.type, {4, 4, 1}}, {"out", padding.type, {6, 6, 1}}};
  const std::string plain = golden::network_to_json(network).dump(1);
  put("network_json", "ok-padding.json", plain);
  put("network_json", "no-thresholds.json", with_thresholds);
  put("network_json", "wrong-type.json", R"({"schema_version": "1"})");
  put("bundle", "ok-thresholds", with_thresholds + "\n----\n" + R"({"Defaults": {}, "quantise": {"PE": 1}})");
  put("bundle", "ok-padding", plain);
  put("bundle", "unknown-node", with_thresholds + "\n----\n" + R"({"quantize": {"PE": 1}})");
  put("folding", "ok-lfc.json",
      R"({"Defaults": {}, "MVAU_0": {"PE": 32, "SIMD": 64, "ram_style": "block"}, "StreamingFIFO_1": {"depth": 4}})");
  put("folding", "unknown-attribute.json", R"({"MVAU_0": {"PEE": 32}})");
  put("folding", "no-divisor.json", R"({"MVAU_0": {"PE": 30}})");
  put("folding", "list.json", "[1, 2]");
  for (const auto& entry : fs::directory_iterator(weir::test::source_folder() / "systemc/profile"))
    if (entry.path().filename() == "weir.json")
      put("profile", "ok-" + entry.path().filename().string(), read_text_file(entry.path()));
  put("profile", "mistyped.json", R"({"name": 3, "about": "x", "pipeline": "loose", "parameters": []})");
  put("build_config", "ok-fields.json", R"({"output_dir": "out",
 "synth_clk_period_ns": 10.0,
 "generate_outputs": ["estimate_reports", "stitched_ip"],
 "steps": ["step_qonnx_to_finn", "step_generate_estimate_reports"],
 "target_fps": 100,
 "board": null,
 "verify_steps": ["initial_python"],
 "signature": [1, 2],
 "auto_fifo_strategy": "largefifo_rtlsim"}
)");
  put("build_config", "mistyped.json", R"({"output_dir": 3,
 "synth_clk_period_ns": [1e3],
 "generate_outputs": ["estimate_reports", 4],
 "target_fps": 99999999999,
 "steps": "all"}
)");
  put("build_config", "unknown.json", R"({"output_dir": "out",
 "synth_clk_period_ns": 10,
 "generate_outputs": [],
 "steps": ["step_streamlin"],
 "bord": "x"}
)");
}

/// Reports in the structure of Vivado and Vitis HLS, of no real design.
void write_csynth() {
  const std::string loops =
      "<SummaryOfLoopLatency><L><TripCount>8</TripCount><Latency>10</Latency><PipelineII>1</PipelineII>"
      "<PipelineDepth>3</PipelineDepth></L></SummaryOfLoopLatency>";
  const auto report = [](const std::string& inside) {
    return "<?xml version=\"1.0\"?>\n<profile>\n<UserAssignments><TopModelName>MVAU_hls_0</TopModelName>"
           "</UserAssignments>\n" +
           inside + "\n</profile>\n";
  };
  const std::string estimates =
      "<PerformanceEstimates><SummaryOfOverallLatency><Interval-min>12</Interval-min><Interval-max>12</Interval-max>"
      "</SummaryOfOverallLatency>" +
      loops + "</PerformanceEstimates>";
  put("csynth", "ok-loop.xml", report(estimates));
  put("csynth", "ok-modules.xml",
      report("<PerformanceEstimates/><ModuleInformation><Module>" + estimates + "</Module></ModuleInformation>"));
  put("csynth", "no-estimates.xml", report(""));
  put("csynth", "no-number.xml",
      report("<PerformanceEstimates><SummaryOfLoopLatency><L><PipelineII>x</PipelineII>"
             "<PipelineDepth>1</PipelineDepth></L></SummaryOfLoopLatency>"
             "</PerformanceEstimates>"));
  put("csynth", "cut.xml", report(estimates).substr(0, 150));
}

/// The models that the import's own tests read, and one of them cut off.
void write_onnx() {
  const fs::path models = weir::test::source_folder() / "tests/golden/onnx";
  for (const char* name : {"perceptron", "residual", "streamlined"})
    put("onnx", std::string("ok-") + name + ".onnx", read_text_file(models / (std::string(name) + ".onnx")));
  put("onnx", "cut.onnx", get("onnx", "ok-residual.onnx").substr(0, 3000));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " <corpus folder>\n";
    return 2;
  }
  root = argv[1];
  for (const auto write :
       {write_images, write_npy, write_idx, write_labels, write_frames, write_headers, write_resnet50, write_npy_folder,
        write_fc_weights, write_bnn_pynq, write_json, write_csynth, write_onnx})
    write();
  return 0;
}
