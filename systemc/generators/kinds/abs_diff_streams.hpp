/// AbsDiffStreams. Profile weir: every iteration reads a word from both inputs and writes one.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::AbsDiffStreams& a, const golden::Stage& stage) {
  return word_by_word(a, stage, 2, 1);
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::AbsDiffStreams& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  const auto distance = [](std::int64_t a, std::int64_t b, std::size_t) { return std::max(a - b, b - a); };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.lhs, kind.rhs}, kind.output, folding.PE, kind.channels,
                                                distance);
}

}  // namespace weir::timing
