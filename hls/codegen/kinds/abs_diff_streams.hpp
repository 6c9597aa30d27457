/// A call of weir::eltwise (hls/kernels/eltwise.hpp), which has distances. Throws Error no-hls for results that are
/// BIPOLAR.
#pragma once
#include "hls/codegen/kinds/eltwise.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::AbsDiffStreams& a, const golden::Stage& stage) {
  return eltwise_call("weir::DISTANCE", a, stage);
}

}  // namespace weir::hls
