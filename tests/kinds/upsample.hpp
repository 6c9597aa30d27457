/// Random layers of Upsample.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::Upsample&, const Picture& p, Random& random) {
  const auto factor = [&](std::int64_t size) {
    return random.between(1, std::clamp<std::int64_t>(kMaxSide / size, 1, 3));
  };
  const std::int64_t FH = factor(p.H()), FW = factor(p.W());
  return Layer{golden::Upsample{p.size(), {FH, FW}, p.C(), p.type}, {}};
}

inline std::vector<std::string> gaps(const golden::Upsample&) { return {"time: hlslib"}; }

}  // namespace weir::test
