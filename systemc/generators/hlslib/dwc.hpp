/// StreamingDataWidthConverter_Batch: one loop over all words; down reads first and then shifts, up writes last.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Dwc& kind, const Site& site);

}  // namespace weir::timing::hlslib
