/// weir fifo: the least memory for the FIFOs that keeps throughput or latency, or only avoids deadlock.
#include <fmt/core.h>

#include <cmath>
#include <csignal>
#include <mutex>

#include "golden/network/file.hpp"
#include "golden/network/finn_config.hpp"
#include "systemc/profile/finn_fifo.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/simulate.hpp"
#include "systemc/sizing/simulated.hpp"
#include "systemc/sizing/sizing.hpp"
#include "tools/weir/network_options.hpp"
#include "tools/weir/pareto.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;
using timing::FifoSizing;
using timing::Objective;

struct FifoOptions {
  NetworkOptions network;
  std::string profile = "weir", objective = "throughput", method = "minimal", output, pareto;
  bool finn_rounding = false;
  std::int64_t target_interval_cycles = 0;
  double margin_percent = 0;
  bool reasons = false;
};

/// Up to so many FIFOs, reasons and margins take seconds at most.
constexpr std::size_t kFifosWithReasons = 64;

constexpr const char* kFinnProfile = "finn-v0.10";

Objective objective_of(const std::string& name) {
  return name == "throughput" ? Objective::kThroughput
         : name == "latency"  ? Objective::kLatency
                              : Objective::kDeadlockFree;
}

void check(const FifoOptions& options) {
  const bool is_weir = options.profile == "weir", is_minimal = options.method == "minimal";
  if (options.profile == "finn-hlslib-2020" && !is_minimal)
    throw Error("unknown-profile",
                "--method " + options.method + " knows no timing profile \"" + options.profile + "\"", "",
                "legal: weir, finn-v0.10");
  if (options.finn_rounding && is_minimal)
    throw Error("usage", "--finn-rounding belongs to --method largefifo", "", "a minimal answer is not rounded");
  if (!options.pareto.empty() && !(is_weir && is_minimal && options.objective == "throughput"))
    throw Error("usage", "--pareto belongs to --profile weir, --method minimal and --objective throughput");
  if (options.target_interval_cycles != 0 && !is_minimal)
    throw Error("usage", "--target-interval belongs to --method minimal");
  if (options.margin_percent < 0) throw Error("usage", "--margin must be 0 or more");
}

/// Ctrl-C ends a search; what was found by then is the answer.
class StopOnInterrupt {
 public:
  explicit StopOnInterrupt(timing::SizingControl& control) {
    current_ = &control;
    before_ = std::signal(SIGINT, [](int) { current_->stop = true; });
  }
  ~StopOnInterrupt() {
    std::signal(SIGINT, before_);
    current_ = nullptr;
  }

 private:
  static inline timing::SizingControl* current_ = nullptr;
  void (*before_)(int);
};

/// Stages of other hardware generators are not known to be monotone: simulation judges, and nothing is proven.
FifoSizing search_by_simulation(const timing::TimingGraph& graph, const FifoOptions& options,
                                const timing::SizingOptions& sizing_options) {
  constexpr int kFrames = 4;
  constexpr std::int64_t kLeastWords = 2;  // of both generators' FIFOs
  timing::SimulationOptions simulation;
  simulation.frames = 16 * kFrames;
  timing::Depths start;
  if (options.profile == kFinnProfile) {
    start = timing::finn_largefifo_depths(graph);
  } else {
    const timing::Depths unlimited(graph.streams.size(), simulation.frames * 1'000'000);
    for (const auto& fifo : simulate_maxplus(timing::with_depths(graph, unlimited), simulation).fifos)
      start.push_back(std::max<std::int64_t>(kLeastWords, fifo.high_water_words));
  }
  simulation.frames = 4 * kFrames;
  const timing::SimulationResult run = simulate_maxplus(timing::with_depths(graph, start), simulation);
  const auto fastest = static_cast<std::int64_t>(std::ceil(run.steady_interval_cycles));
  FifoSizing sizing =
      timing::size_by_simulation(graph, start, kLeastWords, std::max(fastest, options.target_interval_cycles),
                                 run.latency_cycles, kFrames, sizing_options);
  sizing.unlimited_interval_cycles = fastest;
  return sizing;
}

