#include "systemc/explain/steady_shares.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "systemc/engines/frame_waits.hpp"

namespace weir::timing {

namespace {

/// Of all runs together: a second or two. Where one run is enough, half as many are.
constexpr std::int64_t kMostWords = 120'000'000, kMostWordsOfOneRun = 60'000'000;
constexpr std::int64_t kFewestWindowFrames = 2;
constexpr std::int64_t kFewestSteadyFrames = 3, kMostFrames = 96;
/// Part of the interval by which a stage's cycles may miss it. Blocks of FINN do not count those in which they restart;
/// they are work.
constexpr double kTolerance = 1e-3, kToleranceOfBlocks = 0.1;

std::int64_t total(const std::vector<std::int64_t>& cycles) {
  return std::accumulate(cycles.begin(), cycles.end(), std::int64_t{0});
}

/// The sum of what `longer` has more, and the stream that has most of it.
std::int64_t more(const std::vector<std::int64_t>& shorter, const std::vector<std::int64_t>& longer,
                  const std::vector<int>& streams, const TimingGraph& graph, std::string& most_by) {
  std::int64_t most = 0;
  for (std::size_t port = 0; port < longer.size(); ++port) {
    const std::int64_t cycles = longer[port] - (port < shorter.size() ? shorter[port] : 0);
    if (cycles <= most) continue;
    most = cycles;
    most_by = graph.streams[static_cast<std::size_t>(streams[port])].name;
  }
  return total(longer) - total(shorter);
}

/// Nothing where the cycles of a stage do not make the time that the longer run takes longer.
std::optional<SteadyShares> compare(const TimingGraph& graph, const SimulationResult& shorter,
                                    const SimulationResult& longer, int frames) {
  if (shorter.deadlock || longer.deadlock) return std::nullopt;
  const auto cycles = static_cast<double>(longer.batch_cycles - shorter.batch_cycles);
  SteadyShares shares{frames, cycles / frames, {}};
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    const StageStatistics &a = shorter.stages[i], &b = longer.stages[i];
    const TimingStage& stage = graph.stages[i];
    SteadyShare share;
    const std::int64_t busy = b.busy_cycles - a.busy_cycles;
    const std::int64_t starved = more(a.starved_cycles, b.starved_cycles, stage.inputs, graph, share.starved_by);
    const std::int64_t backpressured =
        more(a.backpressured_cycles, b.backpressured_cycles, stage.outputs, graph, share.backpressured_by);
    const auto sum = static_cast<double>(busy + starved + backpressured);
    const double tolerance = stage.block ? kToleranceOfBlocks : kTolerance;
    if (std::min({busy, starved, backpressured}) < 0 || std::abs(sum - cycles) > tolerance * cycles)
      return std::nullopt;
    const double whole = std::max(cycles, static_cast<double>(starved + backpressured));
    share.starved = static_cast<double>(starved) / whole;
    share.backpressured = static_cast<double>(backpressured) / whole;
    share.busy = 1 - share.starved - share.backpressured;
    shares.stages.push_back(std::move(share));
  }
  return shares;
}

/// May frames be told apart within one run?
bool has_same_frames(const TimingGraph& graph) {
  return std::all_of(graph.stages.begin(), graph.stages.end(),
                     [](const TimingStage& stage) { return !stage.block && !has_ends(stage.schedule); });
}

/// Of the last `window` frames of a run of `frames`; nothing where one stage takes other cycles for them than the rest.
std::optional<SteadyShares> shares_within(const TimingGraph& graph, int frames, int window,
                                          const std::atomic<bool>* stop) {
  const auto waits = waits_by_frame(graph, frames, stop);
  const auto count = static_cast<std::size_t>(frames), from = count - static_cast<std::size_t>(window);
  SteadyShares shares{window, 0, {}};
  for (std::size_t i = 0; i < graph.stages.size(); ++i) {
    if (waits[i].size() < count) return std::nullopt;
    const WaitsUntil &before = waits[i][from - 1], &then = waits[i].back();
    const TimingStage& stage = graph.stages[i];
    SteadyShare share;
    const auto starved =
        static_cast<double>(more(before.starved_cycles, then.starved_cycles, stage.inputs, graph, share.starved_by));
    const auto backpressured = static_cast<double>(
        more(before.backpressured_cycles, then.backpressured_cycles, stage.outputs, graph, share.backpressured_by));
    const double cycles = static_cast<double>(window * stage.schedule.iterations) + starved + backpressured;
    if (i == 0) shares.interval_cycles = cycles / window;
    if (std::abs(cycles - window * shares.interval_cycles) > kTolerance * cycles) return std::nullopt;
    share.starved = starved / cycles;
    share.backpressured = backpressured / cycles;
    share.busy = 1 - share.starved - share.backpressured;
    shares.stages.push_back(std::move(share));
  }
  return shares;
}

/// Of one run; longer ones until it is steady.
std::optional<SteadyShares> shares_of_one_run(const TimingGraph& graph, std::int64_t frames, std::int64_t left,
                                              const std::atomic<bool>* stop) {
  for (; frames <= kMostFrames && frames <= left; left -= frames, frames *= 2) {
    const auto window = static_cast<int>(std::max<std::int64_t>(frames / 3, kFewestWindowFrames));
    if (auto shares = shares_within(graph, static_cast<int>(frames), window, stop)) return shares;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SteadyShares> steady_shares(const TimingGraph& graph, const SimulationResult& result,
                                          const std::atomic<bool>* stop) {
  if (result.deadlock || result.steady_interval_cycles <= 0) return std::nullopt;
  // So many frames are in the pipeline at once, or in FIFOs that fill.
  const auto at_once = std::ceil(static_cast<double>(result.latency_cycles) / result.steady_interval_cycles);
  auto frames = std::max(kFewestSteadyFrames, static_cast<std::int64_t>(at_once) + 2);
  std::int64_t left = kMostWords / std::max<std::int64_t>(words_per_frame(graph), 1);
  if (has_same_frames(graph)) return shares_of_one_run(graph, frames, left * kMostWordsOfOneRun / kMostWords, stop);
  SimulationOptions options;
  options.stop = stop;
  std::optional<SimulationResult> shorter;
  for (; frames <= kMostFrames && 2 * frames <= left; frames *= 2) {
    const auto run = [&](std::int64_t count) {
      options.frames = static_cast<int>(count);
      left -= count;
      return simulate_maxplus(graph, options);
    };
    if (!shorter) shorter = run(frames);
    SimulationResult longer = run(2 * frames);
    if (auto shares = compare(graph, *shorter, longer, static_cast<int>(frames))) return shares;
    shorter = std::move(longer);
  }
  return std::nullopt;
}

}  // namespace weir::timing
