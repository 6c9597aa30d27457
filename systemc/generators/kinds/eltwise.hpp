/// StreamingEltwise. Profile weir: every iteration reads a word from both inputs and writes one.
#pragma once
#include <algorithm>

#include "systemc/generators/card.hpp"

namespace weir::timing {

inline Schedule closed_form(const golden::Eltwise& e, const golden::Stage& stage) {
  return word_by_word(e, stage, 2, 1);
}

inline std::unique_ptr<Behaviour> behaviour_of(const golden::Eltwise& kind, const golden::LayerFolding& folding,
                                               const golden::Parameters&) {
  const auto apply = [&kind](std::int64_t a, std::int64_t b, std::size_t) {
    if (kind.operation == "Add") return a + b;
    if (kind.operation == "Mul") return a * b;
    return kind.operation == "Sub" ? a - b : std::max(a - b, b - a);
  };
  return std::make_unique<ElementwiseBehaviour>(std::vector{kind.lhs, kind.rhs}, kind.output, folding.PE, kind.channels,
                                                apply);
}

}  // namespace weir::timing
