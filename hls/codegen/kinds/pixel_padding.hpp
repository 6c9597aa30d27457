/// A call of weir::pixel_padding (hls/kernels/pixel_padding.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::PixelPadding& p, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("pixel_padding",
               {{"H", p.in_size[0]},
                {"W", p.in_size[1]},
                {"GROUPS", p.channels / SIMD},
                {"SH", p.stride[0]},
                {"SW", p.stride[1]},
                {"WORD_BITS", SIMD * p.input.bits}},
               stage);
}

}  // namespace weir::hls
