#include "systemc/generators/finn/finn_fifo.hpp"

#include <algorithm>

#include "systemc/engines/offered.hpp"

namespace weir::timing {

namespace {

constexpr std::int64_t kLeastDepth = 2, kShiftRegisterDepth = 32;  ///< one shift-register LUT per bit holds 32 words

/// Words of one row of windows on streams from a window generator to a matrix unit, 0 on others.
std::vector<std::int64_t> row_words(const golden::StageGraph& graph) {
  std::vector<std::int64_t> words(graph.streams.size(), 0);
  for (std::size_t s = 0; s < words.size(); ++s) {
    const golden::Stream& stream = graph.streams[s];
    if (stream.producer == kOutside || stream.consumer == kOutside) continue;
    const auto kind_at = [&](int stage) -> const golden::LayerKind& {
      return graph.stages[static_cast<std::size_t>(stage)].kind;
    };
    const auto* window = std::get_if<golden::SlidingWindow>(&kind_at(stream.producer));
    if (window == nullptr || !std::holds_alternative<golden::Mvau>(kind_at(stream.consumer))) continue;
    words[s] = stream.words_per_frame() / out_size(*window).front();
  }
  return words;
}

}  // namespace

std::int64_t finn_rounded_depth(std::int64_t maxcount_words) {
  if (maxcount_words <= kLeastDepth) return kLeastDepth;
  return std::max(maxcount_words, kShiftRegisterDepth);
}

Pace throttle(const TimingStream& stream, std::int64_t frame_cycles) {
  const std::int64_t idle = frame_cycles - stream.words_per_frame;
  return idle > 0 ? Pace{{0, stream.words_per_frame}, {idle, 0}} : Pace{};
}

std::vector<std::int64_t> finn_maxcounts(const TimingGraph& graph, const FinnFifoRun& run) {
  if (graph.traits.largefifo != LargeFifo::kMaxCount)
    throw Error("not-finn", graph.name + ": FINN's FIFO sizing is for hardware whose FIFOs count as FINN's do", "",
                "use a profile with the trait \"largefifo\": \"maxcount\"");
  const bool is_throttled = run.frame_cycles > 0;
  TimingGraph deep = graph;
  for (TimingStream& stream : deep.streams) {
    const std::int64_t words = std::max(stream.words_per_frame, kLeastDepth);
    stream.depth_words = static_cast<int>(is_throttled ? (run.frames + 1) * words : words);
    stream.hops = 1;  // FINN sizes its own queue, before it chooses a vendor's or splits it
    if (is_throttled && stream.producer == kOutside) stream.pace = throttle(stream, run.frame_cycles);
  }
  const std::vector<int> maxcounts = high_waters(deep, run.frames);
  return {maxcounts.begin(), maxcounts.end()};
}

int finn_sizing_frames(const TimingGraph& graph, const SizingRules& rules) {
  const auto is_window = [](const TimingStage& stage) { return stage.kind == golden::SlidingWindow::op_type; };
  if (!rules.has_frames_by_nodes || std::any_of(graph.stages.begin(), graph.stages.end(), is_window))
    return rules.frames;
  return std::max(1, static_cast<int>((graph.stages.size() + graph.streams.size()) / 2));
}

std::vector<std::int64_t> finn_largefifo_depths(const TimingGraph& graph, const FinnFifoRun& run) {
  std::vector<std::int64_t> depths = finn_maxcounts(graph, run);
  for (std::int64_t& depth : depths) depth = finn_rounded_depth(depth);
  return depths;
}

std::vector<std::int64_t> finn_release_depths(const golden::StageGraph& graph, const TimingGraph& timing,
                                              const SizingRules& rules, std::int64_t frame_cycles) {
  std::vector<std::int64_t> depths =
      finn_largefifo_depths(timing, {finn_sizing_frames(timing, rules), rules.is_throttled ? frame_cycles : 0});
  const std::vector<std::int64_t> rows = row_words(graph);
  for (std::size_t s = 0; s < depths.size(); ++s) {
    if (rules.caps_windows && rows[s] > 0) depths[s] = std::min(depths[s], finn_rounded_depth(rows[s]));
    if (depths[s] <= rules.removed_words && timing.streams[s].producer != kOutside) depths[s] = 0;
  }
  return depths;
}

}  // namespace weir::timing
