/// Does the import keep what a hardware file says of its hardware, and is what has no law refused by name?
#include <catch2/catch.hpp>
#include <fstream>

#include "golden/base/file.hpp"
#include "golden/base/temporary_folder.hpp"
#include "golden/finn/pipeline_depths.hpp"
#include "golden/finn/target.hpp"
#include "golden/import/finn_build.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/bundle.hpp"
#include "golden/network/node_name.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/generators/finn/pipeline_depth.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/data.hpp"
#include "tests/onnx/model.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::integer;
using weir::test::ints;
using weir::test::OnnxModel;
using weir::test::text;

namespace {

constexpr const char* kOldDomain = "finn.custom_op.fpgadataflow";

FoldedNetwork imported(const OnnxModel& model) {
  const std::string bytes = model.bytes();
  return import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "model");
}

StageGraph graph_of(const OnnxModel& model) {
  const FoldedNetwork made = imported(model);
  return build_stage_graph(made.network, made.folding);
}

timing::TimingGraph timed(const StageGraph& graph) {
  return make_timing_graph(graph, timing::load_profile("finn-v0.10"));
}

template <class Job>
std::string refusal(const Job& job) {
  try {
    job();
  } catch (const Error& e) {
    return e.text();
  } catch (const Errors& errors) {
    return errors.list().front().text();
  }
  return "";
}

OnnxModel picture() {
  OnnxModel model({1, 6, 6, 2});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  return model;
}

onnx::NodeProto& window(OnnxModel& model, const std::string& op, const std::string& domain, const std::string& in,
                        const std::string& out) {
  auto& node = model.node(op, {in}, out);
  node.set_domain(domain);
  ints(node, "ConvKernelDim", {3, 3});
  ints(node, "IFMDim", {6, 6});
  ints(node, "OFMDim", {4, 4});
  ints(node, "Stride", {1, 1});
  ints(node, "Dilation", {1, 1});
  integer(node, "IFMChannels", 2);
  integer(node, "SIMD", 1);
  text(node, "inputDataType", "UINT4");
  text(node, "outputDataType", "UINT4");
  return node;
}

void fifo(OnnxModel& model, const std::string& in, const std::string& out, int depth, const std::string& style) {
  auto& node = model.node("StreamingFIFO", {in}, out);
  node.set_domain(kOldDomain);
  integer(node, "depth", depth);
  text(node, "impl_style", style);
  text(node, "dataType", "UINT4");
}

void padding(OnnxModel& model, const std::string& in, const std::string& out) {
  auto& node = model.node("FMPadding_Batch", {in}, out);
  node.set_domain(kOldDomain);
  ints(node, "ImgDim", {4, 4});
  ints(node, "Padding", {1, 1, 1, 1});
  integer(node, "NumChannels", 2);
  integer(node, "SIMD", 1);
  text(node, "inputDataType", "UINT4");
}

/// Behind a FIFO of 32 words a padding and a window generator, by HLS, without a FIFO between them.
OnnxModel padded_window() {
  OnnxModel model({1, 4, 4, 2});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  fifo(model, "in", "f", 32, "rtl");
  padding(model, "f", "a");
  window(model, "ConvolutionInputGenerator", kOldDomain, "a", "out");
  return model;
}

}  // namespace

TEST_CASE("names of nodes say their layer and, as far as they do, their backend", "[golden][finn]") {
  const auto check = [](const char* node, const char* layer, std::optional<Backend> backend) {
    const NodeName name = parse_node_name(node);
    CHECK(name.layer == layer);
    CHECK(name.backend == backend);
  };
  check("MVAU_hls_0", "MVAU_0", Backend::Hls);
  check("StreamingFIFO_rtl_3", "StreamingFIFO_3", Backend::Rtl);
  check("MVAU_0", "MVAU_0", std::nullopt);
  check("ConvolutionInputGenerator_0", "ConvolutionInputGenerator_0", std::nullopt);
  check("StreamingFCLayer_Batch_2", "MVAU_2", Backend::Hls);
  check("MatrixVectorActivation_11", "MVAU_11", Backend::Hls);
  check("Vector_Vector_Activate_Batch_0", "VVAU_0", Backend::Hls);
  check("FMPadding_Batch_1", "FMPadding_1", Backend::Hls);
}

