/// Random layers of MVAU.
#pragma once
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// A pixel of `p` is a vector.
inline Drawn draw(const golden::Mvau&, const Picture& p, Random& random) {
  if (p.type.bits > 8) return {};
  golden::Mvau m;
  m.num_input_vectors = p.size();
  m.MW = p.C();
  m.MH = random.pick<std::int64_t>({4, 6, 8});
  m.input = p.type;
  m.binary_xnor = p.type == DataType::binary() && random.coin();
  m.weight = m.binary_xnor ? DataType::binary() : random.pick<DataType>({DataType::bipolar(), DataType::int_(2)});
  m.accumulator = DataType::int_(20);
  m.compare = random.pick<golden::Compare>({golden::Compare::Less, golden::Compare::LessEqual});
  m.output = random.pick<DataType>({DataType::bipolar(), DataType::uint(3)});
  m.levels = m.output.bits == 1 ? 1 : 7;
  return Layer{m, {random.divisor(m.MH), random.divisor(m.MW), 1, "auto"}};
}

inline std::vector<std::string> gaps(const golden::Mvau&) { return {}; }

}  // namespace weir::test
