/// FIFO sizing and the timing it rests on: time of one whole answer without the SystemC runs that end it, of a front of
/// ten points, and of single runs of the max-plus engine. The gap between answer and bound is a counter of each line.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "golden/builtin/builtin.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/maxplus/rerun.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/pareto.hpp"
#include "systemc/sizing/simulated/simulated.hpp"
#include "systemc/sizing/sizing.hpp"
#include "tests/systemc/random_graphs.hpp"

using namespace weir;

namespace {

timing::TimingGraph graph_of(const std::string& network, const std::string& profile = "weir") {
  const golden::FoldedNetwork built_in = golden::make_builtin(network, std::nullopt);
  return timing::make_timing_graph(golden::build_stage_graph(built_in.network, built_in.folding),
                                   timing::load_profile(profile));
}

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void size(benchmark::State& state, const std::string& network, timing::Objective objective) {
  const timing::TimingGraph graph = graph_of(network);
  timing::SizingOptions options;
  options.objective = objective;
  options.systemc_frames = 0;
  options.with_reasons = false;
  timing::FifoSizing sizing;
  for (auto _ : state) sizing = timing::size_fifos(graph, options);
  state.counters["bram18"] = static_cast<double>(sizing.cost.bram18);
  state.counters["bram18_gap"] = static_cast<double>(sizing.cost.bram18 - sizing.lower_bound.bram18);
  state.counters["bits"] = static_cast<double>(sizing.cost.bits);
  state.counters["proven_minimal"] = sizing.proven_minimal ? 1 : 0;
  state.counters["evaluations"] = static_cast<double>(sizing.evaluations);
  state.counters["peak_megabytes"] = peak_megabytes();
}

/// FINN's blocks, where simulation judges.
void size_finn(benchmark::State& state, const std::string& network, std::int64_t interval_cycles) {
  const timing::TimingGraph graph = graph_of(network, "finn-v0.10");
  timing::SizingOptions options;
  options.orders = 1;
  timing::FifoSizing sizing;
  for (auto _ : state)
    sizing = timing::size_by_simulation(graph, timing::finn_largefifo_depths(graph), 2, interval_cycles, 0, 2, options);
  state.counters["bram18"] = static_cast<double>(sizing.cost.bram18);
  state.counters["bits"] = static_cast<double>(sizing.cost.bits);
  state.counters["interval_cycles"] = sizing.interval_cycles;
  state.counters["evaluations"] = static_cast<double>(sizing.evaluations);
  state.counters["peak_megabytes"] = peak_megabytes();
}

void pareto(benchmark::State& state, const std::string& network) {
  const timing::TimingGraph graph = graph_of(network);
  std::size_t points = 0;
  for (auto _ : state) points = timing::pareto_front(graph, {}).size();
  state.counters["points"] = static_cast<double>(points);
}

void max_plus(benchmark::State& state, const std::string& network, const std::string& profile, int frames) {
  const timing::TimingGraph graph = graph_of(network, profile);
  timing::SimulationOptions options;
  options.frames = frames;
  for (auto _ : state) benchmark::DoNotOptimize(timing::simulate_maxplus(graph, options).cycles);
}

/// Every frame simulated, none extrapolated: time grows with the frames, memory does not.
void max_plus_frames(benchmark::State& state, const std::string& network) {
  const timing::TimingGraph graph = graph_of(network);
  timing::SimulationOptions options;
  options.frames = static_cast<int>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(timing::simulate_maxplus(graph, options).cycles);
  state.SetComplexityN(state.range(0));
  state.counters["peak_megabytes"] = peak_megabytes();
}

/// What one trial of FIFO depths costs: one FIFO after the other made a tenth smaller, from those of FINN's own sizing.
void rerun(benchmark::State& state, const std::string& network, int frames) {
  timing::TimingGraph graph = graph_of(network, "finn-v0.10");
  graph = timing::with_depths(graph, timing::finn_largefifo_depths(graph));
  const timing::maxplus::Rerun base(graph, frames);
  constexpr int kMostStages = 60;
  std::int64_t trials = 0, local = 0;
  for (auto _ : state) {
    auto depths = base.depths();
    std::int64_t& depth = depths[static_cast<std::size_t>(trials++) % depths.size()];
    depth = std::max<std::int64_t>(2, depth * 9 / 10);
    local += base.run(depths, kMostStages).end == timing::maxplus::Rerun::Trial::End::kDone ? 1 : 0;
  }
  state.counters["within_60_stages"] = static_cast<double>(local) / static_cast<double>(trials);
  state.counters["peak_megabytes"] = peak_megabytes();
}

/// How often, and how well, small random graphs are closed.
void gaps(benchmark::State& state) {
  timing::SizingOptions options;
  options.systemc_frames = 0;
  options.with_reasons = false;
  double graphs = 0, above_bounds = 0, open = 0;
  for (auto _ : state) {
    graphs = above_bounds = open = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      const timing::TimingGraph graph = timing::test::random_fork_join(seed);
      const timing::FifoSizing sizing = timing::size_fifos(graph, options);
      timing::FifoCost bounds;
      for (const auto& fifo : sizing.fifos) bounds += timing::fifo_cost(fifo.lower_bound_words, fifo.width_bits);
      ++graphs;
      above_bounds += sizing.cost != bounds ? 1 : 0;
      open += sizing.proven_minimal ? 0 : 1;
    }
  }
  state.counters["graphs"] = graphs;
  state.counters["above_single_bounds"] = above_bounds;
  state.counters["not_proven_minimal"] = open;
}

BENCHMARK_CAPTURE(max_plus_frames, cnv_w1a1, "cnv-w1a1")
    ->RangeMultiplier(10)
    ->Range(10, 1000)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(max_plus_frames, resnet50_w1a2, "resnet50-w1a2")
    ->RangeMultiplier(10)
    ->Range(10, 1000)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(max_plus, cnv_w1a1_2_frames, "cnv-w1a1", "weir", 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(max_plus, resnet50_w1a2_1_frame, "resnet50-w1a2", "weir", 1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(max_plus, resnet50_finn_u250_2_frames, "resnet50-finn-u250", "finn-v0.10", 2)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rerun, resnet50_finn_u250_4_frames, "resnet50-finn-u250", 4)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(266);
BENCHMARK_CAPTURE(size, lfc_w1a1_throughput, "lfc-w1a1", timing::Objective::kThroughput)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(size, cnv_w1a1_throughput, "cnv-w1a1", timing::Objective::kThroughput)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(size, resnet50_w1a2_throughput, "resnet50-w1a2", timing::Objective::kThroughput)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(size_finn, resnet50_finn_u250_throughput, "resnet50-finn-u250", 903174)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK_CAPTURE(pareto, cnv_w1a1, "cnv-w1a1")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(pareto, resnet50_w1a2, "resnet50-w1a2")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(gaps)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
