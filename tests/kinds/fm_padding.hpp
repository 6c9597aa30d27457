/// Random layers of FmPadding.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::FmPadding&, const Picture& p, Random& random) {
  if (!p.type.holds(0) || p.H() + 4 > kMaxSide || p.W() + 4 > kMaxSide) return {};
  const std::vector<std::int64_t> padding{random.between(0, 2), random.between(0, 2), random.between(0, 2),
                                          random.between(0, 2)};
  return Layer{golden::FmPadding{p.size(), padding, p.C(), p.type}, SIMD(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::FmPadding&) { return {}; }

}  // namespace weir::test
