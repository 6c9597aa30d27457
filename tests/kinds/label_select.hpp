/// Random layers of LabelSelect.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// The elements of `p` are the scores.
inline Drawn draw(const golden::LabelSelect&, const Picture& p, Random& random) {
  if (p.type == DataType::bipolar()) return {};
  const std::int64_t labels = element_count(p.shape);
  const golden::LabelSelect top{labels, random.between(1, std::min<std::int64_t>(labels, 5)), p.type,
                                DataType::uint(10)};
  return Layer{top, PE(random.divisor(labels))};
}

inline std::vector<std::string> gaps(const golden::LabelSelect&) { return {}; }

}  // namespace weir::test
