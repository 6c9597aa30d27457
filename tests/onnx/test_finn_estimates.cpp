/// FINN's estimates of hardware files, whose types, names and nodes without a layer decide them.
#include <catch2/catch.hpp>

#include "golden/finn/report.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/bundle.hpp"
#include "tests/onnx/model.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::integer;
using weir::test::ints;
using weir::test::OnnxModel;
using weir::test::text;

namespace {

FoldedNetwork imported(const OnnxModel& model, std::vector<std::string>* warnings = nullptr) {
  const std::string bytes = model.bytes();
  OnnxOptions options;
  options.warnings = warnings;
  return import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "model", options);
}

Estimate estimated(const OnnxModel& model) {
  static std::vector<FoldedNetwork> kept;  // which the estimates point into
  kept.push_back(imported(model));
  return estimate_network(*kept.back().network, kept.back().folding, {}, kDefaultPart, 10);
}

/// A matrix of `rows` times `columns` weights, PE and SIMD 1.
onnx::NodeProto& matrix(OnnxModel& model, const std::string& op, const std::string& domain, const std::string& weights,
                        const std::string& type, std::int64_t rows, std::int64_t columns) {
  model.annotate(weights, type);
  std::vector<std::string> inputs{"in", weights};
  auto& node = model.node(op, inputs, "out");
  node.set_domain("finn.custom_op.fpgadataflow" + domain);
  text(node, "backend", "fpgadataflow");
  for (const auto& [key, value] :
       {std::pair{"MW", columns}, {"MH", rows}, {"PE", std::int64_t{1}}, {"SIMD", std::int64_t{1}}})
    integer(node, key, value);
  text(node, "weightDataType", type);
  return node;
}

/// Published: FINN 0.5's StreamingFCLayer_Batch of 14 inputs of 6 bits, weights of INT6 and 63 thresholds.
OnnxModel first_layer_of_facile(const std::string& op) {
  constexpr std::int64_t kInputs = 14, kOutputs = 31, kLevels = 63;
  OnnxModel model({1, kInputs});
  model.annotate("in", "UINT6");
  model.constant("w", {kInputs, kOutputs}, std::vector<float>(kInputs * kOutputs, -17));
  std::vector<float> levels;
  for (std::int64_t row = 0; row < kOutputs; ++row)
    for (std::int64_t i = 0; i < kLevels; ++i) levels.push_back(static_cast<float>(i - 100));
  model.constant("t", {kOutputs, kLevels}, levels);
  auto& node = matrix(model, op, "", "w", "INT6", kOutputs, kInputs);
  node.add_input("t");
  text(node, "inputDataType", "UINT6");
  text(node, "outputDataType", "UINT6");
  return model;
}

OnnxModel xnor(const std::string& accumulator) {
  OnnxModel model({1, 8});
  model.annotate("in", "BINARY");
  model.constant("w", {8, 1}, {1, 0, 1, 0, 1, 0, 1, 0});
  auto& node = matrix(model, "MVAU_hls", ".hls", "w", "BINARY", 1, 8);
  integer(node, "binaryXnorMode", 1);
  integer(node, "noActivation", 1);
  text(node, "inputDataType", "BINARY");
  text(node, "outputDataType", accumulator);
  text(node, "accDataType", accumulator);
  return model;
}

}  // namespace

TEST_CASE("thresholds cost LUTs in the matrix units of FINN up to 0.7, and types are as written", "[onnx][finn]") {
  const Estimate old = estimated(first_layer_of_facile("StreamingFCLayer_Batch"));
  CHECK(old.resources.front().lut.value == 2588);  // its estimate_layer_resources.json
  const auto counts = op_and_param_counts_json(old).front();
  CHECK(counts.contains("param_weight_6b"));      // -17 fits in INT6 alone, and so it is declared
  CHECK(counts.contains("param_threshold_32b"));  // FINN's default where no step has made it narrower
  // FINN 0.9: 300 + 1.1 (36 + 12 + 16) for multiplier, adder and accumulator.
  CHECK(estimated(first_layer_of_facile("MatrixVectorActivation")).resources.front().lut.value == 370);
}

TEST_CASE("sums that leave as they are have the accumulator of their release as well", "[onnx][finn]") {
  OnnxModel model({1, 576});
  model.annotate("in", "INT3");
  model.constant("w", {576, 1}, std::vector<float>(576, -3));
  auto& node = matrix(model, "MatrixVectorActivation", "", "w", "INT3", 1, 576);
  for (auto& attribute : *node.mutable_attribute())
    if (attribute.name() == "SIMD") attribute.set_i(576);
  integer(node, "noActivation", 1);
  text(node, "inputDataType", "INT3");
  text(node, "outputDataType", "INT16");
  text(node, "accDataType", "INT16");
  // 300 + 1.1 (3,456 + 6,906) for multipliers and adder tree, and 1.1 for each bit of the accumulator: 15 of FINN 0.9,
  // 16 of a published build of FINN 0.8 whose estimate_layer_resources.json says 11,715.
  CHECK(estimated(model).resources.front().lut.value == 11714);
  integer(*model.graph().mutable_node(0), "inFIFODepth", 2);
  CHECK(estimated(model).resources.front().lut.value == 11715);
}

TEST_CASE("a tiled matrix unit takes its rows one after the other", "[onnx][finn]") {
  OnnxModel model({1, 8});
  model.annotate("in", "INT8");
  model.constant("w", {8, 6}, std::vector<float>(48, 100));
  auto& node = matrix(model, "MVAU_rtl", ".rtl", "w", "INT8", 6, 8);
  integer(node, "noActivation", 1);
  text(node, "inputDataType", "INT8");
  text(node, "outputDataType", "INT32");
  integer(node, "TH", 3);
  text(node, "mem_mode", "external_mem");
  const Estimate tiled = estimated(model);
  CHECK(tiled.cycles.front() == 48 * 3);
  CHECK(tiled.resources.front().bram_18k.value == 0);
}