TEST_CASE("a window generator is by HLS among nodes of FINN 0.9, and by RTL where its name says so", "[onnx][finn]") {
  OnnxModel old({1, 4, 4, 2});
  old.annotate("in", "UINT4");
  old.layout("in", "NHWC");
  padding(old, "in", "a");
  window(old, "ConvolutionInputGenerator", kOldDomain, "a", "out");
  const StageGraph by_hls = graph_of(old);
  CHECK(by_hls.stages[1].implementation.backend == Backend::Hls);
  CHECK(by_hls.stages[1].implementation.release == "0.9");
  CHECK(by_hls.stages[1].implementation.file_name == "ConvolutionInputGenerator_out");
  CHECK(by_hls.stages[1].implementation.attribute("SIMD") == "1");
  CHECK(std::holds_alternative<timing::finn::Sequence>(*timed(by_hls).stages[1].block));

  OnnxModel now = picture();
  window(now, "ConvolutionInputGenerator_rtl", "finn.custom_op.fpgadataflow.rtl", "in", "out");
  const StageGraph by_rtl = graph_of(now);
  CHECK(by_rtl.stages[0].implementation.backend == Backend::Rtl);
  CHECK(by_rtl.stages[0].implementation.release == "0.10");
  CHECK(std::holds_alternative<timing::finn::Window>(*timed(by_rtl).stages[0].block));
}

TEST_CASE("FIFOs are those of the file, and where it has none its stages meet", "[onnx][finn]") {
  OnnxModel model({1, 4, 4, 2});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  fifo(model, "in", "f", 32, "rtl");
  padding(model, "f", "a");
  fifo(model, "a", "b", 300, "vivado");
  fifo(model, "b", "c", 20, "rtl");
  window(model, "ConvolutionInputGenerator", kOldDomain, "c", "out");
  const StageGraph graph = graph_of(model);
  REQUIRE(graph.streams.size() == 3);
  CHECK(graph.streams[0].has_fifo);
  REQUIRE(graph.streams[1].pieces.size() == 2);
  CHECK(graph.streams[1].pieces[0].backend == Backend::VendorIp);
  CHECK(graph.streams[1].depth_words == 320);
  CHECK_FALSE(graph.streams[2].has_fifo);
  const timing::TimingGraph timing = timed(graph);
  CHECK(timing.streams[1].depth_words == 512 + 20);  // a vendor's FIFO is a power of two deep
  CHECK(timing.streams[1].hops == 3 + 1);
  CHECK(std::get<timing::finn::Sequence>(*timing.stages[1].block).direct_outputs == 1);
  CHECK(std::get<timing::finn::Sequence>(*timing.stages[1].block).direct_inputs == 0);
}

TEST_CASE("a bundle keeps what the file states", "[onnx][finn]") {
  const OnnxModel model = padded_window();
  const FoldedNetwork made = imported(model);
  const test::ScratchFolder folder;
  write_bundle(folder / "net.h5", *made.network, made.folding);
  const FoldedNetwork again = read_bundle(folder / "net.h5");
  CHECK(again.folding.implementations == made.folding.implementations);
  CHECK(again.folding.fifos == made.folding.fifos);
  const StageGraph graph = build_stage_graph(again.network, again.folding);
  CHECK_FALSE(graph.streams[1].has_fifo);
}

TEST_CASE("what changes cycles and has no law is refused with the names of node and attribute", "[onnx][finn]") {
  const auto refused = [](const char* attribute, std::int64_t value) {
    OnnxModel model = picture();
    auto& node = window(model, "ConvolutionInputGenerator_rtl", "finn.custom_op.fpgadataflow.rtl", "in", "out");
    integer(node, attribute, value);
    return refusal([&] { timed(graph_of(model)); });
  };
  CHECK_THAT(refused("M", 2), Catch::Contains("M = 2") && Catch::Contains("ConvolutionInputGenerator_rtl_out"));
  CHECK_THAT(refused("dynamic_mode", 1), Catch::Contains("dynamic_mode = 1"));
  CHECK_THAT(refused("parallel_window", 1), Catch::Contains("parallel_window = 1 with SIMD 1 of 2 channels"));
  CHECK(refused("parallel_window", 0) == "");

  OnnxModel old({1, 4, 4, 2});
  old.annotate("in", "UINT4");
  old.layout("in", "NHWC");
  padding(old, "in", "a");
  integer(window(old, "ConvolutionInputGenerator", kOldDomain, "a", "out"), "parallel_window", 1);
  CHECK_THAT(refusal([&] { timed(graph_of(old)); }), Catch::Contains("parallel_window = 1"));
}

