/// DATAFLOW: does our compiler build from the C++ project's own top what the composed stages are?
#include <fmt/core.h>

#include "golden/base/file.hpp"
#include "golden/model/model.hpp"
#include "golden/network/blocks.hpp"
#include "hls/codegen/resources.hpp"
#include "hls/codegen/testbench.hpp"
#include "rtl_wrap/cosim/report.hpp"
#include "rtl_wrap/verilate/verilate.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/data.hpp"
#include "tests/hls/bench.hpp"
#include "tests/hls_codegen/random_layers.hpp"
#include "tests/paths.hpp"

namespace {

using namespace weir;
using tools::Assembly;

rtl::CosimResult run(const golden::StageGraph& graph, const std::vector<Tensor>& frames, const timing::Stalls& stalls,
                     Assembly assembly) {
  tools::CosimRequest request;
  request.frames = frames;
  request.stalls = stalls;
  request.assembly = assembly;
  return tools::cosimulate(graph, request).result;
}

/// Words of outputs and cycles of every handshake at the boundary are golden's and SystemC's in both.
void require_same(const golden::StageGraph& graph, int frames, const std::vector<double>& stalls) {
  const auto pictures = golden::random_frames(*graph.network, frames, 5);
  for (const double probability : stalls) {
    INFO(graph.name << ", stalls " << probability);
    const auto composed = run(graph, pictures, {probability, 8}, Assembly::kComposed);
    const auto dataflow = run(graph, pictures, {probability, 8}, Assembly::kDataflow);
    INFO(rtl::render(dataflow));
    CHECK(composed.equal());
    CHECK(dataflow.equal());
    CHECK(dataflow.cycles_compared);
    std::int64_t boundary = 0;
    for (const auto& stream : graph.streams)
      if (stream.producer == golden::kOutside || stream.consumer == golden::kOutside)
        boundary += frames * stream.words_per_frame();
    CHECK(dataflow.words_compared == boundary);
    CHECK(dataflow.transfers_compared == boundary);
    CHECK(dataflow.cycles_rtl == composed.cycles_rtl);
    CHECK(dataflow.latency_cycles == composed.latency_cycles);
    CHECK(dataflow.interval_cycles == composed.interval_cycles);
  }
}

constexpr int kFrames = 4, kWords = 12, kWordBits = 13;

test::KernelCase sample() {
  test::KernelCase k;
  k.name = "dataflow";
  k.source = read_text_file(weir::test::source_folder() / "tests/cross_tier/sources/dataflow.cpp");
  k.frames = kFrames;
  k.inputs = {{"in0", kWordBits, {}}};
  k.outputs = {{"out0", kWordBits, {}}};
  for (int w = 0; w < kFrames * kWords; ++w) k.inputs[0].words.push_back(fmt::format("{:x}", (w * 2749 + 5) & 0x1fff));
  return k;
}

golden::StageGraph boundary_graph() {
  golden::StageGraph graph;
  graph.name = "dataflow";
  graph.streams = {{"in0", "in0", DataType::uint(kWordBits), {kWords}},
                   {"out0", "out0", DataType::uint(kWordBits), {kWords}}};
  graph.streams[0].consumer = graph.streams[1].producer = 0;
  graph.stages.resize(1);
  graph.stages[0].name = "region";
  graph.stages[0].inputs = {0};
  graph.stages[0].outputs = {1};
  return graph;
}

golden::Words words_of(const std::vector<std::string>& hex) {
  golden::Words words;
  words.word_bits = kWordBits;
  for (const std::string& digits : hex) {
    const unsigned long value = std::stoul(digits, nullptr, 16);
    words.bytes.push_back(static_cast<std::uint8_t>(value));
    words.bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  }
  return words;
}

hls::CompiledDesign compiled(const std::string& source, const test::ScratchFolder& folder,
                             const std::map<std::string, int>& port_depths = {}) {
  write_text_file(folder / "dataflow.cpp", source);
  hls::CompileOptions options;
  options.source = folder / "dataflow.cpp";
  options.top = "dataflow";
  options.include_dirs = {hls::hls_resources().include()};
  options.port_depths = port_depths;
  return hls::compile_design(options);
}

std::string refusal(const std::string& top_body, const std::map<std::string, int>& port_depths = {}) {
  const test::ScratchFolder folder;
  const std::string functions = sample().source.substr(0, sample().source.find("void dataflow("));
  try {
    compiled(functions + "void dataflow(Stream& in0, Stream& out0) {\n#pragma HLS DATAFLOW\n" + top_body + "}\n",
             folder, port_depths);
  } catch (const Error& error) {
    return error.text();
  }
  return "compiled";
}

}  // namespace

