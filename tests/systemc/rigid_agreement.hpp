/// Do SystemC, the max-plus engine and the clocked model of rigid pipelines move every word in the same cycle?
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing::test {

/// CHECKs both engines against run_clocked_rigid() and against each other; `options` must record transfers. Every stage
/// needs its loop. Returns whether the graph deadlocked.
bool require_all_equal(const TimingGraph& graph, const SimulationOptions& options);

}  // namespace weir::timing::test
