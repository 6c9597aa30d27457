/// AccPool_Batch: reads all pixels, then writes the sums in a loop of its own.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::AccumulatePool& kind, const Site& site);

}  // namespace weir::timing::hlslib
