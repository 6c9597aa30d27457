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

/// Results that 32-bit elements do not hold, though the output's type would.
inline std::vector<Refusal> refusals(const golden::Eltwise&) {
  const DataType int32 = DataType::int_(32), uint31 = DataType::uint(31), uint32 = DataType::uint(32);
  return {{golden::Eltwise{"Add", 3, {2}, uint31, uint31, uint32}, "layer-range"},
          {golden::Eltwise{"AbsDiff", 3, {2}, int32, int32, uint32}, "layer-range"}};
}

inline std::vector<std::string> gaps(const golden::Eltwise&) { return {"fast", "time: finn", "time: hlslib"}; }

}  // namespace weir::test
