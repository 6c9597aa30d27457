/// When an MVAU of Weir's own RTL moves words (profile weir): one loop of vectors / MMV * NF * SF iterations, nf outer,
/// sf inner. It reads while nf = 0 (the vectors are kept for the later rows) and writes at sf = SF - 1 of every nf.
/// External weights come through a second port, one word in every iteration.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/process/schedule.hpp"

namespace weir::timing {

Schedule closed_form(const golden::Mvau& m, const golden::Stage& stage);

}  // namespace weir::timing
