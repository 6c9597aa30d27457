/// Random layers of VVAU.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// With `p.size()` results of windows of up to 3 x 3 pixels.
inline Drawn draw(const golden::Vvau&, const Picture& p, Random& random) {
  if (p.type.bits > 4) return {};
  golden::Vvau v;
  v.out_size = p.size();
  v.kernel = {random.between(1, 3), random.between(1, 3)};
  v.channels = p.C();
  v.input = p.type;
  v.weight = random.pick<DataType>({DataType::bipolar(), DataType::int_(2), DataType::int_(5)});
  v.accumulator = DataType::int_(13);
  v.output = random.pick<DataType>({DataType::bipolar(), DataType::uint(2), v.accumulator});
  v.no_activation = v.output == v.accumulator;
  v.levels = v.no_activation ? 0 : v.output.bits == 1 ? 1 : 3;
  return Layer{v, {random.divisor(v.channels), random.divisor(v.kernel[0] * v.kernel[1]), 1, "auto"}};
}

inline std::vector<std::string> gaps(const golden::Vvau&) { return {"time: hlslib"}; }

/// Window pixels (3, 5) and (7, 11): channel 0 is 3 * 2 + 7 * -1, channel 1 is 5 * 3 + 11 * 1. Then how many of the
/// thresholds these reach.
inline std::vector<Example> examples(const golden::Vvau&) {
  golden::Vvau sums;
  sums.kernel = {1, 2};
  sums.channels = 2;
  sums.input = DataType::uint(4);
  sums.weight = DataType::int_(3);
  sums.no_activation = true;
  sums.levels = 0;
  sums.output = sums.accumulator;
  golden::Vvau activated = sums;
  activated.no_activation = false;
  activated.levels = 3;
  activated.output = DataType::uint(2);
  golden::Vvau strictly = activated;
  strictly.compare = golden::Compare::Less;
  const Tensor x({1, 4}, {3, 5, 7, 11}), weights({2, 2}, {2, -1, 3, 1}), thresholds({2, 3}, {-2, -1, 0, 0, 26, 27});
  return {{sums, {x}, {Tensor({1, 2}, {-1, 26})}, {weights, {}, {}}},
          {activated, {x}, {Tensor({1, 2}, {2, 2})}, {weights, thresholds, {}}},
          {strictly, {x}, {Tensor({1, 2}, {1, 1})}, {weights, thresholds, {}}}};
}

}  // namespace weir::test
