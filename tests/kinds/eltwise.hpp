/// Random layers of Eltwise.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::Eltwise&, const Picture& a, const Picture& b, Random& random) {
  const bool is_small = is_narrow(a) && is_narrow(b);
  golden::Eltwise e{random.pick<std::string>({"Add", "Sub", "AbsDiff", is_small ? "Mul" : "Add"}),
                    a.C(),
                    a.size(),
                    a.type,
                    b.type,
                    {}};
  const std::int64_t least = a.type.min() - b.type.max(), most = a.type.max() - b.type.min();
  const auto [lowest, highest] = std::minmax({a.type.min() * b.type.min(), a.type.min() * b.type.max(),
                                              a.type.max() * b.type.min(), a.type.max() * b.type.max()});
  e.output = e.operation == "Add"   ? smallest_type(a.type.min() + b.type.min(), a.type.max() + b.type.max())
             : e.operation == "Sub" ? smallest_type(least, most)
             : e.operation == "Mul" ? smallest_type(lowest, highest)
                                    : smallest_type(0, std::max(-least, most));
  return Layer{e, PE(random.divisor(a.C()))};
}

/// Results that 32-bit elements do not hold, though the output's type would.
inline std::vector<Refusal> refusals(const golden::Eltwise&) {
  const DataType int32 = DataType::int_(32), uint31 = DataType::uint(31), uint32 = DataType::uint(32);
  return {{golden::Eltwise{"Add", 3, {2}, uint31, uint31, uint32}, "layer-range"},
          {golden::Eltwise{"AbsDiff", 3, {2}, int32, int32, uint32}, "layer-range"},
          {golden::Eltwise{"Mul", 3, {2}, DataType::int_(16), DataType::int_(17), int32}, "layer-range"},
          {golden::Eltwise{"Mul", 3, {2}, DataType::int_(4), DataType::int_(4), DataType::int_(7)}, "layer-range"}};
}

inline std::vector<Example> examples(const golden::Eltwise&) {
  const DataType int4 = DataType::int_(4), uint8 = DataType::uint(8);
  return {{golden::Eltwise{"Mul", 2, {2}, int4, uint8, DataType::int_(12)},
           {Tensor({2, 2}, {-8, 7, 0, -1}), Tensor({2, 2}, {255, 255, 9, 3})},
           {Tensor({2, 2}, {-2040, 1785, 0, -3})}}};
}

inline std::vector<std::string> gaps(const golden::Eltwise&) { return {"time: hlslib"}; }

}  // namespace weir::test