TEST_CASE("lfc-w1a1's DATAFLOW top is the composed network in every word and cycle of its ports") {
  require_same(test::graph_of(golden::make_builtin("lfc-w1a1")), 5, {0.0, 0.4});
}

TEST_CASE("a residual network whose blocks are DATAFLOW functions of their own is the composed network") {
  const auto graph = test::random_residual_graph(199);
  require_same(graph, 4, {0.0, 0.3});
}

TEST_CASE("a residual block of ResNet50 as one IP is its composed stages") {
  const auto network = test::graph_of(golden::make_builtin("resnet50-w1a2"));
  const auto functions = hls::block_functions(network);
  CHECK(functions.size() == 16);
  const auto block = golden::part_named(network, functions.at(13));
  CHECK(block.stages.size() >= 9);
  require_same(block, 1, {0.0, 0.3});
}

TEST_CASE(
    "a region with arrays of streams, unrolled calls, a table and an inner region gives the C simulation's words") {
  const test::ScratchFolder folder;
  const test::KernelCase kernel = sample();
  const auto native = test::simulate_natively({kernel}, folder.path());
  const hls::CompiledDesign design = compiled(kernel.source, folder, {{"out0", 3}});
  CHECK(design.kernels.size() == 5);  // both, join, and change three times
  hls::write_files(design, folder / "rtl");
  write_text_file(folder / "rtl/weir_fifo.sv", read_text_file(hls::hls_resources().rtl() / "weir_fifo.sv"));
  std::string list = "weir_fifo.sv\ndataflow.sv\n";
  for (const auto& k : design.kernels) list += k.report.module + ".sv\n";
  write_text_file(folder / "rtl/all_verilog_srcs.txt", list);
  rtl::RtlFolder rtl = rtl::rtl_folder_of_sources(folder / "rtl", "dataflow");
  rtl.data = folder / "rtl";
  rtl::VerilateOptions verilate_options;
  verilate_options.override_header = hls::hls_resources().rtl() / "weir_popcount.h";
  const auto model = rtl::verilate(rtl, verilate_options).model;
  const golden::StageGraph graph = boundary_graph();
  for (const double stalls : {0.0, 0.3, 0.8}) {
    const auto instance = model->create(rtl::plusargs(rtl));
    rtl::CosimOptions options;
    options.frames = kFrames;
    options.is_foreign = true;
    options.stalls = {stalls, 3};
    options.quiet_bound_cycles = 1000;
    const auto result = rtl::cosimulate(
        *instance, graph, {{"in0", words_of(kernel.inputs[0].words)}, {"out0", words_of(native.at("dataflow.out0"))}},
        options);
    INFO(rtl::render(result));
    CHECK(result.equal());
    CHECK(result.words_compared == 2 * kFrames * kWords);
    if (stalls == 0.0) CHECK(result.interval_cycles == 2 * kWords);  // the fork has an II of 2
  }
}

TEST_CASE("what cannot be in a region is refused with its place") {
  const std::string two = "Stream a, b;\n";
  CHECK_THAT(refusal(two + "change<1>(in0, a);\nchange<1>(a, b);\nchange<2>(a, out0);\n"),
             Catch::Contains("error[dataflow-stream]: the stream \"a\" is read by two calls"));
  CHECK_THAT(refusal(two + "change<1>(in0, a);\njoin(a, b, 1, out0);\n"),
             Catch::Contains("error[dataflow-stream]: the stream \"b\" is never written"));
  CHECK_THAT(refusal(two + "change<1>(in0, a);\nchange<1>(in0, b);\njoin(a, b, 1, out0);\n"),
             Catch::Contains("error[dataflow-stream]: the stream \"in0\" is read by two calls"));
  CHECK_THAT(refusal("out0.write(in0.read());\n"), Catch::Contains("dataflow.cpp:"));
  CHECK_THAT(refusal("if (in0.read() != 3) change<1>(in0, out0);\n"),
             Catch::Contains("error[dataflow-body]: loops and branches"));
  CHECK(refusal("for (int i = 0; i < 3; ++i) change<1>(in0, out0);\n") == "compiled");
  CHECK_THAT(refusal("#pragma HLS STREAM variable=in0 depth=8\nchange<1>(in0, out0);\n"),
             Catch::Contains("error[pragma-option]: #pragma HLS STREAM: the variable is an argument"));
  CHECK_THAT(refusal("change<1>(in0, out0);\n", {{"in1", 4}}), Catch::Contains("error[port-depth]"));
  CHECK(refusal("change<1>(in0, out0);\n") == "compiled");
}
