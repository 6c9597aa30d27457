/// Sliding window as a call of weir::sliding_window (hls/kernels/sliding_window.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

/// Throws Error no-hls for MMV > 1, a dilation, or a depthwise window in several channel groups.
StageKernel kernel_of(const golden::SlidingWindow& s, const golden::Stage& stage);

}  // namespace weir::hls
