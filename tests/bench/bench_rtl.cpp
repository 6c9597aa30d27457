/// The RTL tier at scale: building and running CNV and the whole ResNet50 from the C++ sources, and one large MVAU by
/// our compiler beside one written by hand. Builds start from an empty cache; wall time, on as many cores as there are.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>

#include "golden/builtin/builtin.hpp"
#include "golden/builtin/random_parameters.hpp"
#include "golden/model/model.hpp"
#include "hls/codegen/resources.hpp"
#include "rtl_wrap/cosim/composition.hpp"
#include "rtl_wrap/cosim/cosim.hpp"
#include "tests/paths.hpp"
#include "tools/flow/cosim_flow.hpp"

using namespace weir;

namespace {

/// A folder that vanishes.
class Scratch {
 public:
  Scratch() : path_(std::filesystem::temp_directory_path() / ("weir-bench-rtl-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    ::setenv("WEIR_CACHE", (path_ / "cache").c_str(), 1);
  }
  ~Scratch() {
    ::unsetenv("WEIR_CACHE");
    std::filesystem::remove_all(path_);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

template <class Action>
double seconds(Action action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

golden::StageGraph graph_of(const std::string& network, const std::string& layer = "", int PE = 0) {
  golden::FoldedNetwork built_in = golden::make_builtin(network);
  if (!layer.empty()) built_in.folding.layers.at(layer).PE = PE;
  return golden::build_stage_graph(built_in.network, built_in.folding);
}

rtl::VerilateOptions verilate_options() {
  rtl::VerilateOptions options;
  options.override_header = hls::hls_resources().rtl() / "weir_popcount.h";
  options.jobs = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  return options;
}

/// From C++ sources to a design that can run.
std::unique_ptr<rtl::Design> build(const golden::StageGraph& graph, const std::filesystem::path& folder,
                                   bool composed) {
  tools::write_rtl_folder(graph, folder, [](const std::string&) {});
  const rtl::RtlFolder rtl = rtl::read_rtl_folder(folder);
  if (!composed) return rtl::verilate(rtl, verilate_options()).model->create(rtl::plusargs(rtl));
  return std::make_unique<rtl::Composition>(graph, rtl, rtl::verilate_kernels(rtl, verilate_options()));
}

/// Every word and every cycle compared; seconds of the simulation alone.
rtl::CosimResult run(benchmark::State& state, const golden::StageGraph& graph, rtl::Design& design, int frames) {
  const auto words = tools::golden_words(graph, golden::random_frames(*graph.network, frames, 1));
  timing::SimulationOptions simulation;
  simulation.frames = frames;
  simulation.record_transfers = true;
  const auto timing = timing::simulate_maxplus(graph, simulation);
  rtl::CosimOptions options;
  options.frames = frames;
  options.timing = &timing;
  auto result = rtl::cosimulate(design, graph, words, options);
  if (!result.equal()) state.SkipWithError("the RTL differs from golden or the timing model");
  return result;
}

void resnet50(benchmark::State& state) {
  const golden::StageGraph graph = graph_of("resnet50-w1a2"), changed = graph_of("resnet50-w1a2", "res3b_2a", 16);
  for (auto _ : state) {
    const Scratch scratch;
    std::unique_ptr<rtl::Design> design;
    state.counters["build_seconds"] = seconds([&] { design = build(graph, scratch.path() / "rtl", true); });
    const double one = run(state, graph, *design, 1).seconds;
    design = build(graph, scratch.path() / "rtl", true);
    const auto three = run(state, graph, *design, 3);
    state.counters["first_image_seconds"] = one;
    state.counters["further_image_seconds"] = (three.seconds - one) / 2;
    state.counters["cycles_per_second"] = static_cast<double>(three.simulated_cycles) / three.seconds;
    state.counters["rebuild_seconds"] = seconds([&] { design = build(changed, scratch.path() / "changed", true); });
  }
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  state.counters["build_peak_megabytes_per_process"] = static_cast<double>(usage.ru_maxrss) / 1024;
}

void cnv(benchmark::State& state, bool composed) {
  const golden::StageGraph graph = graph_of("cnv-w1a1");
  for (auto _ : state) {
    const Scratch scratch;
    std::unique_ptr<rtl::Design> design;
    state.counters["build_seconds"] = seconds([&] { design = build(graph, scratch.path() / "rtl", composed); });
    const auto result = run(state, graph, *design, 4);
    state.counters["cycles_per_second"] = static_cast<double>(result.simulated_cycles) / result.seconds;
  }
}
void cnv_w1a1_stitched(benchmark::State& state) { cnv(state, false); }
void cnv_w1a1_composed(benchmark::State& state) { cnv(state, true); }

/// 64 x 64 lanes, W1A2 with three thresholds, 9 x 4 tiles.
golden::StageGraph large_mvau() {
  golden::Mvau m;
  m.MW = 576;
  m.MH = 256;
  m.num_input_vectors = {16};
  m.input = m.output = DataType::uint(2);
  m.weight = DataType::bipolar();
  m.accumulator = DataType::int_(12);
  m.levels = 3;
  m.compare = golden::Compare::LessEqual;
  golden::Network network;
  network.name = "mvau";
  network.streams = {{"in", m.input, {16, m.MW}}, {"out", m.output, {16, m.MH}}};
  network.layers = {{"MVAU_0", m, {"in"}, {"out"}, {}}};
  network.inputs = {"in"};
  network.outputs = {"out"};
  golden::fill_random_parameters(network, 3);
  golden::Folding folding;
  folding.layers["MVAU_0"] = {64, 64, 1, "auto"};
  return golden::build_stage_graph(std::make_shared<const golden::Network>(network), folding);
}

struct MvauPorts {
  std::string clock, reset, in, out, out_open;  ///< out_open: input that lets words out
};

/// Words on every cycle until `outputs` have come; returns the cycles.
std::int64_t drive(rtl::Design& mvau, const MvauPorts& names, const golden::Words& input, std::int64_t outputs,
                   std::vector<std::uint8_t>& seen) {
  const auto port = [&](const std::string& name) { return mvau.find(name)->data; };
  std::uint8_t *clock = port(names.clock), *reset = port(names.reset), *data = port(names.in + "_tdata"),
               *valid = port(names.in + "_tvalid"), *out = port(names.out + "_tdata");
  const std::uint8_t *ready = port(names.in + "_tready"), *out_valid = port(names.out + "_tvalid");
  const int out_bytes = mvau.find(names.out + "_tdata")->bytes();
  *port(names.out_open) = 1;
  const auto cycle = [&](int level) {
    *clock = static_cast<std::uint8_t>(level);
    mvau.eval();
  };
  *reset = *valid = 0;
  for (int i = 0; i < 4; ++i) cycle(0), cycle(1);
  *reset = *valid = 1;
  std::int64_t cycles = 0, sent = 0;
  for (std::int64_t taken = 0; taken < outputs; ++cycles) {
    const auto word = input.word(sent % input.count());
    std::copy(word.begin(), word.end(), data);
    cycle(0);
    sent += *ready;
    if (*out_valid != 0) {
      if (taken++ < 1000) seen.insert(seen.end(), out, out + out_bytes);
    }
    cycle(1);
  }
  return cycles;
}

/// Both read the same tables and must write the same words.
void mvau_64x64_w1a2(benchmark::State& state) {
  const Scratch scratch;
  const golden::StageGraph graph = large_mvau();
  tools::write_rtl_folder(graph, scratch.path() / "rtl", [](const std::string&) {});
  const rtl::RtlFolder rtl = rtl::read_rtl_folder(scratch.path() / "rtl");
  const auto generated = rtl::verilate_kernels(rtl, verilate_options())
                             .by_module.begin()
                             ->second->create({"+weir_data=" + rtl.data.string(), "+weir_instance=MVAU_0"});
  const auto by_hand =
      rtl::verilate(rtl::rtl_folder_of_sources(weir::test::source_folder() / "tests" / "bench" / "rtl", "mvau_by_hand"),
                    verilate_options())
          .model->create({"+weir_data=" + rtl.data.string()});
  const auto words = tools::golden_words(graph, golden::random_frames(*graph.network, 4, 1));
  constexpr std::int64_t outputs = 200'000;
  std::vector<std::uint8_t> a, b;
  std::int64_t cycles = 0;
  double ours = 0, hand = 0;
  for (auto _ : state) {
    ours += seconds([&] {
      cycles += drive(*generated, {"ap_clk", "ap_rst_n", "in0", "out0", "out0_room"}, words.at("in"), outputs, a);
    });
    hand += seconds([&] { drive(*by_hand, {"clk", "rst_n", "in", "out", "out_tready"}, words.at("in"), outputs, b); });
  }
  if (a != b) state.SkipWithError("the generated MVAU and the one written by hand differ");
  state.counters["generated_cycles_per_second"] = static_cast<double>(cycles) / ours;
  state.counters["by_hand_cycles_per_second"] = static_cast<double>(cycles) / hand;
  state.counters["by_hand_over_generated"] = ours / hand;
}

BENCHMARK(mvau_64x64_w1a2)->Unit(benchmark::kMillisecond);
BENCHMARK(cnv_w1a1_stitched)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();
BENCHMARK(cnv_w1a1_composed)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();
BENCHMARK(resnet50)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