/// Deeper FIFOs never hurt elastic stages, so a margin keeps what was proven except that less would do.
void add_margin(FifoSizing& sizing, double percent) {
  if (percent == 0) return;
  sizing.cost = {};
  for (auto& fifo : sizing.fifos) {
    fifo.depth_words += static_cast<std::int64_t>(std::ceil(static_cast<double>(fifo.depth_words) * percent / 100));
    fifo.cost = timing::fifo_cost(fifo.depth_words, fifo.width_bits);
    sizing.cost += fifo.cost;
  }
  sizing.proven_minimal = sizing.proven_minimal_bram18 = false;
}

/// The same figures for depths that were measured instead of searched.
FifoSizing measure_largefifo(const timing::TimingGraph& graph, bool finn_rounding) {
  const timing::Depths depths = timing::largefifo_depths(graph, finn_rounding);
  FifoSizing sizing;
  sizing.cost = timing::total_cost(graph, depths);
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const int width = graph.streams[s].width_bits;
    sizing.fifos.push_back({graph.streams[s].name, width, depths[s], 1, timing::fifo_cost(depths[s], width),
                            "peak of two unthrottled frames"});
    sizing.lower_bound += timing::fifo_cost(1, width);
  }
  sizing.unlimited_interval_cycles = timing::unlimited_interval(graph);
  const auto state = timing::find_steady_state(graph, depths, sizing.unlimited_interval_cycles);
  sizing.interval_cycles = state.verdict == timing::Verdict::kKeeps
                               ? static_cast<double>(sizing.unlimited_interval_cycles)
                               : state.interval_cycles;
  sizing.latency_cycles = state.latency_cycles;
  sizing.evaluations = 1;
  sizing.systemc = timing::check_in_systemc(graph, depths, {});
  return sizing;
}

/// FINN's own method on its own hardware, its rounding included.
FifoSizing measure_finn(const timing::TimingGraph& graph) {
  const timing::Depths depths = timing::finn_largefifo_depths(graph);
  FifoSizing sizing;
  sizing.cost = timing::total_cost(graph, depths);
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const int width = graph.streams[s].width_bits;
    sizing.fifos.push_back({graph.streams[s].name, width, depths[s], 2, timing::fifo_cost(depths[s], width),
                            "maxcount of two unthrottled frames, rounded as FINN does"});
    sizing.lower_bound += timing::fifo_cost(2, width);
  }
  timing::SimulationOptions simulation;
  simulation.frames = 3;
  const timing::SimulationResult sized = simulate_maxplus(timing::with_depths(graph, depths), simulation);
  for (const timing::StageStatistics& stage : sized.stages)
    sizing.unlimited_interval_cycles = std::max(sizing.unlimited_interval_cycles, stage.work_cycles);
  sizing.interval_cycles = sized.steady_interval_cycles;
  sizing.latency_cycles = sized.latency_cycles;
  sizing.evaluations = 1;
  return sizing;
}

Json sizing_json(const FifoSizing& sizing, const timing::TimingGraph& graph, const FifoOptions& options) {
  Json json{{"objective", options.objective},
            {"method", options.method},
            {"profile", options.profile},
            {"bram18", sizing.cost.bram18},
            {"lut", sizing.cost.lut},
            {"bits", sizing.cost.bits},
            {"lower_bound_bram18", sizing.lower_bound.bram18},
            {"lower_bound_lut", sizing.lower_bound.lut},
            {"lower_bound_bits", sizing.lower_bound.bits},
            {"gap_bram18", sizing.cost.bram18 - sizing.lower_bound.bram18},
            {"gap_bits", sizing.cost.bits - sizing.lower_bound.bits},
            {"proven_minimal", sizing.proven_minimal},
            {"proven_minimal_bram18", sizing.proven_minimal_bram18},
            {"stopped", sizing.was_stopped},
            {"interval_cycles", sizing.interval_cycles},
            {"unlimited_interval_cycles", sizing.unlimited_interval_cycles},
            {"latency_cycles", sizing.latency_cycles},
            {"periodic_from_frame", sizing.periodic_from_frame},
            {"evaluations", sizing.evaluations},
            {"undecided", sizing.undecided},
            {"systemc_runs", sizing.systemc.runs},
            {"systemc_deadlocks", sizing.systemc.deadlocks},
            {"systemc_same_cycles", sizing.systemc.same_cycles}};
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s) {
    const auto& fifo = sizing.fifos[s];
    json["fifos"].push_back({{"name", fifo.name},
                             {"depth", fifo.depth_words},
                             {"before", graph.streams[s].depth_words},
                             {"lower_bound", fifo.lower_bound_words},
                             {"width_bits", fifo.width_bits},
                             {"bram18", fifo.cost.bram18},
                             {"lut", fifo.cost.lut},
                             {"why", fifo.why}});
    if (fifo.enough_words == 0) continue;  // margins were not asked for
    json["fifos"].back()["enough"] = fifo.enough_words;
    json["fifos"].back()["deadlock_free"] = fifo.deadlock_free_words;
  }
  return json;
}

