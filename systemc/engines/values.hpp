/// Values in SystemC for stages of any generator: the words that a run moves carry what the network computes.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

/// As simulate_systemc(StageGraph), with the stages timed as `timing` says, which was made from `graph` by any profile.
/// Throws the same Errors; Error no-values also for stages of other names, and for windows that leave as one word.
SimulationResult simulate_values(const golden::StageGraph& graph, const TimingGraph& timing,
                                 const SimulationOptions& options);

}  // namespace weir::timing
