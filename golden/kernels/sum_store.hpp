/// int32 sums to where they go: thresholded and packed to planes, or as they are.
#pragma once
#include "golden/kernels/packed_mvau.hpp"

namespace weir::golden {

class SumStore {
 public:
  /// Sums of one vector are `row_stride` apart.
  SumStore(PackedActivation activation, int row_stride);
  /// Sums of `count` vectors into vectors first .. of `out`.
  void store(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count, Packed& out) const;

 private:
  PackedActivation activation_;
  int row_stride_;
  std::vector<std::int32_t> thresholds_;  ///< [level][row_stride]
};

}  // namespace weir::golden
