/// Maximum pool as a call of weir::max_pool (hls/kernels/max_pool.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::MaxPool& p, const golden::Stage& stage);

}  // namespace weir::hls
