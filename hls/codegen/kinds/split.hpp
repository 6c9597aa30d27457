/// A call of weir::split (hls/kernels/concat.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Split& s, const golden::Stage& stage) {
  return along_channels("split", s, stage);
}

}  // namespace weir::hls
