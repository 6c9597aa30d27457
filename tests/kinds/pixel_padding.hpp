/// Random layers of PixelPadding.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::PixelPadding&, const Picture& p, Random& random) {
  if (!p.type.holds(0) || p.H() > 4 || p.W() > 4) return {};
  return Layer{golden::PixelPadding{p.size(), {random.between(1, 3), random.between(1, 3)}, p.C(), p.type},
               SIMD(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::PixelPadding&) { return {"time: finn", "time: hlslib"}; }

}  // namespace weir::test
