/// The SystemC model of a graph of FINN's blocks: one FIFO per stream, one clocked module per stage, source and sink.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing::modules {

/// Times only. `graph` must be valid, and its stages blocks.
SimulationResult simulate_clocked(const TimingGraph& graph, const SimulationOptions& options);

}  // namespace weir::timing::modules
