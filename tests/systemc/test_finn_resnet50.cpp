/// Profile finn-v0.10 on FINN's ResNet-50 for U250, a network known by its folding file alone.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "golden/base/file.hpp"
#include "golden/builtin/builtin.hpp"
#include "golden/finn/finn_config.hpp"
#include "golden/network/fifos.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/data.hpp"

namespace weir::timing::test {

namespace {

constexpr const char* kName = "resnet50-finn-u250";

const golden::FoldedNetwork& built_in() {
  static const golden::FoldedNetwork made = golden::make_builtin(kName);
  return made;
}

golden::StageGraph stage_graph(const golden::Folding& folding) {
  return golden::build_stage_graph(built_in().network, folding);
}

TimingGraph u250() { return make_timing_graph(stage_graph(built_in().folding), load_profile("finn-v0.10")); }

SimulationResult free_run(const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(graph, options);
}

}  // namespace

TEST_CASE("FINN's ResNet-50 for U250 has the known interval and first frame in both engines", "[finn][resnet50]") {
  const TimingGraph graph = u250();
  const SimulationResult result = free_run(graph, 2);
  REQUIRE_FALSE(result.deadlock);
  CHECK(result.interval_cycles == 903174);
  CHECK(std::abs(result.latency_cycles - 2548373) <= 1274);  // 0.05 %
  const SimulationResult systemc = simulate_systemc(graph, {});
  CHECK(systemc.latency_cycles == result.latency_cycles);
}

TEST_CASE("FINN's FIFO sizing of ResNet-50 keeps its interval in 266 FIFOs", "[finn][resnet50]") {
  const TimingGraph graph = u250();
  const auto depths = finn_largefifo_depths(graph);
  REQUIRE(depths.size() == 266);
  // The FIFO before the first window fills to its tensor's size and pushes back into the input's.
  CHECK(depths[1] == 230 * 230);
  TimingGraph sized = graph;
  std::int64_t bits = 0;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    sized.streams[s].depth_words = static_cast<int>(depths[s]);
    bits += depths[s] * graph.streams[s].width_bits;
  }
  CHECK(std::abs(static_cast<double>(bits) / 6344692.0 - 1.0) < 0.005);  // of FINN's own depths; some widths are ours
  const SimulationResult result = free_run(sized, 3);
  REQUIRE_FALSE(result.deadlock);
  CHECK(result.interval_cycles == 903174);
}

TEST_CASE("the stages of the built-in ResNet-50 are the nodes of FINN's folding file, in its order",
          "[finn][resnet50][data]") {
  const auto data = weir::test::data_folder("finn_resnet50_u250");
  if (!data) return;
  const auto file = *data / "folding_config.json";
  std::vector<std::string> nodes, stages;
  const auto json = nlohmann::ordered_json::parse(read_text_file(file));
  for (const auto& item : json.items())
    if (item.key() != "Defaults") nodes.push_back(item.key());
  for (const golden::Stage& stage : stage_graph(built_in().folding).stages) stages.push_back(stage.name);
  CHECK(stages == nodes);
  const golden::Folding read = golden::read_folding(file, *built_in().network, built_in().folding);
  for (const auto& [layer, folding] : built_in().folding.layers) {
    CAPTURE(layer);
    CHECK(read.of(layer).PE == folding.PE);
    CHECK(read.of(layer).SIMD == folding.SIMD);
  }
  CHECK(read.depths_words == built_in().folding.depths_words);
}

TEST_CASE("FINN numbers the FIFOs behind a fork from its last output on", "[finn][resnet50]") {
  const golden::StageGraph graph = stage_graph(built_in().folding);
  const std::vector<int> streams = streams_by_finn_number(graph);
  REQUIRE(streams.size() == 266);
  CHECK(std::set<int>(streams.begin(), streams.end()).size() == 266);
  golden::Folding folding = built_in().folding;
  int forks = 0;
  for (const golden::Stage& stage : graph.stages) {
    if (stage.outputs.size() != 2) continue;
    const auto at = std::find(streams.begin(), streams.end(), stage.outputs[1]);
    REQUIRE(at + 1 != streams.end());
    CHECK(at[1] == stage.outputs[0]);
    ++forks;
    // A depth by FINN's number is that of its stream.
    const std::string number = std::to_string(at - streams.begin());
    const golden::Folding read = golden::parse_folding("{\"StreamingFIFO_rtl_" + number + "\": {\"depth\": 77}}", "t",
                                                       *built_in().network, built_in().folding);
    CHECK(read.depths_words.at(graph.streams[static_cast<std::size_t>(stage.outputs[1])].name) == 77);
  }
  CHECK(forks == 16);
}

TEST_CASE("a configuration in FINN's names reads back as it was written", "[finn][resnet50]") {
  golden::Folding folding = built_in().folding;
  int depth = 2;
  for (auto& [stream, words] : folding.depths_words) words = depth++;
  const std::string text = golden::final_hw_config_json(stage_graph(folding), {}, golden::kDefaultPart).dump();
  CHECK(text.find("\"StreamingFIFO_rtl_265\"") != std::string::npos);
  CHECK(text.find("\"MVAU_hls_52\"") != std::string::npos);
  const golden::Folding read = golden::parse_folding(text, "written", *built_in().network, built_in().folding);
  CHECK(read.depths_words == folding.depths_words);
  for (const auto& [layer, chosen] : folding.layers) {
    CAPTURE(layer);
    CHECK(read.of(layer).PE == chosen.PE);
    CHECK(read.of(layer).SIMD == chosen.SIMD);
  }
}

}  // namespace weir::timing::test
