/// When pools move words (profile weir): every iteration reads a word. GlobalAccPool writes in those of the last pixel,
/// Pool in the last of every group of channels in a window.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::AccumulatePool& p, const golden::Stage& stage);
Schedule closed_form(const golden::Pool& p, const golden::Stage& stage);

}  // namespace weir::timing
