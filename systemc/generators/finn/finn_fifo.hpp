/// FINN's own FIFO sizing (build option auto_fifo_depths, strategy largefifo_rtlsim) on graphs of its blocks.
///
/// Every FIFO gets as many words as its tensor; some frames are offered, back to back or one per estimated interval;
/// the highest registered fill of each FIFO, rounded, becomes its depth. So it depends on the number of frames, and on
/// the tensor's size where a FIFO fills up before the bottleneck. It measures what queues when nothing stops it, not
/// what is needed. What a release does otherwise is in SizingRules. Behind the last frame a padding goes on with the
/// border of the next one, which needs no word, and so does what stands behind it: those words queue and count as well.
#pragma once
#include <cstdint>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// How a release of FINN does it. Sources: its set_fifo_depths.py and the driver of its RTL simulation.
struct SizingRules {
  int frames = 2;  ///< offered back to back
  /// Without a window generator, half as many frames as the design has nodes, converters and FIFOs included.
  bool has_frames_by_nodes = false;
  /// A frame begins the estimated interval of the slowest layer after the one before, and FIFOs are unlimited.
  bool is_throttled = false;
  /// Between a window generator and a matrix unit at most one row of windows.
  bool caps_windows = false;
  int removed_words = 0;  ///< FIFOs of up to so many words are taken away, but for those at the inputs
};

/// FINN's optimize_depth: up to 2 words become 2, up to 32 become 32, more stay.
std::int64_t finn_rounded_depth(std::int64_t maxcount_words);

struct FinnFifoRun {
  int frames = 2;
  /// Between the first words of two frames: FINN's estimate of the slowest layer (NetworkPerformance::max_cycles) where
  /// a release throttles, FIFOs then being unlimited; 0: unthrottled.
  std::int64_t frame_cycles = 0;
};

/// Frames that a release offers to that design.
int finn_sizing_frames(const TimingGraph& graph, const SizingRules& rules);

/// The source of a stream whose frames begin that many cycles after each other, as far as they are not longer.
Pace throttle(const TimingStream& stream, std::int64_t frame_cycles);

/// FINN's maxcount by stream. Throws Errors of validate(TimingGraph), Error not-finn for other graphs.
std::vector<std::int64_t> finn_maxcounts(const TimingGraph& graph, const FinnFifoRun& run = {});
/// The same, rounded: the depths FINN 0.10 would build.
std::vector<std::int64_t> finn_largefifo_depths(const TimingGraph& graph, const FinnFifoRun& run = {});

/// Those of a release, by stream of `graph`, whose timing every FIFO has; 0: it takes the FIFO away. `frame_cycles` as
/// in FinnFifoRun, of releases that throttle.
std::vector<std::int64_t> finn_release_depths(const golden::StageGraph& graph, const TimingGraph& timing,
                                              const SizingRules& rules, std::int64_t frame_cycles);

}  // namespace weir::timing