std::string memory_text(const timing::FifoCost& cost) {
  return cost.bram18 > 0 ? fmt::format("{} RAMB18", cost.bram18) : fmt::format("{} LUT", cost.lut);
}

std::string summary_text(const FifoSizing& sizing, const timing::FifoCost& before, bool is_search) {
  const auto figures = [](const timing::FifoCost& c) {
    return fmt::format("{} RAMB18, {} LUT, {} bits", c.bram18, c.lut, c.bits);
  };
  std::string text = fmt::format("memory     {} FIFOs: {}   (before: {})\n", sizing.fifos.size(), figures(sizing.cost),
                                 figures(before));
  if (sizing.was_stopped) text += "stopped    the best depths found so far\n";
  if (is_search)
    text += fmt::format("bound      {}: {}\n", figures(sizing.lower_bound),
                        sizing.proven_minimal          ? "proven minimal"
                        : sizing.proven_minimal_bram18 ? "RAMB18 proven minimal, LUT and bits not"
                                                       : "not proven minimal");
  const auto unlimited = static_cast<double>(sizing.unlimited_interval_cycles);
  text += fmt::format("interval   {} cycles{}{}\n",
                      sizing.interval_cycles > 0 ? fmt::format("{:.6g}", sizing.interval_cycles) : "not known",
                      sizing.interval_cycles == unlimited
                          ? ", as with unlimited FIFOs"
                          : fmt::format(" (unlimited FIFOs: {})", sizing.unlimited_interval_cycles),
                      sizing.periodic_from_frame > 0
                          ? fmt::format("; every word proven periodic from frame {}", sizing.periodic_from_frame)
                          : "");
  text += fmt::format("latency    {} cycles\n", sizing.latency_cycles);
  text += fmt::format(
      "SystemC    {} runs, all but one with random stalls: {}{}\n", sizing.systemc.runs,
      sizing.systemc.deadlocks == 0 ? "no deadlock" : fmt::format("{} DEADLOCKED", sizing.systemc.deadlocks),
      sizing.systemc.same_cycles ? "" : "; cycles DIFFER from the max-plus engine");
  if (sizing.systemc.runs == 0) text.resize(text.find("SystemC    "));
  return text + fmt::format("search     {} runs, {} undecided", sizing.evaluations, sizing.undecided);
}

std::string sizing_text(const FifoSizing& sizing, const timing::TimingGraph& graph, bool is_search) {
  std::string text = fmt::format("  {:<32} {:>8} {:>8}  {:<12} why\n", "fifo", "before", "now", "memory");
  timing::FifoCost before;
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s) {
    const auto& fifo = sizing.fifos[s];
    before += timing::fifo_cost(graph.streams[s].depth_words, fifo.width_bits);
    text += fmt::format("  {:<32} {:>8} {:>8}  {:<12} {}\n", fifo.name, graph.streams[s].depth_words, fifo.depth_words,
                        memory_text(fifo.cost), fifo.why);
  }
  return text + summary_text(sizing, before, is_search);
}

void write_folding(const FifoSizing& sizing, golden::BuiltIn loaded, const std::string& profile,
                   const std::string& output) {
  for (const auto& fifo : sizing.fifos) loaded.folding.depths_words[fifo.name] = static_cast<int>(fifo.depth_words);
  write_text_file(output, profile == kFinnProfile
                              ? golden::finn_hw_config(golden::build_stage_graph(loaded.network, loaded.folding))
                              : golden::folding_to_json(*loaded.network, loaded.folding));
}

