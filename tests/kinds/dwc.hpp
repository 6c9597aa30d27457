/// Random layers of a data-width converter.
#pragma once
#include <utility>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::Dwc&, const Picture& p, Random& random) {
  const int wide = random.divisor(element_count(p.shape)), narrow = random.divisor(wide);
  if (wide > 64) return {};
  golden::Dwc d{p.shape, p.type, wide, narrow};
  if (random.coin()) std::swap(d.in_elements, d.out_elements);
  return Layer{d, {}};
}

inline std::vector<std::string> gaps(const golden::Dwc&) { return {"fast"}; }

}  // namespace weir::test
