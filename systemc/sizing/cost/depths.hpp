/// The depths of all FIFOs of a graph.
#pragma once
#include "systemc/sizing/cost/cost.hpp"

namespace weir::timing {

using Depths = std::vector<std::int64_t>;  ///< words by stream

/// A FIFO of this depth never makes its producer wait. A steady state does not depend on what it once held.
constexpr std::int64_t kUnlimitedWords = std::int64_t{1} << 30;

/// Cost of `depths` in the FIFOs of `graph`.
FifoCost total_cost(const TimingGraph& graph, const Depths& depths);
TimingGraph with_depths(const TimingGraph& graph, const Depths& depths);

}  // namespace weir::timing
