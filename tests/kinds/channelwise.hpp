/// Random layers of ChannelwiseOp.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::ChannelwiseOp&, const Picture& p, Random& random) {
  if (!is_narrow(p)) return {};
  golden::ChannelwiseOp c;
  c.channels = p.C();
  c.num_input_vectors = p.size();
  c.input = p.type;
  c.function = random.pick<std::string>({"add", "mul", "cmp_le", "cmp_ge"});
  c.parameter = random.pick<DataType>({DataType::int_(3), DataType::uint(4), DataType::bipolar()});
  const std::int64_t a = p.type.min(), b = p.type.max(), low = c.parameter.min(), high = c.parameter.max();
  const auto [least, most] = std::minmax({a * low, a * high, b * low, b * high});
  c.output = c.function == "add"   ? smallest_type(a + low, b + high)
             : c.function == "mul" ? smallest_type(least, most)
                                   : DataType::binary();
  return Layer{c, PE(random.divisor(p.C()))};
}

inline std::vector<std::string> gaps(const golden::ChannelwiseOp&) { return {}; }

}  // namespace weir::test
