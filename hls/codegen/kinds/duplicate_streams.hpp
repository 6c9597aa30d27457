/// A call of weir::duplicate_streams (hls/kernels/duplicate_streams.hpp).
#pragma once
#include "hls/codegen/card.hpp"

namespace weir::hls {

inline StageKernel kernel_of(const golden::DuplicateStreams& d, const golden::Stage& stage) {
  const int PE = stage.folding.PE;
  return mover("duplicate_streams",
               {{"WORD_BITS", PE * d.input.bits}, {"NUM", element_count(d.num_input_vectors) * d.channels / PE}},
               stage);
}

}  // namespace weir::hls
