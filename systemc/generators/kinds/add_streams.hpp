/// AddStreams. Profile weir: every iteration reads a word from both inputs and writes one.
/// Profile finn-hlslib-2020 (AddStreams_Batch): every iteration reads a word of both inputs and writes their sum.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::AddStreams& a, const golden::Stage& stage) {
  return word_by_word(a, stage, 2, 1);
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::AddStreams& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  const auto sum = [&kind](std::int64_t a, std::int64_t b, std::size_t) {
    const std::int64_t value = a + b + kind.offset;
    return kind.saturate ? std::clamp(value, kind.output.min(), kind.output.max()) : value;
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.lhs, kind.rhs}, kind.output, folding.PE, kind.channels,
                                                sum);
}

namespace hlslib {

inline RigidLoop process(const golden::AddStreams& a, const Site& site) {
  const std::int64_t pixels = element_count(a.num_input_vectors);
  Iterations frame(site.numbers);
  frame.run(pixels * (a.channels / site.stage.folding.PE), 3, 1);
  return frame_loop(frame, site);
}

}  // namespace hlslib

}  // namespace weir::timing