TEST_CASE("two RTL blocks that meet without a FIFO are refused", "[onnx][finn]") {
  OnnxModel model({1, 4, 4, 2});
  model.annotate("in", "UINT4");
  model.layout("in", "NHWC");
  fifo(model, "in", "f", 32, "rtl");
  auto& pad = model.node("FMPadding_rtl", {"f"}, "a");
  pad.set_domain(kOldDomain);
  ints(pad, "ImgDim", {4, 4});
  ints(pad, "Padding", {1, 1, 1, 1});
  integer(pad, "NumChannels", 2);
  integer(pad, "SIMD", 1);
  text(pad, "inputDataType", "UINT4");
  window(model, "ConvolutionInputGenerator_rtl", kOldDomain, "a", "out");
  CHECK_THAT(refusal([&] { timed(graph_of(model)); }),
             Catch::Contains("FMPadding_0 and ConvolutionInputGenerator_0") && Catch::Contains("without a FIFO"));
}

TEST_CASE("pipeline depths come from a file of their own, node by node", "[onnx][finn]") {
  const OnnxModel model = padded_window();
  StageGraph graph = graph_of(model);
  const timing::Profile profile = timing::load_profile("finn-v0.10");
  CHECK(assumed_depths(graph, profile).stages ==
        std::vector<std::string>{"FMPadding_0", "ConvolutionInputGenerator_0"});
  const auto state = [&](const std::string& json, const std::string& build = "") {
    return refusal([&] { state_pipeline_depths(json, "depths.json", build, graph); });
  };
  CHECK(state(R"({"FMPadding_Batch_a": 3,
                  "ConvolutionInputGenerator_out": {"iterations_N": 7, "in_submodule": true, "IFMDim": [6, 6]}})") ==
        "");
  CHECK(assumed_depths(graph, profile).stages.empty());
  const timing::TimingGraph timing = timed(graph);
  const auto& pad = std::get<timing::finn::Sequence>(*timing.stages[0].block);
  CHECK((pad.stages == 2 && pad.restart_gap_cycles == 1));  // inlined
  const auto& win = std::get<timing::finn::Sequence>(*timing.stages[1].block);
  CHECK((win.stages == 7 && win.restart_gap_cycles == 11));  // a function of its own

  CHECK_THAT(state(R"({"MVAU_9": 3})"), Catch::Contains("\"MVAU_9\" is no stage"));
  CHECK_THAT(state(R"({"FMPadding_Batch_a": 0})"), Catch::Contains("depth is 0"));
  CHECK_THAT(state(R"({"FMPadding_Batch_a": {"iterations_N": 2, "SIMD": 2}})"),
             Catch::Contains("its SIMD is 2 there, 1 in"));
  CHECK_THAT(state(R"({"one": {"FMPadding_Batch_a": 2}})"), Catch::Contains("several builds"));
  CHECK(state(R"({"one": {"FMPadding_Batch_a": 2}})", "one") == "");
  CHECK_THAT(state(R"({"FMPadding_Batch_a": 2})", "one"), Catch::Contains("none named \"one\""));
}

TEST_CASE("a partition's graph is looked for beside its parent", "[onnx][finn]") {
  OnnxModel child = picture();
  window(child, "ConvolutionInputGenerator_rtl", "finn.custom_op.fpgadataflow.rtl", "in", "out");
  OnnxModel parent = picture();
  auto& node = parent.node("StreamingDataflowPartition", {"in"}, "out");
  node.set_domain(kOldDomain);
  text(node, "model", "/home/somebody/build/parts/child.onnx");
  const test::ScratchFolder folder;
  std::filesystem::create_directory(folder / "parts");
  std::ofstream(folder / "parent.onnx") << parent.bytes();
  CHECK_THAT(refusal([&] { import_onnx(folder / "parent.onnx"); }), Catch::Contains("does not lie beside the file"));
  std::ofstream(folder / "parts/child.onnx") << child.bytes();
  const FoldedNetwork made = import_onnx(folder / "parent.onnx");
  REQUIRE(made.network->layers.size() == 1);
  CHECK(made.network->layers[0].name == "ConvolutionInputGenerator_0");
}

