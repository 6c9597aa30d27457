/// Does the memory of an engine depend on the graph alone, not on the number of frames?
#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TimingGraph graph_of(const std::string& network, const std::string& profile) {
  const golden::FoldedNetwork made = golden::make_builtin(network, std::nullopt);
  return make_timing_graph(golden::build_stage_graph(made.network, made.folding), load_profile(profile));
}

/// A byte per word of the frames in between would be several times as much.
constexpr long kMostGrowthKilobytes = 2000;

template <class Simulate>
void require_constant(const TimingGraph& graph, int few, int many, Simulate&& simulate) {
  std::int64_t words = 0;
  for (const TimingStream& stream : graph.streams) words += stream.words_per_frame;
  REQUIRE((many - few) * words > 4 * 1024 * kMostGrowthKilobytes);
  SimulationOptions options;
  options.frames = few;
  simulate(graph, options);
  const long before = peak_kilobytes();
  options.frames = many;
  simulate(graph, options);
  CHECK(peak_kilobytes() - before < kMostGrowthKilobytes);
}

}  // namespace

TEST_CASE("the max-plus engine takes no more memory for more frames", "[memory-use]") {
  require_constant(graph_of("cnv-w1a1", "weir"), 10, 400,
                   [](const auto& graph, const auto& options) { simulate_maxplus(graph, options); });
}

TEST_CASE("the max-plus engine takes no more memory for more frames of FINN's blocks", "[memory-use]") {
  require_constant(graph_of("cnv-finn-1w1a-core", "finn-v0.10"), 10, 100,
                   [](const auto& graph, const auto& options) { simulate_maxplus(graph, options); });
}

TEST_CASE("SystemC takes no more memory for more frames", "[memory-use]") {
  require_constant(graph_of("cnv-w1a1", "weir"), 10, 200,
                   [](const auto& graph, const auto& options) { simulate_systemc(graph, options); });
}

}  // namespace weir::timing::test
