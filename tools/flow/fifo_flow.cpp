#include "tools/flow/fifo_flow.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "golden/finn/finn_config.hpp"
#include "golden/finn/report.hpp"
#include "systemc/engines/recurrence.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/simulated/margins.hpp"
#include "systemc/sizing/simulated/simulated.hpp"

namespace weir::tools {

namespace {

constexpr const char* kFinn = "finn";  ///< generator

using timing::FifoSizing;
using timing::Objective;

/// Up to so many FIFOs, reasons and margins take seconds at most.
constexpr std::size_t kFifosWithReasons = 64;

constexpr std::int64_t kMostMarginWords = 1'000'000;

/// Where many networks are sized in a row: what is not decided by then takes most of the time and saves few words.
constexpr std::int64_t kLittlePatienceFrames = 4;

Objective objective_of(const std::string& name) {
  if (name == "throughput") return Objective::kThroughput;
  if (name == "latency") return Objective::kLatency;
  if (name == "deadlock-free") return Objective::kDeadlockFree;
  throw Error("usage", "objective is \"" + name + "\"", "", "legal: throughput, latency, deadlock-free");
}

timing::Depths as_built(const timing::TimingGraph& graph, timing::Depths depths) {
  for (std::size_t s = 0; s < depths.size(); ++s) depths[s] = timing::built_words(depths[s], graph.streams[s].build);
  return depths;
}

bool takes_fifos_away(const FifoSizing& sizing) {
  return std::any_of(sizing.fifos.begin(), sizing.fifos.end(), [](const auto& fifo) { return fifo.depth_words == 0; });
}

/// Of more words than the registers of two stages that meet have.
bool has_deeper_fifo(const golden::StageGraph& graph, const FifoSizing& sizing) {
  constexpr int kSliceWords = 2;
  return std::any_of(sizing.fifos.begin(), sizing.fifos.end(), [&](const auto& fifo) {
    const golden::Stream* stream = graph.find_stream(fifo.name);
    return stream != nullptr && !stream->has_fifo && fifo.depth_words > kSliceWords;
  });
}

/// Other depths in an answer.
void set_depths(FifoSizing& sizing, const timing::TimingGraph& graph, const timing::Depths& depths) {
  for (std::size_t s = 0; s < sizing.fifos.size(); ++s) {
    sizing.fifos[s].depth_words = depths[s];
    sizing.fifos[s].cost = timing::fifo_cost(depths[s], graph.streams[s]);
  }
  sizing.cost = timing::total_cost(graph, depths);
}

/// Deeper FIFOs never hurt elastic stages, so a margin keeps what was proven except that less would do.
void add_margin(FifoSizing& sizing, const timing::TimingGraph& graph, const FifoRequest& request) {
  if (request.margin_percent == 0 && request.margin_words == 0) return;
  timing::Depths depths = sizing.depths();
  for (std::int64_t& depth : depths)
    if (depth > 0)
      depth += request.margin_words +
               static_cast<std::int64_t>(std::ceil(static_cast<double>(depth) * request.margin_percent / 100));
  set_depths(sizing, graph, as_built(graph, std::move(depths)));
  sizing.proven_minimal = sizing.proven_minimal_bram18 = false;
}

/// Of the chosen depths: what no timetable can prove is proven periodic by its state, if that comes back soon enough.
void certify(FifoSizing& sizing, const golden::StageGraph& graph, const timing::TimingGraph& timing,
             const FifoRequest& request) {
  constexpr int kMostFrames = 32;
  const bool is_small = timing.streams.size() <= kFifosWithReasons;
  if (is_monotone(timing) || !is_small || !request.world.is_even() || sizing.was_stopped) return;
  const auto found = find_recurrence(sized_timing(graph, timing, request, sizing), kMostFrames,
                                     request.control == nullptr ? nullptr : &request.control->stop);
  if (!found) return;
  sizing.periodic_from_frame = found->periodic_from_frame;
  sizing.interval_cycles = found->interval_cycles();
}

/// Where nothing can be proven, simulation judges, and no depths are proven least.
FifoSizing search_by_simulation(const timing::TimingGraph& graph, const FifoRequest& request,
                                timing::SizingOptions options) {
  const bool is_large = graph.streams.size() > kFifosWithReasons;
  const timing::SizingFrames& of_runs = graph.traits.sizing_frames;
  const int frames = is_large ? of_runs.search_large : of_runs.search;
  const int most_frames = is_large ? of_runs.confirm_large : of_runs.confirm;
  const std::int64_t least_words = graph.traits.least_fifo_words;
  if (is_large) options.orders = 1;
  timing::SimulationOptions simulation;
  simulation.frames = 64;
  timing::Depths start;
  if (graph.traits.largefifo == timing::LargeFifo::kMaxCount) {
    start = timing::finn_largefifo_depths(graph);
  } else {
    const timing::Depths unlimited(graph.streams.size(), timing::kUnlimitedWords);
    for (const auto& fifo : simulate_maxplus(timing::with_depths(graph, unlimited), simulation).fifos)
      start.push_back(std::max<std::int64_t>(least_words, fifo.high_water_words));
  }
  start = as_built(graph, std::move(start));
  simulation.frames = most_frames;
  const timing::SimulationResult run = simulate_maxplus(timing::with_depths(graph, start), simulation);
  const auto fastest = static_cast<std::int64_t>(std::ceil(run.steady_interval_cycles));
  FifoSizing sizing =
      timing::size_by_simulation(graph, start, least_words, std::max(fastest, request.target_interval_cycles),
                                 run.latency_cycles, frames, options);
  sizing.unlimited_interval_cycles = fastest;
  if (const timing::Depths built = as_built(graph, sizing.depths()); built != sizing.depths()) {
    set_depths(sizing, graph, built);
    const timing::SimulationResult rounded = simulate_maxplus(timing::with_depths(graph, built), simulation);
    sizing.interval_cycles = rounded.steady_interval_cycles;
    sizing.latency_cycles = rounded.latency_cycles;
  }
  if (options.with_reasons && !sizing.was_stopped)
    add_margins(sizing, graph, least_words, std::max(fastest, request.target_interval_cycles), most_frames, options);
  return sizing;
}

/// The same figures for depths that were measured instead of searched.
FifoSizing measure_largefifo(const timing::TimingGraph& graph, const FifoRequest& request) {
  const bool is_rounded = request.finn_rounding || request.finn_dev;
  const timing::Depths depths = as_built(graph, timing::largefifo_depths(graph, is_rounded, request.finn_dev));
  FifoSizing sizing;
  sizing.cost = timing::total_cost(graph, depths);
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const int width = graph.streams[s].width_bits;
    sizing.fifos.push_back({graph.streams[s].name, width, depths[s], 1, timing::fifo_cost(depths[s], graph.streams[s]),
                            request.finn_dev ? "peak of two throttled frames" : "peak of two unthrottled frames"});
    sizing.lower_bound += timing::fifo_cost(1, graph.streams[s]);
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

/// Of the release asked for, else of the profile's own.
timing::SizingRules rules_of(const FifoRequest& request) {
  const std::string profile =
      request.release.empty() ? request.profile : timing::profile_of(timing::Hardware{kFinn, request.release});
  timing::SizingRules rules = timing::find_profile(profile).sizing;
  rules.is_throttled |= request.finn_dev;
  return rules;
}

/// Between two frames where they are throttled.
std::int64_t estimated_cycles(const golden::StageGraph& graph) {
  constexpr double kAnyClock_ns = 10;
  return golden::estimate_network(*graph.network, graph.folding, {}, golden::kDefaultPart, kAnyClock_ns)
      .performance.max_cycles;
}

std::string origin_text(std::int64_t depth_words, const timing::SizingRules& rules, int frames) {
  if (depth_words == 0) return "none: FINN takes FIFOs of up to " + std::to_string(rules.removed_words) + " words away";
  return "maxcount of " + std::to_string(frames) + (rules.is_throttled ? " throttled" : " unthrottled") +
         (frames == 1 ? " frame" : " frames") + ", rounded as FINN does";
}

/// FINN's own method on its own hardware, its rounding included.
FifoSizing measure_finn(const golden::StageGraph& graph, const timing::TimingGraph& timing,
                        const FifoRequest& request) {
  const timing::SizingRules rules = rules_of(request);
  const std::int64_t frame_cycles = rules.is_throttled ? estimated_cycles(graph) : 0;
  const timing::Depths depths = as_built(timing, finn_release_depths(graph, timing, rules, frame_cycles));
  const int frames = finn_sizing_frames(timing, rules);
  FifoSizing sizing;
  sizing.cost = timing::total_cost(timing, depths);
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const timing::TimingStream& stream = timing.streams[s];
    sizing.fifos.push_back({stream.name, stream.width_bits, depths[s], 2, timing::fifo_cost(depths[s], stream),
                            origin_text(depths[s], rules, frames)});
    sizing.lower_bound += timing::fifo_cost(2, stream);
  }
  timing::SimulationOptions simulation;
  simulation.frames = 3;
  const timing::SimulationResult sized = simulate_maxplus(sized_timing(graph, timing, request, sizing), simulation);
  for (const timing::StageStatistics& stage : sized.stages)
    sizing.unlimited_interval_cycles = std::max(sizing.unlimited_interval_cycles, stage.work_cycles);
  sizing.interval_cycles = sized.steady_interval_cycles;
  sizing.latency_cycles = sized.latency_cycles;
  sizing.evaluations = 1;
  return sizing;
}

/// Weir's own profiles that know method largefifo.
std::string with_largefifo() {
  std::string names;
  for (const std::string& name : timing::profile_names())
    if (timing::load_profile(name).traits.largefifo != timing::LargeFifo::kNone)
      names += (names.empty() ? "" : ", ") + name;
  return names;
}

void check_release(const FifoRequest& request, bool is_minimal, timing::LargeFifo largefifo) {
  const std::vector<std::string> releases = timing::releases_of(kFinn);
  std::string legal = "legal:";
  for (const std::string& release : releases) legal += " " + release;
  if (std::find(releases.begin(), releases.end(), request.release) == releases.end())
    throw Error("usage", "release is \"" + request.release + "\"", "", legal);
  if (is_minimal)
    throw Error("usage", "release belongs to method largefifo", "", "a minimal answer depends on no release's rules");
  if (largefifo != timing::LargeFifo::kMaxCount)
    throw Error("usage", "release belongs to FINN's hardware, and profile " + request.profile + " is of none", "",
                "legal: profiles with the trait \"largefifo\": \"maxcount\"");
  if (request.finn_dev)
    throw Error("usage", "finn-dev is the rule of a release of its own", "", "legal: one without the other");
}

}  // namespace

bool is_proof(const FifoRequest& request, const timing::TimingGraph& timing) {
  return request.method == "minimal" && is_provable(timing, objective_of(request.objective));
}

void check(const FifoRequest& request) {
  (void)objective_of(request.objective);
  const bool is_minimal = request.method == "minimal";
  if (!is_minimal && request.method != "largefifo")
    throw Error("usage", "method is \"" + request.method + "\"", "", "legal: minimal, largefifo");
  const timing::LargeFifo largefifo = timing::find_profile(request.profile).traits.largefifo;
  if (!is_minimal && largefifo == timing::LargeFifo::kNone)
    throw Error("unknown-profile", "method " + request.method + " knows no timing profile \"" + request.profile + "\"",
                "", "legal: profiles with the trait \"largefifo\", " + with_largefifo());
  if (request.finn_rounding && is_minimal)
    throw Error("usage", "finn-rounding belongs to method largefifo", "", "a minimal answer is not rounded");
  if (request.finn_dev && is_minimal)
    throw Error("usage", "finn-dev belongs to method largefifo", "", "a minimal answer does not depend on a throttle");
  if (request.finn_dev && !request.world.is_even())
    throw Error("usage", "finn-dev has an input pattern of its own", "", "legal: one without the other");
  if (!request.release.empty()) check_release(request, is_minimal, largefifo);
  if (request.target_interval_cycles != 0 && !is_minimal)
    throw Error("usage", "target-interval belongs to method minimal");
  if (request.margin_percent < 0 || request.margin_words < 0 || request.margin_words > kMostMarginWords)
    throw Error("usage", "a margin is 0 or more", "", "legal: words up to " + std::to_string(kMostMarginWords));
}

timing::SizingOptions sizing_options(const timing::TimingGraph& graph, const FifoRequest& request) {
  timing::SizingOptions options;
  options.objective = objective_of(request.objective);
  options.target_interval_cycles = request.target_interval_cycles;
  options.control = request.control;
  options.threads = request.threads;
  options.with_reasons = request.reasons || graph.streams.size() <= kFifosWithReasons;
  const int stalls = request.systemc_stalls >= 0                ? request.systemc_stalls
                     : graph.streams.size() > kFifosWithReasons ? 1
                                                                : 4;
  options.stall_seeds.resize(static_cast<std::size_t>(stalls));
  std::iota(options.stall_seeds.begin(), options.stall_seeds.end(), 1);
  if (request.depths_only) {
    options.with_reasons = false;
    options.systemc_frames = 0;
    options.orders = 1;
    options.branch_runs = 0;
    options.patience_frames = kLittlePatienceFrames;
    options.saves_words = false;
    options.with_steady_state = request.target_interval_cycles > 0;
  }
  return options;
}

namespace {

/// FINN sizes a design that has a FIFO on every edge.
golden::StageGraph with_all_fifos(golden::StageGraph graph) {
  for (golden::Stream& stream : graph.streams) {
    stream.has_fifo = true;
    stream.pieces.clear();
  }
  return graph;
}

timing::TimingGraph surrounded(const golden::StageGraph& graph, const timing::Profile& profile,
                               const FifoRequest& request) {
  timing::TimingGraph timing = make_timing_graph(graph, profile);
  for (timing::TimingStream& stream : timing.streams)
    if (request.power_of_two && stream.build == timing::FifoBuild::kExact)
      stream.build = timing::FifoBuild::kPowerOfTwo;
  surround(timing, request.world);
  return timing;
}

}  // namespace

timing::TimingGraph make_sizing_graph(const golden::StageGraph& graph, const FifoRequest& request) {
  const timing::Profile profile = timing::find_profile(request.profile);
  const bool is_counted = request.method != "minimal" && profile.traits.largefifo == timing::LargeFifo::kMaxCount;
  return surrounded(is_counted ? with_all_fifos(graph) : graph, profile, request);
}

timing::TimingGraph sized_timing(const golden::StageGraph& graph, const timing::TimingGraph& timing,
                                 const FifoRequest& request, const FifoSizing& sizing) {
  if (!takes_fifos_away(sizing)) return timing::with_depths(timing, sizing.depths());
  return surrounded(golden::build_stage_graph(graph.network, sized_folding(graph, sizing)),
                    timing::find_profile(request.profile), request);
}

FifoSizing size_network_fifos(const golden::StageGraph& graph, const timing::TimingGraph& timing,
                              const FifoRequest& request) {
  timing::require_helpful_depths(timing);
  const timing::SizingOptions options = sizing_options(timing, request);
  const bool is_counted = timing.traits.largefifo == timing::LargeFifo::kMaxCount;
  FifoSizing sizing = is_proof(request, timing)     ? timing::size_fifos(timing, options)
                      : request.method == "minimal" ? search_by_simulation(timing, request, options)
                      : is_counted                  ? measure_finn(graph, timing, request)
                                                    : measure_largefifo(timing, request);
  add_margin(sizing, timing, request);
  certify(sizing, graph, timing, request);
  return sizing;
}

golden::Folding sized_folding(const golden::StageGraph& graph, const FifoSizing& sizing) {
  golden::Folding folding = graph.folding;
  const bool states_fifos = takes_fifos_away(sizing) || has_deeper_fifo(graph, sizing);
  if (states_fifos) folding.fifos.emplace();
  for (const auto& fifo : sizing.fifos) {
    const golden::Stream* stream = graph.find_stream(fifo.name);
    if (stream == nullptr) continue;
    const int depth = static_cast<int>(fifo.depth_words);
    if (depth == 0) {
      folding.depths_words.erase(fifo.name);
      continue;
    }
    folding.depths_words[fifo.name] = depth;
    const bool is_edge = stream->producer == golden::kOutside || stream->consumer == golden::kOutside;
    const bool is_vendors = depth > golden::kDeepestRtlFifoWords && !is_edge;
    if (states_fifos)
      (*folding.fifos)[fifo.name] = {{depth, is_vendors ? golden::Backend::VendorIp : golden::Backend::Rtl, ""}};
  }
  return folding;
}

}  // namespace weir::tools
