/// Speed of the tiers below golden on the built-in LFC: SystemC and max-plus (simulated cycles per second), the
/// Verilated RTL bare and with every word and cycle compared, and the compilation of all kernels from C++ to
/// SystemVerilog.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include "golden/builtin/builtin.hpp"
#include "golden/model/model.hpp"
#include "hls/codegen/resources.hpp"
#include "rtl_wrap/cosim/cosim.hpp"
#include "rtl_wrap/verilate/verilate.hpp"
#include "tools/flow/cosim_flow.hpp"

using namespace weir;

namespace {

constexpr const char* kNetwork = "lfc-w1a1";
constexpr int kFrames = 200;

/// A folder that vanishes.
class Scratch {
 public:
  Scratch() : path_(std::filesystem::temp_directory_path() / ("weir-bench-" + std::to_string(::getpid()))) {}
  ~Scratch() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

golden::StageGraph lfc() {
  const golden::FoldedNetwork built_in = golden::make_builtin(kNetwork);
  return golden::build_stage_graph(built_in.network, built_in.folding);
}

void count_cycles(benchmark::State& state, std::int64_t cycles_per_run) {
  state.counters["cycles_per_second"] = benchmark::Counter(
      static_cast<double>(cycles_per_run) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// One frame of a larger network in SystemC.
void systemc_frames(benchmark::State& state, const std::string& network, int frames, bool with_values) {
  const golden::FoldedNetwork built_in = golden::make_builtin(network);
  const golden::StageGraph graph = golden::build_stage_graph(built_in.network, built_in.folding);
  timing::SimulationOptions options;
  options.frames = frames;
  const auto words = tools::golden_words(graph, golden::random_frames(*graph.network, frames, 1));
  if (with_values) options.inputs = &words;
  for (auto _ : state) benchmark::DoNotOptimize(timing::simulate_systemc(graph, options).cycles);
}

template <class Engine>
void bench_engine(benchmark::State& state, Engine engine, bool with_values) {
  const golden::StageGraph graph = lfc();
  timing::SimulationOptions options;
  options.frames = kFrames;
  const auto words = tools::golden_words(graph, golden::random_frames(*graph.network, kFrames, 1));
  if (with_values) options.inputs = &words;
  std::int64_t cycles = 0;
  for (auto _ : state) cycles = engine(graph, options).cycles;
  count_cycles(state, cycles);
}

void systemc_times(benchmark::State& state) {
  bench_engine(
      state, [](const auto& g, const auto& o) { return timing::simulate_systemc(g, o); }, false);
}
void systemc_values(benchmark::State& state) {
  bench_engine(
      state, [](const auto& g, const auto& o) { return timing::simulate_systemc(g, o); }, true);
}
void maxplus_times(benchmark::State& state) {
  bench_engine(
      state, [](const auto& g, const auto& o) { return timing::simulate_maxplus(g, o); }, false);
}

void rtl(benchmark::State& state, bool compare_cycles) {
  const golden::StageGraph graph = lfc();
  const Scratch scratch;
  tools::write_rtl_folder(graph, scratch.path(), [](const std::string&) {});
  const rtl::RtlFolder folder = rtl::read_rtl_folder(scratch.path());
  rtl::VerilateOptions build;
  build.override_header = hls::hls_resources().rtl() / "weir_popcount.h";
  const rtl::VerilatedDesign design = rtl::verilate(folder, build);
  const auto words = tools::golden_words(graph, golden::random_frames(*graph.network, kFrames, 1));
  timing::SimulationOptions simulation;
  simulation.frames = kFrames;
  simulation.record_transfers = true;
  const auto timing = timing::simulate_maxplus(graph, simulation);
  rtl::CosimOptions options;
  options.frames = kFrames;
  if (compare_cycles) options.timing = &timing;
  std::int64_t cycles = 0;
  for (auto _ : state) {
    const auto instance = design.model->create(rtl::plusargs(folder));
    const auto result = rtl::cosimulate(*instance, graph, words, options);
    if (!result.equal()) state.SkipWithError("the RTL differs from golden or SystemC");
    cycles = result.simulated_cycles;
  }
  count_cycles(state, cycles);
}
void rtl_words_compared(benchmark::State& state) { rtl(state, false); }
void rtl_words_and_cycles_compared(benchmark::State& state) { rtl(state, true); }

/// All kernels of the network, without cache.
void compile_kernels(benchmark::State& state) {
  const golden::StageGraph graph = lfc();
  const Scratch scratch;
  ::setenv("WEIR_CACHE", (scratch.path() / "cache").c_str(), 1);
  int kernels = 0;
  for (auto _ : state) {
    std::filesystem::remove_all(scratch.path());
    std::filesystem::create_directories(scratch.path());
    kernels = tools::write_rtl_folder(graph, scratch.path() / "rtl", [](const std::string&) {}).compiled;
  }
  ::unsetenv("WEIR_CACHE");
  state.counters["kernels"] = kernels;
}

BENCHMARK(maxplus_times)->Unit(benchmark::kMillisecond);
BENCHMARK(systemc_times)->Unit(benchmark::kMillisecond);
BENCHMARK(systemc_values)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(systemc_frames, cnv_w1a1_2_frames_times, "cnv-w1a1", 2, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(systemc_frames, cnv_w1a1_2_frames_values, "cnv-w1a1", 2, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(systemc_frames, resnet50_w1a2_1_frame_times, "resnet50-w1a2", 1, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(systemc_frames, resnet50_w1a2_1_frame_values, "resnet50-w1a2", 1, true)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(rtl_words_compared)->Unit(benchmark::kMillisecond);
BENCHMARK(rtl_words_and_cycles_compared)->Unit(benchmark::kMillisecond);
BENCHMARK(compile_kernels)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
