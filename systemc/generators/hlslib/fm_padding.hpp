/// SameResize: writes in every iteration, reads inside the picture.
#pragma once
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::FmPadding& kind, const Site& site);

}  // namespace weir::timing::hlslib
