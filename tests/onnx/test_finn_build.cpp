// Real FINN builds of several releases, from their last ONNX file to times: does Weir meet the latency and the interval
// that FINN's RTL simulation of the stitched design reported, and the cycles of single nodes of FINN's RTL library?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/finn/pipeline_depths.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/fifos.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/data.hpp"

using namespace weir;

namespace {

struct Build {
  const char* file;    ///< in the folder of all data
  const char* depths;  ///< name in pipeline_depths.json; "": none are known
  int frames;
  std::int64_t latency, interval;  ///< as published; interval 0: not published
};

/// rtlsim_performance.json of each; the intervals are 1 / stable_throughput.
const Build kBuilds[] = {
    {"finn_builds/sat6_t1w8/step_create_stitched_ip.onnx", "sat6_t1w8", 4, 190032, 184330},
    {"finn_builds/sat6_t1w8_v2/step_create_stitched_ip.onnx", "sat6_t1w8_v2", 4, 14845, 9630},
    {"finn_builds/sat6_t1w8_v3/step_create_stitched_ip.onnx", "sat6_t1w8_v3", 4, 97901, 92172},
    {"finn_builds/sat6_t1w2/step_create_stitched_ip.onnx", "sat6_t1w2", 4, 173213, 147465},
    {"finn_builds/lenet/23_step_create_stitched_ip.onnx", "", 2, 128320, 0},
    {"finn_builds/radio27/step_set_fifo_depths.onnx", "", 2, 203793, 0},
    {"finn_build_64x64/step_set_fifo_depths.onnx", "finn_build_64x64", 2, 978993, 0},
};

golden::StageGraph read(const std::filesystem::path& file) {
  const golden::FoldedNetwork build = golden::import_onnx(file);
  return golden::build_stage_graph(build.network, build.folding);
}

timing::SimulationResult run(const golden::StageGraph& graph, int frames, bool in_systemc = false) {
  const timing::TimingGraph timing = make_timing_graph(graph, timing::load_profile(timing::profile_of(graph)));
  timing::SimulationOptions options;
  options.frames = frames;
  return in_systemc ? simulate_systemc(timing, options) : simulate_maxplus(timing, options);
}

double error(std::int64_t found, std::int64_t published) {
  return std::abs(static_cast<double>(found - published)) / static_cast<double>(published);
}

}  // namespace

TEST_CASE("real FINN builds take the published cycles, within 0.1 %", "[onnx][finn][data]") {
  const auto data = test::data_folder("finn_builds");
  if (!data) return;
  for (const Build& build : kBuilds) {
    INFO(build.file);
    golden::StageGraph graph = read(data->parent_path() / build.file);
    const timing::SimulationResult by_class = run(graph, build.frames);
    CHECK(error(by_class.latency_cycles, build.latency) < 0.005);
    if (build.interval != 0) CHECK(error(by_class.interval_cycles, build.interval) < 0.005);
    if (*build.depths != '\0') golden::state_pipeline_depths(*data / "pipeline_depths.json", build.depths, graph);
    const timing::SimulationResult stated = run(graph, build.frames);
    CHECK(error(stated.latency_cycles, build.latency) < 0.001);
    if (build.interval != 0) CHECK(stated.interval_cycles == build.interval);
  }
}

TEST_CASE("both engines time a real FINN build alike", "[onnx][finn][data]") {
  const auto data = test::data_folder("finn_builds");
  if (!data) return;
  for (const char* build : {"sat6_t1w8_v2", "sat6_t1w2"}) {
    const golden::StageGraph graph = read(*data / build / "step_create_stitched_ip.onnx");
    const timing::SimulationResult a = run(graph, 3), b = run(graph, 3, true);
    CHECK(a.latency_cycles == b.latency_cycles);
    CHECK(a.interval_cycles == b.interval_cycles);
    CHECK(a.cycles == b.cycles);
  }
}

TEST_CASE("the graph of a partition beside its parent is the network", "[onnx][finn][data]") {
  const auto data = test::data_folder("finn_builds");
  if (!data) return;
  const golden::FoldedNetwork parent = golden::import_onnx(*data / "sat6_t1w8" / "dataflow_parent.onnx");
  const golden::FoldedNetwork child =
      golden::import_onnx(*data / "sat6_t1w8" / "supported_op_partitions" / "partition_0.onnx");
  REQUIRE(parent.network->layers.size() == child.network->layers.size());
  for (std::size_t i = 0; i < child.network->layers.size(); ++i) {
    CHECK(parent.network->layers[i].kind == child.network->layers[i].kind);
    CHECK(parent.network->layers[i].parameters == child.network->layers[i].parameters);
  }
}

TEST_CASE("the depths of another build are refused with what differs", "[onnx][finn][data]") {
  const auto data = test::data_folder("finn_builds");
  if (!data) return;
  golden::StageGraph graph = read(*data / "sat6_t1w8_v2" / "step_create_stitched_ip.onnx");
  try {
    golden::state_pipeline_depths(*data / "pipeline_depths.json", "sat6_t1w8", graph);
    FAIL("taken");
  } catch (const Errors& errors) {
    CHECK_THAT(errors.list().front().what_text,
               Catch::Contains("MatrixVectorActivation_0: its SIMD is 1 there, 36 in"));
  }
}

