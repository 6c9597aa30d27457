/// Random layers of ReLU.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::Relu&, const Picture& p, Random& random) {
  golden::Relu r{p.C(), p.size(), p.type, {}, static_cast<int>(random.between(p.type.min(), p.type.max()))};
  const std::int64_t most = std::max<std::int64_t>(1, p.type.max() - r.offset);
  r.output = random.coin() ? smallest_type(0, most) : smallest_type(-1, most);
  return Layer{r, PE(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::Relu&) { return {"FINN cycles", "time: finn"}; }

}  // namespace weir::test
