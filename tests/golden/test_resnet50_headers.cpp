#include <catch2/catch.hpp>
#include <cstdio>

#include "golden/base/file.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/import/header_objects.hpp"
#include "golden/import/resnet50_headers.hpp"
#include "tests/data.hpp"
#include "tests/golden/problems.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::problems_of;

namespace {

std::vector<HeaderObject> objects(const std::string& text) {
  const test::ScratchFolder folder;
  write_text_file(folder / "params.h", text);
  return read_header_objects(folder / "params.h");
}

std::string header_code_of(const std::string& text) {
  try {
    objects(text);
  } catch (const Error& e) {
    return e.code + e.where.substr(e.where.rfind(':'));
  }
  return "none";
}

std::string hex(std::uint64_t value, int digits = 0) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(value));
  return text;
}

/// Writes headers as the published exporter lays them out, from a network's logical parameters.
class HeaderWriter {
 public:
  HeaderWriter(const Network& network, const Folding& folding) : network_(network), folding_(folding) {}

  void write(const std::filesystem::path& folder) {
    write_front(folder / "inpipe");
    for (const auto& block : resnet50_blocks()) write_block(folder / block, block);
    const Tensor& bias = network_.find_layer("fc1000_bias")->parameters.bias;
    std::string text = "// bias\nFixedPointWeights<1, ap_int<32>, 1, 1000> bias_fc1000 = {{{";
    for (const auto value : bias.data) text += std::to_string(value) + ",";
    text.back() = '}';
    std::filesystem::create_directories(folder / "outpipe");
    write_text_file(folder / "outpipe/params.h", text + "}};\n");
    write_text_file(folder / "outpipe/config.h", "#define L53_PE 1\n#define L53_SIMD 64\n");
  }

 private:
  static std::string nested(const std::vector<std::string>& items, std::size_t per_row) {
    std::string text = "{";
    for (std::size_t i = 0; i < items.size(); ++i)
      text += (i % per_row == 0 ? (i == 0 ? "{" : "},\n /* row */ {") : ", ") + items[i];
    return text + "}}";
  }

  std::string weights(const std::string& layer) const {
    const Mvau& m = std::get<Mvau>(network_.find_layer(layer)->kind);
    const Tensor& w = network_.find_layer(layer)->parameters.weights;
    const LayerFolding& f = folding_.of(layer);
    std::vector<std::string> words;
    for (std::int64_t pe = 0; pe < f.PE; ++pe)
      for (std::int64_t nf = 0; nf < m.MH / f.PE; ++nf)
        for (std::int64_t sf = 0; sf < m.MW / f.SIMD; ++sf) {
          std::uint64_t word = 0;
          for (int lane = 0; lane < f.SIMD; ++lane) {
            const auto value = w.data[static_cast<std::size_t>((nf * f.PE + pe) * m.MW + sf * f.SIMD + lane)];
            const std::uint64_t code = m.weight.bits == 1 ? (value > 0 ? 1 : 0) : static_cast<std::uint8_t>(value);
            word |= code << (lane * m.weight.bits);
          }
          words.push_back("0x" + hex(word));
        }
    return nested(words, words.size() / static_cast<std::size_t>(f.PE));
  }

  std::string thresholds(const std::string& layer, std::int64_t PE, std::int64_t N) const {
    const Tensor& t = network_.find_layer(layer)->parameters.thresholds;
    const std::int64_t NF = t.shape[0] / PE;
    std::vector<std::string> values;
    for (std::int64_t pe = 0; pe < PE; ++pe)
      for (std::int64_t nf = 0; nf < NF; ++nf)
        for (std::int64_t k = 0; k < N; ++k)
          values.push_back(
              "\"0x" + hex(static_cast<std::uint16_t>(t.data[static_cast<std::size_t>((nf * PE + pe) * N + k)]), 4) +
              "\"");
    return nested(values, static_cast<std::size_t>(NF * N));
  }

