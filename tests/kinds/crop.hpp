/// Random layers of Crop.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::Crop&, const Picture& p, Random& random) {
  const std::int64_t north = random.between(0, p.H() - 1), west = random.between(0, p.W() - 1);
  const std::int64_t south = random.between(0, p.H() - 1 - north), east = random.between(0, p.W() - 1 - west);
  return Layer{golden::Crop{p.size(), {north, east, south, west}, p.C(), p.type}, SIMD(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::Crop&) { return {"time: finn", "time: hlslib"}; }

/// One row off the top, one column right, two left.
inline std::vector<Example> examples(const golden::Crop&) {
  const golden::Crop c{{3, 4}, {1, 1, 0, 2}, 1, DataType::uint(8)};
  const Tensor counting({2, 3, 4, 1},
                        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23});
  return {{c, {counting}, {Tensor({2, 2, 1, 1}, {6, 10, 18, 22})}}};
}
inline std::vector<Refusal> refusals(const golden::Crop&) {
  return {{golden::Crop{{3, 4}, {1, 1, 2, 2}, 1, DataType::uint(8)}, "layer-shape"}};
}

}  // namespace weir::test
