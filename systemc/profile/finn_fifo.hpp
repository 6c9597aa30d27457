/// FINN's own FIFO sizing (build option auto_fifo_depths, strategy largefifo_rtlsim) on graphs of its blocks.
///
/// Every FIFO gets as many words as its tensor; two frames are offered back to back, nothing is throttled; the highest
/// registered fill of each FIFO, rounded, becomes its depth. So it depends on the number of frames, and on the tensor's
/// size where a FIFO fills up before the bottleneck. It measures what queues when nothing stops it, not what is needed.
#pragma once
#include <cstdint>
#include <vector>

#include "systemc/schedule/timing_graph.hpp"

namespace weir::timing {

/// FINN's optimize_depth: up to 2 words become 2, up to 32 become 32, more stay.
std::int64_t finn_rounded_depth(std::int64_t maxcount_words);

/// FINN's maxcount by stream. Throws Errors of validate(TimingGraph), Error not-finn for other graphs.
std::vector<std::int64_t> finn_maxcounts(const TimingGraph& graph);
/// The same, rounded: the depths FINN would build.
std::vector<std::int64_t> finn_largefifo_depths(const TimingGraph& graph);

}  // namespace weir::timing
