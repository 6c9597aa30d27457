/// What `weir simulate` shows: the answer and what to do about it, then the rows of its tables that matter.
#pragma once
#include "tools/report/guidance.hpp"

namespace weir::tools {

std::string simulation_screen(const golden::StageGraph& graph, const SimulateOutcome& outcome,
                              const std::vector<Finding>& guidance, const Screen& screen);

}  // namespace weir::tools
