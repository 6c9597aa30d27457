/// A call of weir::fm_padding (hls/kernels/fm_padding.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::FmPadding& p, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("fm_padding",
               {{"H", p.in_size[0]},
                {"W", p.in_size[1]},
                {"GROUPS", p.channels / SIMD},
                {"TOP", p.padding[0]},
                {"LEFT", p.padding[1]},
                {"BOTTOM", p.padding[2]},
                {"RIGHT", p.padding[3]},
                {"WORD_BITS", SIMD * p.type.bits}},
               stage);
}

}  // namespace weir::hls
