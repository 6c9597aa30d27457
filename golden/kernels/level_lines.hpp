/// Numbers of fired levels from sums without comparing with every level: exact for any thresholds.
///
/// Thresholds of a uniform quantiser lie on a straight line, so the number that fires is a multiplication and a shift
/// away. For each row the line with the widest margin between sums that fire one more level and those that do not is
/// searched, put into fixed point, and checked at every sum where the true number changes. The line rises with the sum
/// and the true number is constant in between, so these sums bound its error everywhere; within the bound the interval
/// is halved until the number is found (LevelBlock::halvings, 0 where the line is exact).
#pragma once
#include <span>
#include <vector>

#include "golden/kernels/aligned.hpp"
#include "golden/kernels/kernel_set.hpp"

namespace weir::golden {

struct LevelLines {
  AlignedBuffer<LevelBlock> blocks;
  std::vector<std::int32_t> thresholds;  ///< [row][stride]
  int stride = 0;
};

/// `at_least`: [row][levels] ascending; a level fires where sum >= its value. Values that no int32 reaches never fire.
LevelLines make_level_lines(std::span<const std::int64_t> at_least, int levels);

}  // namespace weir::golden
