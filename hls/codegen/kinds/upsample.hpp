/// A call of weir::upsample (hls/kernels/upsample.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::Upsample& u, const golden::Stage& stage) {
  return mover("upsample",
               {{"H", u.in_size[0]},
                {"W", u.in_size[1]},
                {"FH", u.factor[0]},
                {"FW", u.factor[1]},
                {"WORD_BITS", u.channels * u.input.bits}},
               stage);
}

}  // namespace weir::hls
