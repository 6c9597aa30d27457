/// Which windows of a line FINN 0.7 sends side by side. It asks nobody: SIMD of all channels, steps of one pixel and no
/// dilation make them so (use_parallel_window_output of its convolutioninputgenerator1d.py); FINN 0.8 and later have
/// the attribute parallel_window, and FINN 0.6 sends every pixel alone.
#pragma once
#include "golden/network/folding.hpp"

namespace weir::golden {

/// States parallel_window for the nodes ConvolutionInputGenerator1D of FINN up to 0.7, or takes it away, as `folding`
/// has their SIMD. An estimate that the file states (cycles_estimate) tells 0.6.
void state_parallel_lines(const Network& network, Folding& folding);

}  // namespace weir::golden
