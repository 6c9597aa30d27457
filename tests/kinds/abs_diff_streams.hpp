/// Random layers of AbsDiffStreams, and what it gives by hand.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::AbsDiffStreams&, const Picture& a, const Picture& b, Random& random) {
  golden::AbsDiffStreams d{a.C(), a.size(), a.type, b.type, {}};
  d.output = smallest_type(0, std::max(a.type.max() - b.type.min(), b.type.max() - a.type.min()));
  return Layer{d, PE(random.divisor(a.C()))};
}

inline std::vector<std::string> gaps(const golden::AbsDiffStreams&) {
  return {"FINN cycles", "time: finn", "time: hlslib"};
}

/// The larger on either side, equal elements, and the ends of both types.
inline std::vector<Example> examples(const golden::AbsDiffStreams&) {
  const golden::AbsDiffStreams d{3, {2}, DataType::int_(4), DataType::uint(4), DataType::uint(5)};
  const Tensor lhs({2, 3}, {-8, 7, 5, -1, 0, 3}), rhs({2, 3}, {15, 0, 5, 1, 15, 4});
  return {{d, {lhs, rhs}, {Tensor({2, 3}, {23, 7, 0, 2, 15, 1})}}};
}
inline std::vector<Refusal> refusals(const golden::AbsDiffStreams&) {
  const DataType int4 = DataType::int_(4), uint4 = DataType::uint(4), int32 = DataType::int_(32);
  return {{golden::AbsDiffStreams{3, {2}, int4, uint4, DataType::uint(4)}, "layer-range"},  // -8 to 15 is 23 apart
          {golden::AbsDiffStreams{3, {2}, int4, uint4, DataType::bipolar()}, "layer-range"},
          {golden::AbsDiffStreams{3, {2}, int32, int32, DataType::uint(32)}, "layer-range"},  // elements are 32 bits
          {golden::AbsDiffStreams{0, {2}, int4, uint4, DataType::uint(5)}, "layer-shape"},
          {golden::AbsDiffStreams{3, {0}, int4, uint4, DataType::uint(5)}, "layer-shape"}};
}

}  // namespace weir::test
