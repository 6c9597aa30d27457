/// DuplicateStreams_Batch: every iteration reads a word and writes it to all outputs.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::DuplicateStreams& kind, const Site& site);

}  // namespace weir::timing::hlslib
