/// Data-width converter as a call of weir::dwc (hls/kernels/dwc.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::Dwc& d, const golden::Stage& stage);

}  // namespace weir::hls
