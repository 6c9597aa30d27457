/// Random layers of DuplicateStreams.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::DuplicateStreams&, const Picture& p, Random& random) {
  const golden::DuplicateStreams d{p.C(), p.size(), p.type, static_cast<int>(random.between(2, 3))};
  return Layer{d, PE(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::DuplicateStreams&) { return {"fast"}; }

}  // namespace weir::test