TEST_CASE("an XNOR unit's accumulator may be sized for products of +-1 and {0, 1}, which is told", "[onnx][finn]") {
  std::vector<std::string> warnings;
  imported(xnor("INT4"), &warnings);  // -4..4; it counts 0..8
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings.front(), Catch::Contains("MVAU_hls_out") && Catch::Contains("INT4") && Catch::Contains("0..8") &&
                                   Catch::Contains("above 7 wrap"));
  warnings.clear();
  imported(xnor("UINT4"), &warnings);
  CHECK(warnings.empty());
  imported(xnor("INT3"), &warnings);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings.front(), Catch::Contains("accDataType is INT3") && Catch::Contains("above 3 wrap"));
}

TEST_CASE("FINN's estimates count a reshape, whose words pass", "[onnx][finn]") {
  OnnxModel model({1, 2, 2, 2});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  auto& reshape = model.node("Reshape_rtl", {"in"}, "a");
  reshape.set_domain("finn.custom_op.fpgadataflow.rtl");
  reshape.set_name("Reshape_rtl_0");
  text(reshape, "backend", "fpgadataflow");
  ints(reshape, "inp_shape", {1, 2, 2, 2});
  ints(reshape, "out_shape", {1, 8});
  text(reshape, "dtype", "UINT4");
  integer(reshape, "PE", 2);
  model.constant("t", {1, 1}, {3});
  auto& thresholds = model.node("Thresholding_rtl", {"a", "t"}, "out");
  thresholds.set_domain("finn.custom_op.fpgadataflow.rtl");
  thresholds.set_name("Thresholding_rtl_0");
  text(thresholds, "backend", "fpgadataflow");
  text(thresholds, "inputDataType", "UINT4");
  text(thresholds, "outputDataType", "BINARY");
  integer(thresholds, "NumChannels", 8);
  integer(thresholds, "PE", 4);
  const Estimate made = estimated(model);
  CHECK(layer_cycles_json(made).dump() == R"({"Reshape_rtl_0":4,"Thresholding_rtl_0":2})");
  CHECK(made.performance.critical_path_cycles == 6);
  CHECK(made.performance.max_cycles_node_name == "Reshape_rtl_0");
  CHECK(op_and_param_counts_json(made)["Reshape_rtl_0"].empty());
  CHECK(layer_resources_json(made)["Reshape_rtl_0"]["LUT"] == 0);
}

TEST_CASE("a max pool of a line takes whole pixels in files of FINN up to 0.7, whose nodes have no PE",
          "[onnx][finn]") {
  OnnxModel model({1, 8, 1, 6});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  auto& pool = model.node("StreamingMaxPool_Batch", {"in"}, "out");
  pool.set_domain("finn.custom_op.fpgadataflow");
  text(pool, "backend", "fpgadataflow");
  ints(pool, "ImgDim", {8, 1});
  ints(pool, "PoolDim", {2, 1});
  integer(pool, "NumChannels", 6);
  text(pool, "dataType", "UINT4");
  const FoldedNetwork whole = imported(model);
  CHECK(whole.folding.of(whole.network->layers.front().name).PE == 6);
  integer(pool, "PE", 2);
  const FoldedNetwork folded = imported(model);
  CHECK(folded.folding.of(folded.network->layers.front().name).PE == 2);
}

TEST_CASE("a window generator by HLS of a line is estimated as FINN's of one dimension", "[onnx][finn]") {
  const auto line = [](bool is_depthwise, std::int64_t dilation, bool is_parallel) {
    OnnxModel model({1, 20, 1, 6});
    model.annotate("in", "UINT4");
    model.layout("in", "NHWC");
    auto& node = model.node("ConvolutionInputGenerator_hls", {"in"}, "out");
    node.set_domain("finn.custom_op.fpgadataflow.hls");
    text(node, "backend", "fpgadataflow");
    ints(node, "ConvKernelDim", {4, 1});
    ints(node, "IFMDim", {20, 1});
    ints(node, "Stride", {1, 1});
    ints(node, "Dilation", {dilation, 1});
    integer(node, "IFMChannels", 6);
    integer(node, "SIMD", is_parallel ? 6 : 2);
    integer(node, "depthwise", is_depthwise ? 1 : 0);
    integer(node, "parallel_window", is_parallel ? 1 : 0);
    text(node, "ram_style", "distributed");
    text(node, "inputDataType", "UINT4");
    return estimated(model);
  };
  // get_exp_cycles and lut_estimation of FINN 0.9's ConvolutionInputGenerator1D, by hand.
  const Estimate plain = line(false, 1, false), depthwise = line(true, 1, false), dilated = line(true, 2, false),
                 parallel = line(false, 1, true);
  CHECK(plain.cycles.front() == 1 + 17 * 4 * 3);
  CHECK(plain.resources.front().lut.value == 300 + 2);  // 4 bits x 3 pixels x 6 channels / 64
  CHECK(depthwise.cycles.front() == 1 + 17 * 4 * 3 + 2 * 3);
  CHECK(depthwise.resources.front().lut.value == 300 + 2);  // 96 bits
  CHECK(dilated.cycles.front() == 20 * 3 + 14 * 4 * 3);
  CHECK(dilated.resources.front().lut.value == 300 + 8);  // 480 bits
  CHECK(parallel.cycles.front() == 4 + 17);
  CHECK(parallel.resources.front().lut.value == 300 + 2);  // 24 bits x 5 pixels
}
