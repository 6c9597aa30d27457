/// Random layers of Eltwise.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::Eltwise&, const Picture& a, const Picture& b, Random& random) {
  golden::Eltwise e{random.pick<std::string>({"Add", "Sub", "AbsDiff"}), a.C(), a.size(), a.type, b.type, {}};
  const std::int64_t least = a.type.min() - b.type.max(), most = a.type.max() - b.type.min();
  e.output = e.operation == "Add"   ? smallest_type(a.type.min() + b.type.min(), a.type.max() + b.type.max())
             : e.operation == "Sub" ? smallest_type(least, most)
                                    : smallest_type(0, std::max(-least, most));
  return Layer{e, PE(random.divisor(a.C()))};
}

inline std::vector<std::string> gaps(const golden::Eltwise&) { return {"fast", "time: finn", "time: hlslib"}; }

}  // namespace weir::test
