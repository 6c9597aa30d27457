/// A table per layer for spreadsheets and papers.
#pragma once
#include <string>

#include "tools/flow/simulate_flow.hpp"

namespace weir::tools {

/// A line per stage: name, kind, PE, SIMD, work cycles, shares of the steady interval (of the run where there is none),
/// cycles of the first frame.
std::string layers_csv(const golden::StageGraph& graph, const SimulateOutcome& outcome);

}  // namespace weir::tools
