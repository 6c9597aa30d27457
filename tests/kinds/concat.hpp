/// Random layers of Concat.
#pragma once
#include <numeric>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// Of two or three streams.
inline Drawn draw(const golden::Concat&, const Picture& p, Random& random) {
  golden::Concat c{{}, p.size(), p.type};
  std::int64_t common = 0;
  for (std::int64_t inputs = random.between(2, 3); inputs > 0; --inputs) {
    c.channels.push_back(p.C() * random.between(1, 2));
    common = std::gcd(common, c.channels.back());
  }
  return Layer{c, SIMD(random.divisor(common))};
}

inline std::vector<std::string> gaps(const golden::Concat&) { return {"time: finn", "time: hlslib"}; }

}  // namespace weir::test
