/// Registers that add something in every iteration and begin anew where a counter says so: how far they get in between.
/// Intervals alone know no end of such a sum.
#pragma once
#include "hls/compiler/ranges.hpp"
#include "hls/compiler/trace.hpp"

namespace weir::hls {

/// The 1-bit nodes that decide where sums begin anew: what trace_frame() is to watch.
std::vector<ir::Id> conditions_of_sums(const ir::Graph& g);

/// `registers` (by index) with the intervals of such sums added, as far as the trace has watched their conditions.
Intervals with_sums(const ir::Graph& g, const Trace& trace, Intervals registers);

}  // namespace weir::hls