  void write_front(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    const Tensor& t = network_.find_layer("conv0")->parameters.thresholds;
    std::vector<std::string> words;
    for (std::size_t row = 0; row < 64; ++row) {
      std::string digits;  // the largest threshold in the lowest slot, as published
      for (std::size_t k = 0; k < 3; ++k) digits += hex(static_cast<std::uint64_t>(t.data[row * 3 + k]) & 0xffffff, 6);
      words.push_back("\"0x" + digits + "\"");
    }
    write_text_file(folder / "params.h", "const ap_uint<24*4> thres_conv0[64][1] = " + nested(words, 1) +
                                             ";\nconst ap_uint<24> weights_conv0[64][49] =\n" + weights("conv0") +
                                             ";\n");
    write_text_file(
        folder / "config.h",
        "#pragma once\n#define L0_PE 64\n#define L0_SIMD 3\n#define L0_OFMC 64\n#define L0_IFMC 3\n"
        "#define L0_KERNELDIM 7\n#define L0_WBITS 8\n#define L0_MACBITS 24\n#define L0_WINTERPRET Slice<ap_int<8>>\n");
  }

  void write_block(const std::filesystem::path& folder, const std::string& block) {
    std::filesystem::create_directories(folder);
    const bool is_wide = has_two_branches(block);
    const auto place = [&](int wide, int narrow) { return "br2" + std::to_string(is_wide ? wide : narrow); };
    std::string params, config = "#pragma once\n";
    add_thresholds(params, block + "_byp", "ThresholdLayer_" + (is_wide ? std::string("top0") : std::string("br20")),
                   true);
    add_convolution(params, config, block, "2a", place(0, 1));
    add_convolution(params, config, block, "2b", place(1, 2));
    add_convolution(params, config, block, "2c", place(2, 3));
    if (is_wide) add_convolution(params, config, block, "1", "br10");
    write_text_file(folder / "params.h", params);
    write_text_file(folder / "config.h", config);
  }

  void add_thresholds(std::string& params, const std::string& layer, const std::string& place, bool is_input) {
    const Tensor& t = network_.find_layer(layer)->parameters.thresholds;
    const std::int64_t PE = folding_.of(layer).PE, N = t.shape[1];
    const std::string type = is_input ? "ap_uint<16>" : "ap_int<16>";
    params += "ThresholdsActivation<" + std::to_string(t.shape[0] / PE) + ", " + std::to_string(PE) + ", " +
              std::to_string(N) + ", " + type + ", ap_uint<" + (N == 3 ? "2" : "4") + ">, 0, std::less_equal<" + type +
              ">> thres_FPGA" + place + " = " + thresholds(layer, PE, N) + ";\n";
  }

  void add_convolution(std::string& params, std::string& config, const std::string& block, const std::string& id,
                       const std::string& place) {
    const std::string layer = block + "_" + id;
    const Mvau& m = std::get<Mvau>(network_.find_layer(layer)->kind);
    const LayerFolding& f = folding_.of(layer);
    const std::string upper = id == "1" ? id : "2" + std::string(1, static_cast<char>(std::toupper(id[1])));
    const std::string prefix = "#define RES_" + upper + "_";
    config += prefix + "IFMC " + std::to_string(m.MW / (id == "2b" ? 9 : 1)) + "\n" + prefix + "OFMC " +
              std::to_string(m.MH) + "\n" + prefix + "OFMDIM " + std::to_string(m.num_input_vectors[0]) + "\n" +
              prefix + "SIMD " + std::to_string(f.SIMD) + "\n";
    params += "BinaryWeights<" + (id == "2a" ? std::string("RES_2A_SIMD") : std::to_string(f.SIMD)) + ", " +
              std::to_string(f.PE) + ", " + std::to_string(m.MW / f.SIMD * (m.MH / f.PE)) +
              "> weights_FPGABipolarConvThresholdLayer_" + place + " = {\n" + weights(layer) + "};\n";
    add_thresholds(params, layer, "BipolarConvThresholdLayer_" + place, false);
  }

  const Network& network_;
  const Folding& folding_;
};

void replace_in(const std::filesystem::path& path, const std::string& what, const std::string& with) {
  std::string text = read_text_file(path);
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  write_text_file(path, text.replace(at, what.size(), with));
}

}  // namespace

