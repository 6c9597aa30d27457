/// Random layers of Pool.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// With `p.size()` results of KH x KW windows.
inline golden::Pool pool_on(const Picture& p, std::int64_t KH, std::int64_t KW, Random& random) {
  golden::Pool pool{
      random.pick<std::string>({"MaxPool", "AccPool", "QuantAvgPool"}), p.size(), {KH, KW}, p.C(), p.type, p.type, 0};
  if (pool.function == "QuantAvgPool") pool.shift = static_cast<int>(random.between(0, 3));
  if (pool.function != "MaxPool")
    pool.output = smallest_type((KH * KW * p.type.min()) >> pool.shift,
                                std::max<std::int64_t>(1, (KH * KW * p.type.max()) >> pool.shift));
  return pool;
}

inline Drawn draw(const golden::Pool&, const Picture& p, Random& random) {
  if (!is_narrow(p)) return {};
  const std::int64_t KH = random.between(1, 3), KW = random.between(1, 3);
  return Layer{pool_on(p, KH, KW, random), PE(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::Pool&) { return {}; }

}  // namespace weir::test
