/// When a thresholding stage of Weir's own RTL moves words (profile weir): every iteration reads a word of PE channels
/// and writes one.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Thresholding& t, const golden::Stage& stage);

}  // namespace weir::timing
