/// Sliding windows. Three generators, chosen as the published sources do:
/// - before an MVAU with K a multiple of S: ConvolutionInputGenerator;
/// - before an MVAU otherwise, or with MMV: the one with K + S line buffers;
/// - before a Pool: the one that repeats rows and columns in raster order.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/generators/hlslib/loop.hpp"

namespace weir::timing::hlslib {

RigidLoop process(const golden::SlidingWindow& kind, const Site& site);

}  // namespace weir::timing::hlslib
