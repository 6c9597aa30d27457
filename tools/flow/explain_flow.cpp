#include "tools/flow/explain_flow.hpp"

#include <algorithm>

namespace weir::tools {

namespace {

/// Enough for a steady state, unless that many transfers would fill the memory.
constexpr int kCircleFrames = 30, kLeastCircleFrames = 3;
constexpr std::int64_t kMostCircleWords = 6'000'000;
/// Each fold is simulated again; nobody should wait for it longer than for the simulation.
constexpr std::int64_t kLeastFoldFrames = 3, kMostFoldFrames = 12, kMostFoldWords = 20'000'000;
/// Up to so many words per frame an explanation takes no longer than a second or two.
constexpr std::int64_t kMostWordsOfSize = 10'000'000;
/// Cycles do not depend on the part; FINN's own default.
constexpr const char* kAnyPart = "xc7z020clg400-1";

timing::SimulationResult recorded(const timing::TimingGraph& timing, int frames) {
  timing::SimulationOptions options;
  options.frames = frames;
  options.record_transfers = true;
  return simulate_maxplus(timing, options);
}

void find_circle(const timing::TimingGraph& timing, Explanation& explanation) {
  const auto frames = static_cast<int>(std::min<std::int64_t>(
      kCircleFrames, kMostCircleWords / std::max<std::int64_t>(timing::words_per_frame(timing), 1)));
  explanation.circle_frames = frames;
  if (!follows_schedules(timing)) {
    explanation.no_circle = "the blocks of this profile have no schedules to follow";
  } else if (frames < kLeastCircleFrames) {
    explanation.no_circle = "a frame has too many words to keep several of them";
  } else {
    explanation.circle = find_critical_cycle(timing, frames, recorded(timing, frames));
    if (!explanation.circle) explanation.no_circle = "no dependency repeats itself within the frames that were kept";
  }
}

void find_estimate(const golden::StageGraph& graph, double clk_mhz, Explanation& explanation) {
  try {
    explanation.estimate =
        golden::estimate_network(*graph.network, graph.folding, {}, kAnyPart, 1000.0 / clk_mhz).performance;
  } catch (const Error& error) {
    explanation.no_estimate = error.what_text;
  } catch (const Errors& errors) {
    explanation.no_estimate = errors.list().front().what_text;
  }
}

std::string bottleneck_of(const Explanation& explanation, const timing::SimulationResult& result) {
  if (explanation.circle && !explanation.circle->bottleneck().empty()) return explanation.circle->bottleneck();
  const auto most = std::max_element(result.stages.begin(), result.stages.end(),
                                     [](const auto& a, const auto& b) { return a.work_cycles < b.work_cycles; });
  return most == result.stages.end() ? "" : most->name;
}

}  // namespace

Explanation explain(const golden::StageGraph& graph, const timing::TimingGraph& timing, const timing::Profile& profile,
                    const timing::SimulationResult& result, int frames, double clk_mhz, Effort effort) {
  Explanation explanation;
  explanation.interval_cycles = result.steady_interval_cycles;
  find_estimate(graph, clk_mhz, explanation);
  if (effort == Effort::OfSize && timing::words_per_frame(timing) > kMostWordsOfSize) {
    explanation.bottleneck = bottleneck_of(explanation, result);
    explanation.left_out = "critical circle, first frame's way and larger folds: they time " +
                           std::to_string(timing::words_per_frame(timing) / 1'000'000) +
                           " million words per frame again and again; --explain finds them all the same";
    explanation.no_circle = explanation.left_out;
    return explanation;
  }
  find_circle(timing, explanation);
  const timing::SimulationResult first = recorded(timing, 1);
  if (!first.deadlock) explanation.waterfall = waterfall(timing, first);
  explanation.bottleneck = bottleneck_of(explanation, result);
  const auto fold_frames = static_cast<int>(std::clamp(
      kMostFoldWords / std::max<std::int64_t>(timing::words_per_frame(timing), 1), kLeastFoldFrames, kMostFoldFrames));
  if (frames > 1 && graph.find_stage(explanation.bottleneck) != nullptr)
    explanation.what_if = what_if(graph, profile, explanation.bottleneck, fold_frames);
  return explanation;
}

}  // namespace weir::tools
