#include "systemc/generators/finn/finn_fifo.hpp"

#include <algorithm>

#include "systemc/engines/simulate.hpp"

namespace weir::timing {

namespace {

constexpr std::int64_t kLeastDepth = 2, kShiftRegisterDepth = 32;  ///< one shift-register LUT per bit holds 32 words

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
    stream.depth_words = static_cast<int>(is_throttled ? run.frames * words : words);
    stream.hops = 1;  // FINN sizes its own queue, before it chooses a vendor's or splits it
    if (is_throttled && stream.producer == kOutside) stream.pace = throttle(stream, run.frame_cycles);
  }
  SimulationOptions options;
  options.frames = run.frames;
  std::vector<std::int64_t> maxcounts;
  for (const FifoStatistics& fifo : simulate_maxplus(deep, options).fifos) maxcounts.push_back(fifo.high_water_words);
  return maxcounts;
}

std::vector<std::int64_t> finn_largefifo_depths(const TimingGraph& graph, const FinnFifoRun& run) {
  std::vector<std::int64_t> depths = finn_maxcounts(graph, run);
  for (std::int64_t& depth : depths) depth = finn_rounded_depth(depth);
  return depths;
}

}  // namespace weir::timing
