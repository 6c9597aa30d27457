/// Random layers of Split.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// Two parts; the second may be the larger.
inline Drawn draw(const golden::Split&, const Picture& p, Random& random) {
  const int lanes = random.divisor(p.C() / 2);
  const std::int64_t first = lanes * random.between(1, p.C() / lanes - 1);
  return Layer{golden::Split{{first, p.C() - first}, p.size(), p.type}, SIMD(lanes)};
}

inline std::vector<std::string> gaps(const golden::Split&) { return {"time: finn", "time: hlslib"}; }

}  // namespace weir::test
