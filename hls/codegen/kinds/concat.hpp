/// A call of weir::concat (hls/kernels/concat.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Concat& c, const golden::Stage& stage) {
  return along_channels("concat", c, stage);
}

}  // namespace weir::hls
