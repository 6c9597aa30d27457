#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "hls/codegen/rtl.hpp"
#include "tests/data.hpp"
#include "tests/hls_codegen/graphs.hpp"

using namespace weir;
using namespace weir::test;

namespace {

golden::StageGraph builtin_graph(const std::string& name) {
  const auto builtin = golden::make_builtin(name);
  return golden::build_stage_graph(builtin.network, builtin.folding);
}

/// 4 x 4, SIMD 2, PE 2, INT2 weights, two thresholds of an INT6 accumulator.
golden::StageGraph tiny_graph(int SIMD = 2, int PE = 2, std::int32_t last_weight = 0, int latency_cycles = -1) {
  golden::Mvau m;
  m.MW = 4;
  m.MH = 4;
  m.weight = DataType::int_(2);
  m.accumulator = DataType::int_(6);
  m.output = DataType::uint(2);
  m.levels = 2;
  golden::Parameters parameters;
  parameters.weights = Tensor({4, 4}, {1, 0, -1, -2, 0, 1, 1, -1, -2, -2, 0, 1, 1, 1, 0, last_weight});
  parameters.thresholds = Tensor({4, 2}, {-3, 2, 0, 5, -32, 31, -1, 1});
  golden::StageGraph graph = one_mvau(m, {PE, SIMD, 1, "auto"}, parameters);
  if (latency_cycles >= 0) graph.stages.front().latency_cycles = latency_cycles;
  return graph;
}

std::string module_of(const golden::StageGraph& graph) { return hls::module_name(graph, graph.stages.front()); }

}  // namespace

TEST_CASE("hex files of an MVAU hold the tiles and thresholds computed by hand", "[hls][codegen][rtl]") {
  const ScratchFolder folder;
  hls::write_rtl_sources(tiny_graph(), folder.path());
  // Tile 0 = columns 0..1 of rows 0 and 1: codes 01 00 | 00 01, row 1 in the upper half: 0100 0001.
  CHECK(read_text_file(folder / "data/MVAU_0.weights.hex") == "41\ndb\n5a\n04\n");
  // Word 0 = rows 0 and 1, 6 bits each: 5 0 | 2 -3 = 000101 000000 000010 111101.
  CHECK(read_text_file(folder / "data/MVAU_0.thresholds.hex") == "1400bd\n07f7e0\n");
}

TEST_CASE("stages of equal shape share a module whatever their names and parameters", "[hls][codegen][rtl]") {
  golden::StageGraph renamed = tiny_graph(2, 2, 1);
  renamed.stages.front().name = "other";
  CHECK(module_of(tiny_graph()) == module_of(renamed));
  const std::string module = module_of(tiny_graph());
  CHECK(module.size() == std::string("mvau_").size() + 8);
  CHECK(module.rfind("mvau_", 0) == 0);
}

TEST_CASE("stages that differ in folding, type, compare rule or latency do not share a module", "[hls][codegen][rtl]") {
  std::set<std::string> modules{module_of(tiny_graph()), module_of(tiny_graph(4, 2)), module_of(tiny_graph(2, 1)),
                                module_of(tiny_graph(2, 2, 0, 9))};
  golden::StageGraph strict = tiny_graph();
  std::get<golden::Mvau>(strict.stages.front().kind).compare = golden::Compare::Less;
  modules.insert(module_of(strict));
  golden::StageGraph wide = tiny_graph();
  std::get<golden::Mvau>(wide.stages.front().kind).accumulator = DataType::int_(7);
  modules.insert(module_of(wide));
  CHECK(modules.size() == 6);
}

TEST_CASE("every distinct module is compiled once, from a stage that has it", "[hls][codegen][rtl]") {
  golden::StageGraph graph = builtin_graph("lfc-w1a1");
  // Give the second converter the shape of the first.
  golden::Stage twin = *graph.find_stage("StreamingDataWidthConverter_0");
  twin.name = "twin";
  graph.stages.push_back(twin);
  const auto jobs = hls::kernel_jobs(graph);
  std::set<std::string> modules, needed;
  for (const auto& job : jobs) {
    modules.insert(job.module);
    const golden::Stage* stage = graph.find_stage(job.stage);
    REQUIRE(stage != nullptr);
    CHECK(hls::module_name(graph, *stage) == job.module);
    CHECK(job.source == "src/" + job.stage + ".cpp");
    CHECK(job.top == job.stage);
    CHECK(job.strip_prefix == job.stage + "_");
  }
  for (const auto& stage : graph.stages) needed.insert(hls::module_name(graph, stage));
  CHECK(jobs.size() == graph.stages.size() - 1);
  CHECK(modules == needed);
}

TEST_CASE("the manifest lists all files, stages and streams of the graph", "[hls][codegen][rtl]") {
  const golden::StageGraph graph = builtin_graph("lfc-w1a2");
  const ScratchFolder folder;
  hls::write_rtl_sources(graph, folder.path());
  const auto json = nlohmann::json::parse(read_text_file(folder / "weir_rtl.json"));
  CHECK(json["schema_version"] == 1);
  CHECK(json["top"] == "weir_top");
  CHECK(json["data"] == "data");
  CHECK(json["network_hash"] == golden::network_hash(*graph.network));
  CHECK(json["folding_hash"] == golden::folding_hash(*graph.network, graph.folding));
  REQUIRE(json["stages"].size() == graph.stages.size());
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const std::string module = json["stages"][i]["module"];
    CHECK(json["stages"][i]["name"] == graph.stages[i].name);
    CHECK(json["stages"][i]["kernel_report"] == "kernels/" + module + ".kernel.json");
    const auto& sources = json["sources"];
    CHECK(std::count(sources.begin(), sources.end(), "kernels/" + module + ".sv") == 1);
    const auto& simulated = json["sim_sources"];
    CHECK(std::count(simulated.begin(), simulated.end(), "kernels/" + module + ".sim.sv") == 1);
  }
  for (const char* list : {"sources", "sim_sources"})
    for (const std::string file : json[list])
      CHECK((file.rfind("kernels/", 0) == 0 || std::filesystem::exists(folder / file)));
  REQUIRE(json["streams"].size() == graph.streams.size());
  CHECK(json["streams"][0] ==
        nlohmann::json(
            {{"name", "memIn"}, {"word_bits", 64}, {"depth_words", 1024}, {"producer", ""}, {"consumer", "MVAU_0"}}));
  CHECK(json["streams"][2]["word_bits"] == 128);
  CHECK(json["inputs"] == nlohmann::json({0}));
  CHECK(json["outputs"] == nlohmann::json({graph.streams.size() - 1}));
}

TEST_CASE("tdata of the top is padded to whole bytes and monitors are not", "[hls][codegen][rtl]") {
  const std::string top = hls::stitched_top(tiny_graph());  // in: 2 bits, out: 4 bits
  CHECK(top.find("input  wire [7:0] s_axis_0_tdata") != std::string::npos);
  CHECK(top.find("output wire [7:0] m_axis_0_tdata") != std::string::npos);
  CHECK(top.find("assign m_axis_0_tdata = {4'b0, stream_1_out};") != std::string::npos);
  CHECK(top.find("output wire [1:0] mon_0_wdata") != std::string::npos);
  CHECK(top.find("output wire [3:0] mon_1_wdata") != std::string::npos);
}
