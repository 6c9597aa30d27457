/// The legal folds of a dimension.
#pragma once
#include <cstdint>
#include <vector>

namespace weir {

/// All divisors of `total` (at least 1), ascending.
inline std::vector<int> divisors(std::int64_t total) {
  std::vector<int> found;
  for (std::int64_t d = 1; d <= total; ++d)
    if (total % d == 0) found.push_back(static_cast<int>(d));
  return found;
}

}  // namespace weir
