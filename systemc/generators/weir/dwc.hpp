/// When a data-width converter of Weir's own RTL moves words (profile weir): one iteration per narrow word. Wide to
/// narrow reads in the first iteration of each group and writes in all; narrow to wide reads in all and writes in the
/// last.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Dwc& d, const golden::Stage& stage);

}  // namespace weir::timing
