/// Random layers of Lookup.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// Of as many rows as the elements of `p` can tell apart.
inline Drawn draw(const golden::Lookup&, const Picture& p, Random& random) {
  if (p.type.min() < 0) return {};
  return Layer{golden::Lookup{p.type.max() + 1, random.between(1, 5), p.shape, p.type, DataType::int_(6)}, {}};
}

inline std::vector<std::string> gaps(const golden::Lookup&) {
  return {"time: hlslib", "time: weir", "SystemC values", "HLS, RTL"};
}

}  // namespace weir::test
