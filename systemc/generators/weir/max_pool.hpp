/// When a maximum pool of Weir's own RTL moves words (profile weir): every iteration reads a pixel, the one with the
/// last pixel of a window writes.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::MaxPool& p, const golden::Stage& stage);

}  // namespace weir::timing
