/// LabelSelect_Batch: reads all scores, then writes the indices in a loop of its own.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::LabelSelect& kind, const Site& site);

}  // namespace weir::timing::hlslib
