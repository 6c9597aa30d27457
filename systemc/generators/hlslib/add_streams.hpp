/// AddStreams_Batch: every iteration reads a word of both inputs and writes their sum.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::AddStreams& kind, const Site& site);

}  // namespace weir::timing::hlslib
