/// Random layers of MaxPool.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::MaxPool&, const Picture& p, Random& random) {
  const auto side = [&](std::int64_t size) { return random.between(1, std::min<std::int64_t>(3, size)); };
  return Layer{golden::MaxPool{p.size(), {side(p.H()), side(p.W())}, p.C(), p.type}, {}};
}

inline std::vector<std::string> gaps(const golden::MaxPool&) { return {}; }

/// 2 x 2 windows on 4 rows of 5 pixels: the last column is in no window.
inline std::vector<Example> examples(const golden::MaxPool&) {
  const golden::MaxPool p{{4, 5}, {2, 2}, 1, DataType::int_(5)};
  const Tensor x({4, 5, 1}, {1,  -2, 3,  4, 15,  //
                             5,  0,  -7, 2, 15,  //
                             -9, -8, 0,  0, 15,  //
                             -6, -7, 1,  0, 15});
  return {{p, {x}, {Tensor({2, 2, 1}, {5, 4, -6, 1})}}};
}
inline std::vector<Refusal> refusals(const golden::MaxPool&) {
  return {{golden::MaxPool{{4, 5}, {5, 1}, 1, DataType::int_(5)}, "layer-shape"}};
}

}  // namespace weir::test
