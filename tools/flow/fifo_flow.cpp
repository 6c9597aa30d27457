#include "tools/flow/fifo_flow.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "systemc/profile/finn_fifo.hpp"
#include "systemc/simulate.hpp"
#include "systemc/sizing/simulated.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;
using timing::FifoSizing;
using timing::Objective;

/// Up to so many FIFOs, reasons and margins take seconds at most.
constexpr std::size_t kFifosWithReasons = 64;

constexpr const char* kFinnProfile = "finn-v0.10";

Objective objective_of(const std::string& name) {
  return name == "throughput" ? Objective::kThroughput
         : name == "latency"  ? Objective::kLatency
                              : Objective::kDeadlockFree;
}

/// Stages of other hardware generators are not known to be monotone: simulation judges, and nothing is proven.
FifoSizing search_by_simulation(const timing::TimingGraph& graph, const FifoRequest& request,
                                timing::SizingOptions options) {
  const bool is_large = graph.streams.size() > kFifosWithReasons;
  const bool is_slow = is_large && request.profile == kFinnProfile;
  const int frames = is_slow ? 2 : 4, most_frames = is_slow ? 4 : 16;
  constexpr std::int64_t kLeastWords = 2;  // of both generators' FIFOs
  if (is_large) options.orders = 1;
  timing::SimulationOptions simulation;
  simulation.frames = 64;
  timing::Depths start;
  if (request.profile == kFinnProfile) {
    start = timing::finn_largefifo_depths(graph);
  } else {
    const timing::Depths unlimited(graph.streams.size(), simulation.frames * 1'000'000);
    for (const auto& fifo : simulate_maxplus(timing::with_depths(graph, unlimited), simulation).fifos)
      start.push_back(std::max<std::int64_t>(kLeastWords, fifo.high_water_words));
  }
  simulation.frames = most_frames;
  const timing::SimulationResult run = simulate_maxplus(timing::with_depths(graph, start), simulation);
  const auto fastest = static_cast<std::int64_t>(std::ceil(run.steady_interval_cycles));
  FifoSizing sizing =
      timing::size_by_simulation(graph, start, kLeastWords, std::max(fastest, request.target_interval_cycles),
                                 run.latency_cycles, frames, options);
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

}  // namespace

void check(const FifoRequest& request) {
  const bool is_minimal = request.method == "minimal";
  if (request.profile == "finn-hlslib-2020" && !is_minimal)
    throw Error("unknown-profile", "method " + request.method + " knows no timing profile \"" + request.profile + "\"",
                "", "legal: weir, finn-v0.10");
  if (request.finn_rounding && is_minimal)
    throw Error("usage", "finn-rounding belongs to method largefifo", "", "a minimal answer is not rounded");
  if (request.target_interval_cycles != 0 && !is_minimal)
    throw Error("usage", "target-interval belongs to method minimal");
  if (request.margin_percent < 0) throw Error("usage", "margin must be 0 or more");
}

timing::SizingOptions sizing_options(const timing::TimingGraph& graph, const FifoRequest& request) {
  timing::SizingOptions options;
  options.objective = objective_of(request.objective);
  options.target_interval_cycles = request.target_interval_cycles;
  options.control = request.control;
  options.with_reasons = request.reasons || graph.streams.size() <= kFifosWithReasons;
  const int stalls = request.systemc_stalls >= 0                ? request.systemc_stalls
                     : graph.streams.size() > kFifosWithReasons ? 1
                                                                : 4;
  options.stall_seeds.resize(static_cast<std::size_t>(stalls));
  std::iota(options.stall_seeds.begin(), options.stall_seeds.end(), 1);
  return options;
}

FifoSizing size_network_fifos(const timing::TimingGraph& graph, const FifoRequest& request) {
  const timing::SizingOptions options = sizing_options(graph, request);
  FifoSizing sizing = request.is_search()               ? timing::size_fifos(graph, options)
                      : request.method == "minimal"     ? search_by_simulation(graph, request, options)
                      : request.profile == kFinnProfile ? measure_finn(graph)
                                                        : measure_largefifo(graph, request.finn_rounding);
  add_margin(sizing, request.margin_percent);
  return sizing;
}

Json sizing_json(const FifoSizing& sizing, const timing::TimingGraph& graph, const FifoRequest& request) {
  Json json{{"objective", request.objective},
            {"method", request.method},
            {"profile", request.profile},
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

golden::Folding sized_folding(golden::Folding folding, const FifoSizing& sizing) {
  for (const auto& fifo : sizing.fifos) folding.depths_words[fifo.name] = static_cast<int>(fifo.depth_words);
  return folding;
}

}  // namespace weir::tools
