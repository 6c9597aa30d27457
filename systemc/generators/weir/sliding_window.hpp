/// When a sliding window of Weir's own RTL moves words (profile weir): it reads the lines of the first row of windows,
/// then sends one output row after another while it reads the SH lines that the next row needs. A word out holds the
/// elements of MMV windows, so a row takes a MMV-th of the words.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::SlidingWindow& s, const golden::Stage& stage);

}  // namespace weir::timing