void write_pareto(const timing::TimingGraph& graph, const timing::SizingOptions& options, const std::string& file) {
  const std::vector<ParetoPoint> front = pareto_front(graph, options);
  write_text_file(file, pareto_csv(front));
  write_text_file(std::filesystem::path(file).replace_extension(".svg"),
                  pareto_svg(front, "FIFO memory and interval of " + graph.name));
}

int fifo(const FifoOptions& options, const Session& session) {
  check(options);
  const golden::BuiltIn loaded = options.network.load(session);
  const timing::TimingGraph graph = make_timing_graph(golden::build_stage_graph(loaded.network, loaded.folding),
                                                      timing::load_profile(options.profile));
  const bool is_minimal = options.method == "minimal", is_search = is_minimal && options.profile == "weir";
  std::mutex one_at_a_time;
  timing::SizingControl control;
  control.progress = [&](const std::string& text) {
    const std::lock_guard lock(one_at_a_time);
    session.progress(text);
  };
  const StopOnInterrupt stop_on_interrupt(control);
  timing::SizingOptions sizing_options;
  sizing_options.objective = objective_of(options.objective);
  sizing_options.target_interval_cycles = options.target_interval_cycles;
  sizing_options.control = &control;
  sizing_options.with_reasons = options.reasons || graph.streams.size() <= kFifosWithReasons;
  session.progress(fmt::format("sizing {} FIFOs", graph.streams.size()));
  if (!options.pareto.empty()) write_pareto(graph, sizing_options, options.pareto);
  FifoSizing sizing = is_search                         ? timing::size_fifos(graph, sizing_options)
                      : is_minimal                      ? search_by_simulation(graph, options, sizing_options)
                      : options.profile == kFinnProfile ? measure_finn(graph)
                                                        : measure_largefifo(graph, options.finn_rounding);
  add_margin(sizing, options.margin_percent);
  session.progress_done();
  if (!options.output.empty()) write_folding(sizing, loaded, options.profile, options.output);
  if (session.json) session.print_json(sizing_json(sizing, graph, options));
  session.print(sizing_text(sizing, graph, is_search));
  if (is_search && !sizing_options.with_reasons)
    session.print("reasons    and margins take minutes for so many FIFOs: --reasons computes them");
  session.print("again:     " + session.command_line);
  return sizing.systemc.deadlocks > 0 || !sizing.systemc.same_cycles ? kFinding : kFine;
}

}  // namespace

void add_fifo(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("fifo", "FIFO depths: the least memory that keeps throughput or latency");
  auto options = std::make_shared<FifoOptions>();
  options->network.add_to(*command);
  command->add_option("--profile", options->profile, "hardware generator whose timing is meant")->capture_default_str();
  command->add_option("--objective", options->objective, "what must not get worse than with unlimited FIFOs")
      ->check(CLI::IsMember({"throughput", "latency", "deadlock-free"}))
      ->capture_default_str();
  command->add_option("--method", options->method, "minimal: search with proof; largefifo: FINN's peaks of two frames")
      ->check(CLI::IsMember({"minimal", "largefifo"}))
      ->capture_default_str();
  command->add_flag("--finn-rounding", options->finn_rounding, "largefifo: up to 2 words become 2, up to 32 become 32");
  command->add_option("--target-interval", options->target_interval_cycles,
                      "cycles per frame that are enough; 0: as with unlimited FIFOs");
  command->add_option("--margin", options->margin_percent, "per cent of words to add to every FIFO of the answer");
  command->add_flag("--reasons", options->reasons,
                    "reasons and margins even for networks of more than 64 FIFOs (minutes)");
  command->add_option("--pareto", options->pareto,
                      "CSV file for the front between memory and interval; its picture goes beside it as .svg");
  command->add_option("-o,--output", options->output, "final_hw_config.json to write, in FINN's format");
  command->callback([&session, options] { session.action = [&session, options] { return fifo(*options, session); }; });
}

}  // namespace weir::tools
