/// When concatenations and splits move words (profile weir): every iteration moves one, of each vector first those of
/// port 0, then those of port 1, and so on.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Concat& c, const golden::Stage& stage);
Schedule closed_form(const golden::Split& s, const golden::Stage& stage);

}  // namespace weir::timing
