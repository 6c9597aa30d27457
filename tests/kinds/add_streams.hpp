/// Random layers of AddStreams.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

inline Drawn draw(const golden::AddStreams&, const Picture& a, const Picture& b, Random& random) {
  golden::AddStreams sum;
  sum.channels = a.C();
  sum.num_input_vectors = a.size();
  sum.lhs = a.type;
  sum.rhs = b.type;
  sum.offset = static_cast<int>(random.between(-9, 9));
  sum.saturate = random.coin();
  sum.output = sum.saturate ? random.pick<DataType>({DataType::uint(4), DataType::int_(3), DataType::binary()})
                            : smallest_type(a.type.min() + b.type.min() + sum.offset,
                                            std::max<std::int64_t>(1, a.type.max() + b.type.max() + sum.offset));
  return Layer{sum, PE(random.divisor(a.C()))};
}

inline std::vector<std::string> gaps(const golden::AddStreams&) { return {}; }

}  // namespace weir::test
