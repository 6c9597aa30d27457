/// When a sliding window of Weir's own RTL moves words (profile weir): it reads the first KH lines, then sends one
/// output row after another while it reads the SH lines that the next row needs.
#pragma once
#include "systemc/schedule/schedule.hpp"

namespace weir::timing {

/// Throws Error no-schedule for MMV > 1, a dilation, or a depthwise window in several channel groups.
Schedule closed_form(const golden::SlidingWindow& s, const golden::Stage& stage);

}  // namespace weir::timing
