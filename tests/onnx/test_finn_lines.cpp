/// What FINN's files do not say of themselves: windows of a line that FINN 0.7 sends side by side, and the numbers of
/// FIFOs where one node of FINN's is two stages.
#include <catch2/catch.hpp>

#include "golden/base/error.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/finn/report.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/stage_graph.hpp"
#include "tests/onnx/compare.hpp"
#include "tests/onnx/model.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::imported;
using weir::test::integer;
using weir::test::ints;
using weir::test::OnnxModel;
using weir::test::text;

namespace {

/// A matrix without thresholds behind tensor `in`.
onnx::NodeProto& add_matrix(OnnxModel& model, const std::string& op, const std::string& in, const std::string& out,
                            std::int64_t columns, std::int64_t rows, std::int64_t PE, std::int64_t SIMD) {
  const std::string weights = out + "_w";
  model.constant(weights, {columns, rows}, std::vector<float>(static_cast<std::size_t>(columns * rows), -2));
  model.annotate(weights, "INT2");
  model.annotate(out, "INT16");
  auto& node = model.node(op, {in, weights}, out);
  node.set_domain(op.ends_with("_hls") ? "finn.custom_op.fpgadataflow.hls" : "finn.custom_op.fpgadataflow");
  text(node, "backend", "fpgadataflow");
  for (const auto& [key, value] :
       {std::pair{"MW", columns}, {"MH", rows}, {"PE", PE}, {"SIMD", SIMD}, {"noActivation", std::int64_t{1}}})
    integer(node, key, value);
  text(node, "weightDataType", "INT2");
  text(node, "inputDataType", in == "between" ? "INT16" : "UINT4");
  text(node, "outputDataType", "INT16");
  return node;
}

/// A line of 20 pixels of 6 channels under windows of 4, as FINN up to 0.7 names its nodes.
FoldedNetwork line(int SIMD, int stated_cycles, int stride = 1) {
  OnnxModel model({1, 20, 1, 6});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  model.annotate("windows", "UINT4");
  auto& node = model.node("ConvolutionInputGenerator1D", {"in"}, "windows");
  node.set_domain("finn.custom_op.fpgadataflow");
  text(node, "backend", "fpgadataflow");
  ints(node, "ConvKernelDim", {4, 1});
  ints(node, "IFMDim", {20, 1});
  ints(node, "Stride", {stride, 1});
  ints(node, "Dilation", {1, 1});
  integer(node, "IFMChannels", 6);
  integer(node, "SIMD", SIMD);
  if (stated_cycles != 0) integer(node, "cycles_estimate", stated_cycles);
  text(node, "inputDataType", "UINT4");
  auto& matrix = add_matrix(model, "StreamingFCLayer_Batch", "windows", "out", 24, 2, 2, 6);
  ints(matrix, "numInputVectors", {1, (20 - 4) / stride + 1, 1});
  return imported(model);
}

std::int64_t window_cycles(const FoldedNetwork& network) {
  return estimate_network(*network.network, network.folding, {}, kDefaultPart, 10).cycles.front();
}

std::int64_t window_words(const FoldedNetwork& network) {
  const StageGraph graph = build_stage_graph(network.network, network.folding);
  return graph.streams[static_cast<std::size_t>(graph.stages.front().outputs.front())].words_per_frame();
}

/// 12 results, 4 a word, into a matrix that takes 6 a word: one converter of FINN's, by way of 12.
FoldedNetwork with_converter() {
  OnnxModel model({1, 8});
  model.annotate("in", "UINT4");
  add_matrix(model, "MVAU_hls", "in", "between", 8, 12, 4, 8);
  add_matrix(model, "MVAU_hls", "between", "out", 12, 4, 4, 6);
  return imported(model);
}

}  // namespace

TEST_CASE("FINN 0.7 sends the windows of a line side by side where SIMD is all channels", "[onnx][finn]") {
  // get_exp_cycles of its ConvolutionInputGenerator1D: k_w + ofm_dim_w, else 20 f + max(17 k f, 20 f). A published
  // build of 248 pixels and windows of 9 states 249 for the first.
  CHECK(window_cycles(line(6, 0)) == 4 + 17);
  CHECK(window_words(line(6, 0)) == 17);
  CHECK(window_cycles(line(2, 0)) == 60 + 17 * 4 * 3);
  CHECK(window_words(line(2, 0)) == 17 * 4 * 3);
  CHECK(window_words(line(6, 0, 2)) == 9 * 4);
}

TEST_CASE("an estimate that a file states tells FINN 0.6, which sends pixel by pixel", "[onnx][finn]") {
  CHECK(window_words(line(6, 20 + 17 * 4)) == 17 * 4);
  CHECK(window_cycles(line(6, 20 + 17 * 4)) == 20 + 17 * 4);
  CHECK(window_words(line(6, 21)) == 17);
}

TEST_CASE("a folding of all channels makes windows of a line parallel, and one of fewer does not", "[onnx][finn]") {
  FoldedNetwork narrow = line(2, 0), wide = line(6, 0);
  const auto refold = [](FoldedNetwork& network, const char* SIMD) {
    network.folding =
        parse_finn_folding(std::string(R"({"ConvolutionInputGenerator1D_windows": {"SIMD": )") + SIMD + "}}", "f.json",
                           *network.network, network.folding);
  };
  refold(narrow, "6");
  CHECK(window_words(narrow) == 17);
  refold(wide, "3");
  CHECK(window_words(wide) == 17 * 4 * 2);
}

TEST_CASE("FIFOs by FINN's numbers pass over the inside of a converter", "[onnx][finn]") {
  FoldedNetwork made = with_converter();
  made.folding = parse_finn_folding(R"({"StreamingFIFO_rtl_0": {"depth": 3}, "StreamingFIFO_rtl_1": {"depth": 11},
                                        "StreamingFIFO_rtl_2": {"depth": 13}, "StreamingFIFO_rtl_3": {"depth": 17}})",
                                    "f.json", *made.network, made.folding);
  const StageGraph graph = build_stage_graph(made.network, made.folding);
  REQUIRE(graph.streams.size() == 5);
  std::map<std::int64_t, int> depths;  // by elements per word: 8, 4, 12 inside, 6
  for (std::size_t s = 0; s < 4; ++s) depths[graph.streams[s].elements_per_word] = graph.streams[s].depth_words;
  CHECK(depths == std::map<std::int64_t, int>{{8, 3}, {4, 11}, {12, 2}, {6, 13}});
  CHECK_FALSE(graph.streams[2].has_fifo);
  CHECK(graph.streams[4].depth_words == 17);
  CHECK_THROWS(parse_finn_folding(R"({"StreamingFIFO_rtl_4": {"depth": 2}})", "f.json", *made.network, made.folding));
}

TEST_CASE("a converter of widths that do not divide is one node by HLS in final_hw_config.json", "[onnx][finn]") {
  const FoldedNetwork made = with_converter();
  const auto json = final_hw_config_json(build_stage_graph(made.network, made.folding), {}, kDefaultPart);
  std::vector<std::string> names;
  for (const auto& [name, attributes] : json.items()) names.push_back(name);
  CHECK(names == std::vector<std::string>{"Defaults", "StreamingFIFO_rtl_0", "MVAU_hls_between", "StreamingFIFO_rtl_1",
                                          "StreamingDataWidthConverter_hls_0", "StreamingFIFO_rtl_2", "MVAU_hls_out",
                                          "StreamingFIFO_rtl_3"});
}
