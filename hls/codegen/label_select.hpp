/// Label select as a call of weir::label_select (hls/kernels/label_select.hpp).
#pragma once
#include "hls/codegen/kernel.hpp"

namespace weir::hls {

StageKernel kernel_of(const golden::LabelSelect& l, const golden::Stage& stage);

}  // namespace weir::hls
