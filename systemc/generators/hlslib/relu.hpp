/// ReLU_Batch: every iteration reads and writes a word.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Relu& kind, const Site& site);

}  // namespace weir::timing::hlslib
