/// When an MVAU of Weir's own RTL moves words (profile weir): one loop of vectors * NF * SF iterations, nf outer, sf
/// inner. It reads while nf = 0 (the vector is kept for the later rows) and writes at sf = SF - 1 of every nf.
#pragma once
#include "systemc/schedule/schedule.hpp"

namespace weir::timing {

/// Throws Error no-schedule if the folding asks for MMV > 1.
Schedule closed_form(const golden::Mvau& m, const golden::Stage& stage);

}  // namespace weir::timing
