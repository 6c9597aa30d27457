/// A call of weir::crop (hls/kernels/crop.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Crop& c, const golden::Stage& stage) {
  const int SIMD = stage.folding.SIMD;
  return mover("crop",
               {{"H", c.in_size[0]},
                {"W", c.in_size[1]},
                {"GROUPS", c.channels / SIMD},
                {"NORTH", c.border[0]},
                {"EAST", c.border[1]},
                {"SOUTH", c.border[2]},
                {"WEST", c.border[3]},
                {"WORD_BITS", SIMD * c.input.bits}},
               stage);
}

}  // namespace weir::hls
