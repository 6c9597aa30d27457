/// Random layers of Thresholding.
#pragma once
#include <algorithm>

#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// To that type; the thresholds lie anywhere.
inline Drawn thresholding_to(const Picture& p, DataType output, Random& random) {
  golden::Thresholding t;
  t.channels = p.C();
  t.num_input_vectors = p.size();
  t.input = p.type;
  t.threshold = DataType::int_(std::min(20, p.type.bits + 1));
  t.output = output;
  t.levels = static_cast<int>(output == DataType::bipolar() ? 1 : output.max() - output.min());
  t.act_val = static_cast<int>(output == DataType::bipolar() ? 0 : output.min());
  t.compare = random.pick<golden::Compare>({golden::Compare::Less, golden::Compare::LessEqual});
  return Layer{t, PE(random.divisor(p.C()))};
}

inline Drawn draw(const golden::Thresholding&, const Picture& p, Random& random) {
  return thresholding_to(p, random.pick<DataType>({DataType::bipolar(), DataType::int_(2), DataType::uint(2)}), random);
}

inline std::vector<std::string> gaps(const golden::Thresholding&) { return {}; }

}  // namespace weir::test
