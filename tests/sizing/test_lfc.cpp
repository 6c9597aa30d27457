/// Does a whole network keep its pace with less memory than the published depths?
#include <catch2/catch.hpp>
#include <numeric>

#include "golden/builtin/builtin.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "tests/sizing/oracle.hpp"

namespace weir::timing::test {

namespace {

TimingGraph lfc() {
  const golden::FoldedNetwork built_in = golden::make_builtin("lfc-w1a1");
  return make_timing_graph(golden::build_stage_graph(built_in.network, built_in.folding));
}

}  // namespace

TEST_CASE("lfc-w1a1 keeps 512 cycles per image with no more words than the published FIFOs", "[sizing][lfc]") {
  const TimingGraph graph = lfc();
  const FifoSizing sizing = size_fifos(graph, {});
  const Depths depths = sizing.depths();
  // Published: 32, 16 and 32 words between the four layers; all other FIFOs have the default depth.
  const std::int64_t published =
      32 + 16 + 32 + golden::kDefaultDepthWords * (static_cast<std::int64_t>(depths.size()) - 3);
  CHECK(std::accumulate(depths.begin(), depths.end(), std::int64_t{0}) <= published);
  CHECK(sizing.interval_cycles == 512);
  CHECK(sizing.periodic_from_frame > 0);
  CHECK(sizing.systemc.deadlocks == 0);
  CHECK(sizing.systemc.same_cycles);
  const TimingGraph sized = with_depths(graph, depths);
  CHECK(run_frames(simulate_systemc, sized, 40).cycles - run_frames(simulate_systemc, sized, 20).cycles == 20 * 512);
}

TEST_CASE("the latency objective adds no cycle to the first image of lfc-w1a1", "[sizing][lfc]") {
  const TimingGraph graph = lfc();
  SizingOptions options;
  options.objective = Objective::kLatency;
  const FifoSizing sizing = size_fifos(graph, options);
  const std::int64_t free = run_frames(simulate_systemc, unlimited(graph), 2).latency_cycles;
  CHECK(run_frames(simulate_systemc, with_depths(graph, sizing.depths()), 2).latency_cycles == free);
  CHECK(sizing.latency_cycles == free);
  CHECK(sizing.interval_cycles == 512);
}

TEST_CASE("the large-FIFO method measures the peaks of two frames and rounds like FINN", "[sizing][lfc]") {
  const TimingGraph graph = lfc();
  const SimulationResult run = run_frames(simulate_systemc, unlimited(graph), 2);
  const Depths plain = largefifo_depths(graph, false), rounded = largefifo_depths(graph, true);
  for (std::size_t s = 0; s < plain.size(); ++s) {
    const std::int64_t peak = run.fifos[s].high_water_words;
    CHECK(plain[s] == peak);
    CHECK(rounded[s] == (peak <= 2 ? 2 : peak <= 32 ? 32 : peak));
  }
}

}  // namespace weir::timing::test
