/// The least total of numbers of which each cut wants at least one to be large enough.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace weir::sdf {

struct CutOption {
  int index = 0;
  std::int64_t least = 0;
};
using Cut = std::vector<CutOption>;  ///< one option must be met

/// Numbers with the least sum that are at least `lower` and meet all cuts, or nothing if finding them takes more than
/// `most_nodes` branches.
std::optional<std::vector<std::int64_t>> least_sum(const std::vector<std::int64_t>& lower, const std::vector<Cut>& cuts,
                                                   std::int64_t most_nodes);

}  // namespace weir::sdf