TEST_CASE("single nodes of FINN's RTL library take the measured cycles", "[onnx][finn][data]") {
  const auto cases = test::data_folder("../cases/finn_blocks");
  if (!cases) return;
  const auto measured = nlohmann::json::parse(read_text_file(*cases / "measured.json"));
  int compared = 0;
  for (const auto& [name, row] : measured.items()) {
    if (!row.contains("rtl_latency_cycles")) continue;
    INFO(name);
    const golden::StageGraph graph = read(*cases / (name + ".onnx"));
    for (const bool in_systemc : {false, true}) {
      const timing::SimulationResult result = run(graph, 3, in_systemc);
      CHECK(result.latency_cycles == row.at("rtl_latency_cycles"));
      CHECK(result.interval_cycles == row.at("rtl_interval_cycles"));
    }
    ++compared;
  }
  CHECK(compared == 34);
}

namespace {

struct SizedBuild {
  const char* folder;
  const char* file;    ///< of a step before FIFOs
  const char* depths;  ///< in pipeline_depths.json; "": by class
  int fifos;           ///< as published
};

/// By number of the FIFO; those that FINN took away are missing.
std::map<int, std::int64_t> published_depths(const std::filesystem::path& config) {
  std::map<int, std::int64_t> depths;
  const auto json = nlohmann::json::parse(read_text_file(config));
  for (const auto& [node, attributes] : json.items())
    if (node.starts_with("StreamingFIFO")) depths[std::stoi(node.substr(node.rfind('_') + 1))] = attributes.at("depth");
  return depths;
}

/// Before FIFOs are placed.
golden::StageGraph without_fifos(const std::filesystem::path& file) {
  golden::StageGraph graph = read(file);
  for (golden::Stream& stream : graph.streams) {
    stream.has_fifo = true;
    stream.pieces.clear();
  }
  return graph;
}

}  // namespace

TEST_CASE("FINN's own FIFO sizing, as its release does it, finds all published depths of real builds",
          "[onnx][finn][data]") {
  const auto data = test::data_folder("finn_builds");
  if (!data) return;
  const SizedBuild builds[] = {
      {"finn_builds/sat6_t1w8", "step_generate_estimate_reports.onnx", "sat6_t1w8", 4},
      {"finn_builds/sat6_t1w8_v2", "step_generate_estimate_reports.onnx", "sat6_t1w8_v2", 3},
      {"finn_builds/sat6_t1w8_v3", "step_generate_estimate_reports.onnx", "sat6_t1w8_v3", 6},
      {"finn_builds/sat6_t1w2", "step_generate_estimate_reports.onnx", "sat6_t1w2", 11},
      {"finn_builds/radio27", "step_generate_estimate_reports.onnx", "", 66},
      {"finn_build_64x64", "step_set_fifo_depths.onnx", "finn_build_64x64", 15},
  };
  for (const SizedBuild& build : builds) {
    INFO(build.folder);
    golden::StageGraph graph = without_fifos(data->parent_path() / build.folder / build.file);
    if (*build.depths != '\0') golden::state_pipeline_depths(*data / "pipeline_depths.json", build.depths, graph);
    const timing::Profile profile = timing::load_profile(timing::profile_of(graph));
    const auto depths = finn_release_depths(graph, make_timing_graph(graph, profile), profile.sizing, 0);
    const std::vector<int> streams = streams_by_finn_number(graph);
    std::map<int, std::int64_t> found;
    for (std::size_t k = 0; k < streams.size(); ++k)
      if (const std::int64_t depth = depths[static_cast<std::size_t>(streams[k])]; depth > 0)
        found[static_cast<int>(k)] = depth;
    const auto published = published_depths(data->parent_path() / build.folder / "final_hw_config.json");
    CHECK(published.size() == static_cast<std::size_t>(build.fifos));
    for (const auto& [number, depth] : published) {
      INFO("StreamingFIFO_" << number);
      CHECK(found[number] == depth);
    }
    CHECK(found.size() == published.size());
  }
}

TEST_CASE("a file of converters or FIFOs alone takes the cycles that FINN's RTL takes", "[onnx][finn][data]") {
  const auto cases = test::data_folder("../cases/finn_blocks");
  if (!cases) return;
  // Words w of a frame. Q_srl hands a word on in the next cycle; widening one cycle behind the last part; narrowing two
  // cycles behind the word, its parts without a gap; equal widths are a wire.
  const std::tuple<const char*, std::int64_t, std::int64_t> expected[] = {
      {"fifo-2", 64, 1}, {"fifo-32", 64, 1},   {"fifo-33", 64, 1}, {"dwc-equal", 32, 0},
      {"dwc-up", 64, 1}, {"dwc-up-big", 0, 1}, {"dwc-down", 0, 2}, {"dwc-down-big", 0, 2},
  };
  for (const auto& [name, words_or_0, latency] : expected) {
    INFO(name);
    const golden::StageGraph graph = read(*cases / (std::string(name) + ".onnx"));
    REQUIRE(graph.stages.size() == 1);
    const std::int64_t words =
        words_or_0 > 0 ? words_or_0
                       : std::max(graph.streams.front().words_per_frame(), graph.streams.back().words_per_frame());
    for (const bool in_systemc : {false, true}) {
      const timing::SimulationResult result = run(graph, 3, in_systemc);
      CHECK(result.latency_cycles == words + latency);
      CHECK(result.interval_cycles == words);
    }
  }
  CHECK_THROWS_WITH(read(*cases / "dwc-frac-4to6.onnx"), Catch::Contains("inWidth 4 and outWidth 6"));
}
