/// Gives every operation the fewest bits that hold its values: from intervals, from the bits its users look at, and for
/// counters from the values they take in the trace. Comparisons that are decided become constants; RAMs lose bits that
/// are never stored.
#pragma once
#include "hls/compiler/ir.hpp"
#include "hls/compiler/trace.hpp"

namespace weir::hls {

ir::Graph narrow(const ir::Graph& graph, const Trace& trace);

}  // namespace weir::hls
