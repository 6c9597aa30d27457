/// SWG_kernel1_Batch: reads in every iteration, writes pixels of which row and column are multiples of the stride.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::DownSampler& kind, const Site& site);

}  // namespace weir::timing::hlslib
