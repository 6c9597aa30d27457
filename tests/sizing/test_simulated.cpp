/// FIFO depths that simulation judges: is the goal kept by runs longer than those of the search?
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/search/segments.hpp"
#include "systemc/sizing/simulated/simulated.hpp"
#include "tests/sizing/oracle.hpp"

namespace weir::timing::test {

namespace {

/// The blocks of FINN's ResNet-50 for U250 from the first of 7x7 pixels on, fed as fast as they take words.
TimingGraph last_blocks() {
  const golden::FoldedNetwork network = golden::make_builtin("resnet50-finn-u250", std::nullopt);
  const TimingGraph whole =
      make_timing_graph(golden::build_stage_graph(network.network, network.folding), load_profile("finn-v0.10"));
  const std::vector<Segment> segments = cut_into_segments(whole);
  const std::size_t count = segments.size();
  const Segment last = unite(whole, unite(whole, segments[count - 3], segments[count - 2]), segments[count - 1]);
  TimingGraph graph = last.graph;
  for (const int entry : last.entries)
    graph.streams[static_cast<std::size_t>(entry)].width_bits =
        whole.streams[static_cast<std::size_t>(last.streams[static_cast<std::size_t>(entry)])].width_bits;
  return graph;
}

}  // namespace

TEST_CASE("residual blocks sized behind each other keep FINN's interval with less than half of its RAMB18",
          "[sizing][simulated]") {
  const TimingGraph graph = last_blocks();
  const Depths finn = finn_largefifo_depths(graph);
  constexpr std::int64_t kInterval = 903168 + 6;  // cycles of a 3x3 layer, and its restart
  SizingOptions options;
  options.orders = 1;
  const FifoSizing sizing = size_by_simulation(graph, finn, 2, kInterval, 0, 2, options);
  SimulationOptions simulation;
  simulation.frames = 14;
  const SimulationResult run = simulate_maxplus(with_depths(graph, sizing.depths()), simulation);
  REQUIRE_FALSE(run.deadlock);
  CHECK(run.interval_cycles == kInterval);
  CHECK(run.steady_interval_cycles == static_cast<double>(kInterval));
  CHECK(sizing.interval_cycles == static_cast<double>(kInterval));
  CHECK(2 * sizing.cost.bram18 < total_cost(graph, finn).bram18);
  // A shortcut that has a few per cent less than FINN's peak loses throughput or stops the network.
  int shortcuts = 0;
  for (std::size_t s = 0; s < finn.size(); ++s) {
    const std::string& name = graph.streams[s].name;
    if (name != "Thresholding_rtl_38_out0" && name != "Thresholding_rtl_41_out0") continue;
    CAPTURE(name);
    CHECK(std::abs(static_cast<double>(sizing.depths()[s]) / static_cast<double>(finn[s]) - 1) < 0.04);
    ++shortcuts;
  }
  CHECK(shortcuts == 2);
  CHECK(sizing.lower_bound == FifoCost{});
  CHECK_FALSE(sizing.proven_minimal);
}

TEST_CASE("a search that is stopped at once ends with depths that keep the interval", "[sizing][simulated]") {
  const TimingGraph graph = last_blocks();
  SizingControl control;
  control.stop = true;
  SizingOptions options;
  options.control = &control;
  const FifoSizing sizing = size_by_simulation(graph, finn_largefifo_depths(graph), 2, 903174, 0, 2, options);
  CHECK(sizing.was_stopped);
  SimulationOptions simulation;
  simulation.frames = 8;
  CHECK(simulate_maxplus(with_depths(graph, sizing.depths()), simulation).interval_cycles == 903174);
}

}  // namespace weir::timing::test
