/// Sliding window as a call of weir::sliding_window (hls/kernels/sliding_window.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::SlidingWindow& s, const golden::Stage& stage);

}  // namespace weir::hls