TEST_CASE("objects in C++ headers are read with type, arguments, dimensions and values", "[golden][headers]") {
  const auto found = objects(R"(#pragma once
// BinaryWeights<1> no = {1};
static const BinaryWeights<2*SIMD, 1,
   std::vector<ap_int<3>>> weights_a /* = {5} */ = { { 0xff, 0x0 },
   {1, // one
    -7} };
#define X \
  Y = {
int plain;
const ap_uint<24> table[2][1] = {{"0x00000000000000000000000000000001"}, {"0x800000000000000000"}};
)");
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "weights_a");
  CHECK(found[0].type == "BinaryWeights");
  CHECK(found[0].arguments == std::vector<std::string>{"2*SIMD", "1", "std::vector<ap_int<3>>"});
  REQUIRE(found[0].values.size() == 4);
  CHECK(found[0].values[0].value() == 255);
  CHECK(found[0].values[3].value() == -7);
  CHECK(found[1].dimensions == std::vector<std::string>{"2", "1"});
  CHECK(found[1].line == 10);
  CHECK(found[1].values[0].bits(0, 32, false) == 1);
  CHECK(found[1].values[1].bits(71, 1, false) == 1);
  CHECK(found[1].values[1].bits(60, 12, true) == -2048);
  CHECK(found[1].values[1].bits(70, 1, false) == 0);
  CHECK(evaluate("24*4", {}, "") == 96);
  CHECK(evaluate("2*SIMD", {{"SIMD", 8}}, "") == 16);
  CHECK_THROWS_AS(evaluate("2*SIMD", {}, "here"), Error);
}

TEST_CASE("broken C++ headers are refused with file and line", "[golden][headers]") {
  CHECK(header_code_of("int a = {1, 2};") == "none");
  CHECK(header_code_of("\nint a = {1, 2;") == "header-syntax:2");
  CHECK(header_code_of("int a = {1, 2") == "header-syntax:1");
  CHECK(header_code_of("int a = {1,\n\"0x12};\n") == "header-syntax:2");
  CHECK(header_code_of("int a = {1, two};") == "header-number:1");
  CHECK(header_code_of("int a = {0xg};") == "header-number:1");
  CHECK(header_code_of("int a = {99999999999999999999};") == "header-number:1");
  CHECK(header_code_of("A<1, 2 a = {1};") == "header-syntax:1");
  CHECK(header_code_of("int a] = {1};") == "header-syntax:1");
  CHECK(header_code_of("= {1};") == "header-syntax:1");
  CHECK(header_code_of("/* never ends") == "header-syntax:1");
}

TEST_CASE("ResNet50-PYNQ headers become the network they were written from", "[golden][headers]") {
  const test::ScratchFolder folder;
  const FoldedNetwork made = make_builtin_resnet50("made", 5);
  HeaderWriter(*made.network, made.folding).write(folder.path());
  CHECK(looks_like_resnet50_headers(folder.path()));
  const FoldedNetwork imported = import_resnet50_headers(folder.path());
  REQUIRE(imported.network->layers.size() == made.network->layers.size());
  for (std::size_t i = 0; i < made.network->layers.size(); ++i) {
    const Layer &want = made.network->layers[i], &got = imported.network->layers[i];
    CAPTURE(want.name);
    CHECK(got.kind == want.kind);
    CHECK((want.name == "fc1000" || got.parameters.weights == want.parameters.weights));
    CHECK(got.parameters.thresholds == want.parameters.thresholds);
    CHECK(got.parameters.bias == want.parameters.bias);
  }
  CHECK(imported.folding.layers == made.folding.layers);
  CHECK(imported.network->find_layer("fc1000")->parameters.weights.empty());

  // All that is wrong in different folders is told at once.
  replace_in(folder / "inpipe/params.h", "thres_conv0", "thresholds_conv0");
  replace_in(folder / "res2a/params.h", "{\"0x", "{\"0x0001\", \"0x");
  replace_in(folder / "res2b/config.h", "OFMC 64", "OFMC 65");
  replace_in(folder / "res3a/params.h", "std::less_equal<ap_uint<16>>", "std::greater<ap_uint<16>>");
  replace_in(folder / "res4a/params.h", "std::less_equal<ap_uint<16>>", "std::less<ap_uint<16>>");
  replace_in(folder / "res3b/config.h", "#define RES_2A_SIMD 32", "#define RES_2A_SIMD 33");
  std::filesystem::remove(folder / "outpipe/params.h");
  std::vector<std::string> codes;
  for (const auto& problem : problems_of(import_resnet50_headers, folder.path())) codes.push_back(problem.code);
  CHECK(codes == std::vector<std::string>{"header-missing", "header-count", "header-topology", "header-unsupported",
                                          "fold-divide", "file-missing"});
}

TEST_CASE("a folder without ResNet50-PYNQ headers is refused", "[golden][headers]") {
  const test::ScratchFolder folder;
  CHECK_FALSE(looks_like_resnet50_headers(folder.path()));
  CHECK(problems_of(import_resnet50_headers, folder / "absent").at(0).code == "file-missing");
  CHECK(problems_of(import_resnet50_headers, folder.path()).size() == 18);
}
