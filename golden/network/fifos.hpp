/// What a folding states of the FIFOs and converters of a design that exists.
#pragma once
#include "golden/network/folding.hpp"

namespace weir::golden {

/// Other widths have other streams: takes away what was stated of FIFOs and converters.
void forget_fifos(Folding& folding);

}  // namespace weir::golden
