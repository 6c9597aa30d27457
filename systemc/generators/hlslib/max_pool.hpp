/// StreamingMaxPool: reads the rows of a band of windows, then writes the band's results in a loop of its own.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::MaxPool& kind, const Site& site);

}  // namespace weir::timing::hlslib
