/// Random layers of AccumulatePool.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::AccumulatePool&, const Picture& p, Random& random) {
  if (!is_narrow(p)) return {};
  const std::int64_t pixels = p.H() * p.W();
  const DataType sums = smallest_type(pixels * p.type.min(), pixels * p.type.max());
  return Layer{golden::AccumulatePool{p.C(), p.size(), p.type, sums}, PE(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::AccumulatePool&) { return {}; }

}  // namespace weir::test
