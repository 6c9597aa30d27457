/// Matrix_Vector_Activate_Batch: one loop over SF * NF tiles of all vectors; reads while nf = 0, writes at the end of
/// each row of tiles. MMV vectors side by side. Weights from memory come through a second port, a word per tile.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::Mvau& kind, const Site& site);

}  // namespace weir::timing::hlslib
