/// When a VVAU of Weir's own RTL moves words (profile weir): every iteration reads SIMD pixels of PE channels of a
/// window; the one that completes the window of these channels writes their results.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Vvau& m, const golden::Stage& stage);

}  // namespace weir::timing
