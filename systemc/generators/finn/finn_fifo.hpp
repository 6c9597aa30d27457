/// FINN's own FIFO sizing (build option auto_fifo_depths, strategy largefifo_rtlsim) on graphs of its blocks.
///
/// Every FIFO gets as many words as its tensor; two frames are offered back to back, nothing is throttled; the highest
/// registered fill of each FIFO, rounded, becomes its depth. So it depends on the number of frames, and on the tensor's
/// size where a FIFO fills up before the bottleneck. It measures what queues when nothing stops it, not what is needed.
/// FINN's dev branch makes FIFOs unlimited meanwhile, and lets a frame begin its estimated interval after the one
/// before.
#pragma once
#include <cstdint>
#include <vector>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// FINN's optimize_depth: up to 2 words become 2, up to 32 become 32, more stay.
std::int64_t finn_rounded_depth(std::int64_t maxcount_words);

struct FinnFifoRun {
  int frames = 2;
  /// Between the first words of two frames: FINN's estimate of the slowest layer (NetworkPerformance::max_cycles) as in
  /// FINN's dev branch; 0: unthrottled, as in v0.10.
  std::int64_t frame_cycles = 0;
};

/// The source of a stream whose frames begin that many cycles after each other, as far as they are not longer.
Pace throttle(const TimingStream& stream, std::int64_t frame_cycles);

/// FINN's maxcount by stream. Throws Errors of validate(TimingGraph), Error not-finn for other graphs.
std::vector<std::int64_t> finn_maxcounts(const TimingGraph& graph, const FinnFifoRun& run = {});
/// The same, rounded: the depths FINN would build.
std::vector<std::int64_t> finn_largefifo_depths(const TimingGraph& graph, const FinnFifoRun& run = {});

}  // namespace weir::timing
