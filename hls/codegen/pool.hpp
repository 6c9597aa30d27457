/// Pools as calls of the function of the same name in hls/kernels: GlobalAccPool, Pool.
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

/// Throws Error no-hls for BIPOLAR sums.
StageKernel kernel_of(const golden::AccumulatePool& p, const golden::Stage& stage);
StageKernel kernel_of(const golden::Pool& p, const golden::Stage& stage);

}  // namespace weir::hls
