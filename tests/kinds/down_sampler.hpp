/// Random layers of DownSampler.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::DownSampler&, const Picture& p, Random& random) {
  return Layer{golden::DownSampler{p.size(), p.C(), random.between(1, 3), p.type}, SIMD(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::DownSampler&) { return {}; }

}  // namespace weir::test
