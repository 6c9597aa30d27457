/// ReLU. Profile weir: every iteration reads a word and writes one.
/// Profile finn-hlslib-2020 (ReLU_Batch): every iteration reads and writes a word.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Relu& r, const golden::Stage& stage) { return word_by_word(r, stage, 1, 1); }

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Relu& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  const auto rectify = [&kind](std::int64_t a, std::int64_t, std::size_t) {
    return std::max<std::int64_t>(a - kind.offset, 0);
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.input}, kind.output, folding.PE, kind.channels,
                                                rectify);
}

namespace hlslib {

inline RigidLoop process(const golden::Relu& r, const Site& site) {
  const std::int64_t pixels = element_count(r.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (r.channels / site.stage.folding.PE), 1, 1);
  return frame_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
