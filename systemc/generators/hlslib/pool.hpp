/// MaxPool_ReducedPrecision: reads the windows of a row, then writes the row's results in a loop of its own.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Pool& kind, const Site& site);

}  // namespace weir::timing::hlslib
