#include "systemc/explain/steady_shares.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace weir::timing {

namespace {

constexpr std::int64_t kMostWords = 120'000'000;  ///< of all runs together: a second or two
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

}  // namespace

std::optional<SteadyShares> steady_shares(const TimingGraph& graph, const SimulationResult& result,
                                          const std::atomic<bool>* stop) {
  if (result.deadlock || result.steady_interval_cycles <= 0) return std::nullopt;
  // So many frames are in the pipeline at once, or in FIFOs that fill.
  const auto at_once = std::ceil(static_cast<double>(result.latency_cycles) / result.steady_interval_cycles);
  auto frames = std::max(kFewestSteadyFrames, static_cast<std::int64_t>(at_once) + 2);
  std::int64_t left = kMostWords / std::max<std::int64_t>(words_per_frame(graph), 1);
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
