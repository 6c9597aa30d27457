#include "systemc/profile/finn_fifo.hpp"

#include <algorithm>

#include "systemc/simulate.hpp"

namespace weir::timing {

namespace {

constexpr int kFrames = 2;
constexpr std::int64_t kLeastDepth = 2, kShiftRegisterDepth = 32;  ///< one shift-register LUT per bit holds 32 words

}  // namespace

std::int64_t finn_rounded_depth(std::int64_t maxcount_words) {
  if (maxcount_words <= kLeastDepth) return kLeastDepth;
  return std::max(maxcount_words, kShiftRegisterDepth);
}

std::vector<std::int64_t> finn_maxcounts(const TimingGraph& graph) {
  if (!is_finn(graph))
    throw Error("not-finn", graph.name + ": FINN's FIFO sizing is for FINN's hardware", "", "use profile finn-v0.10");
  TimingGraph deep = graph;
  for (TimingStream& stream : deep.streams)
    stream.depth_words = static_cast<int>(std::max(stream.words_per_frame, kLeastDepth));
  SimulationOptions options;
  options.frames = kFrames;
  std::vector<std::int64_t> maxcounts;
  for (const FifoStatistics& fifo : simulate_maxplus(deep, options).fifos) maxcounts.push_back(fifo.high_water_words);
  return maxcounts;
}

std::vector<std::int64_t> finn_largefifo_depths(const TimingGraph& graph) {
  std::vector<std::int64_t> depths = finn_maxcounts(graph);
  for (std::int64_t& depth : depths) depth = finn_rounded_depth(depth);
  return depths;
}

}  // namespace weir::timing
