/// Thresholding_Batch: one loop over all words. It has no pipeline pragma: its initiation interval is the profile's.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Thresholding& kind, const Site& site);

}  // namespace weir::timing::hlslib
