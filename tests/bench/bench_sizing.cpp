/// FIFO sizing and the timing it rests on: time of one whole answer without the SystemC runs that end it, of a front of
/// ten points, and of single runs of the max-plus engine. The gap between answer and bound is a counter of each line.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "golden/network/builtin.hpp"
#include "systemc/simulate.hpp"
#include "systemc/sizing/sizing.hpp"
#include "tests/systemc/random_graphs.hpp"
#include "tools/weir/pareto.hpp"

using namespace weir;

namespace {

timing::TimingGraph graph_of(const std::string& network) {
  const golden::BuiltIn built_in = golden::make_builtin(network);
  return timing::make_timing_graph(golden::build_stage_graph(built_in.network, built_in.folding));
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

void pareto(benchmark::State& state, const std::string& network) {
  const timing::TimingGraph graph = graph_of(network);
  std::size_t points = 0;
  for (auto _ : state) points = tools::pareto_front(graph, {}).size();
  state.counters["points"] = static_cast<double>(points);
}

void max_plus(benchmark::State& state, const std::string& network, int frames) {
  const timing::TimingGraph graph = graph_of(network);
  timing::SimulationOptions options;
  options.frames = frames;
  for (auto _ : state) benchmark::DoNotOptimize(timing::simulate_maxplus(graph, options).cycles);
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

BENCHMARK_CAPTURE(max_plus, cnv_w1a1_2_frames, "cnv-w1a1", 2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(max_plus, resnet50_w1a2_1_frame, "resnet50-w1a2", 1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(size, lfc_w1a1_throughput, "lfc-w1a1", timing::Objective::kThroughput)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(size, cnv_w1a1_throughput, "cnv-w1a1", timing::Objective::kThroughput)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(size, resnet50_w1a2_throughput, "resnet50-w1a2", timing::Objective::kThroughput)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(pareto, cnv_w1a1, "cnv-w1a1")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(pareto, resnet50_w1a2, "resnet50-w1a2")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(gaps)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