TEST_CASE("a build's part says of which DSPs its RTL units are made, and its clock how long their chains are",
          "[onnx][finn]") {
  OnnxModel model({1, 96});
  model.annotate("in", "INT8");
  model.constant("w", {96, 1}, std::vector<float>(96, 100));
  model.annotate("w", "INT8");
  auto& node = model.node("MVAU_rtl", {"in", "w"}, "out");
  node.set_domain("finn.custom_op.fpgadataflow.rtl");
  text(node, "backend", "fpgadataflow");
  for (const auto& [key, value] : {std::pair{"MW", 96}, {"MH", 1}, {"PE", 1}, {"SIMD", 48}, {"noActivation", 1}})
    integer(node, key, value);
  text(node, "inputDataType", "INT8");
  text(node, "weightDataType", "INT8");
  const auto stages_of = [](const StageGraph& graph) {
    return std::get<timing::finn::Multiplier>(*timed(graph).stages[0].block).core_stages;
  };
  const auto core_stages = [&](const std::string& configuration) {
    const TemporaryFolder folder("dsp");
    std::filesystem::create_directories(folder.path() / "report");
    const std::string bytes = model.bytes();
    std::ofstream(folder.path() / "step_hw_ipgen.onnx", std::ios::binary) << bytes;
    write_text_file(folder.path() / "report" / "metadata_builder.json", configuration);
    const OpenedBuild opened = open_finn_build(find_finn_build(folder.path()));
    return stages_of(build_stage_graph(opened.network.network, opened.network.folding));
  };
  CHECK(core_stages(R"({"synth_clk_period_ns": 10.0, "fpga_part": "xczu7ev-ffvc1156-2-e"})") == 5);
  // 16 of them in a row take (16 - 1) 0.605 + 0.741 ns: within 10 ns, while 4 ns let 6 pass, in three segments.
  CHECK(core_stages(R"({"synth_clk_period_ns": 10.0, "fpga_part": "xcvc1902-vsva2197-2MP-e-S"})") == 2 + 1);
  CHECK(core_stages(R"({"synth_clk_period_ns": 4.0, "fpga_part": "xcvc1902-vsva2197-2MP-e-S"})") == 2 + 3);
  // Without a build it is whoever asks that says so.
  StageGraph graph = graph_of(model);
  CHECK(stages_of(graph) == 5);
  state_target({"xcvc1902-vsva2197-2MP-e-S", 4.0}, graph);
  CHECK(stages_of(graph) == 2 + 3);
  state_target({"xc7z020clg400-1", 0}, graph);
  CHECK(stages_of(graph) == 5);
}

TEST_CASE("the class of a loop follows the build's clock, and tells what published designs had", "[onnx][finn]") {
  Mvau m;
  m.MW = 14;
  m.MH = 32;
  m.no_activation = false;
  m.input = DataType::parse("INT6");
  m.weight = DataType::parse("INT6");
  m.levels = 63;
  LayerFolding folding;
  folding.SIMD = 14;
  const timing::PipelineDepth usual = timing::class_depth(m, folding, false, 0);
  CHECK(usual.iterations == timing::class_depth(m, folding, false, 12).iterations);
  // Four such units of a build at 200 ns: one iteration each.
  const timing::PipelineDepth slow = timing::class_depth(m, folding, false, 200);
  CHECK((slow.iterations == 1 && slow.low == 1 && slow.high == usual.high));
  // Two units of constant 3-bit weights at 2 ns, one of them pruned: 9 and 6 states, so 7 and 4 iterations.
  m.input = DataType::parse("UINT3");
  m.weight = DataType::parse("INT3");
  m.levels = 7;
  const timing::PipelineDepth fast = timing::class_depth(m, folding, true, 2);
  CHECK((fast.low <= 4 && fast.high >= 7 && fast.iterations >= 4 && fast.iterations <= 7));
}
