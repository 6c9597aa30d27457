/// A call of weir::down_sampler (hls/kernels/down_sampler.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::DownSampler& d, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("down_sampler",
               {{"H", d.in_size[0]},
                {"W", d.in_size[1]},
                {"GROUPS", d.channels / SIMD},
                {"S", d.stride},
                {"WORD_BITS", SIMD * d.input.bits}},
               stage);
}

}  // namespace weir::hls
