/// int32 sums to where they go: thresholded and packed, or as they are.
#pragma once
#include "golden/kernels/level_lines.hpp"
#include "golden/kernels/packed_mvau.hpp"

namespace weir::golden {

class SumStore {
 public:
  /// Sums of one vector are `row_stride` apart.
  SumStore(PackedActivation activation, int row_stride);
  /// Sums of `count` vectors into vectors first .. of `out`, which has the activation's form.
  void store(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count, Packed& out) const;
  /// True if rows may be stored some at a time.
  bool takes_rows() const { return activation_.levels != 0 && activation_.form == Form::Bytes; }
  /// The same for some rows, row_count apart, from a multiple of 16 on; what lies beyond the last row is passed over.
  void store_rows(const KernelSet& kernels, const std::int32_t* sums, int first_row, int row_count, std::int64_t first,
                  int count, Packed& out) const;

 private:
  void store_bytes(const KernelSet& kernels, const std::int32_t* sums, int stride, int first_row, int row_count,
                   std::int64_t first, int count, Packed& out) const;
  void make_plane_thresholds();
  void store_sums(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count, Packed& out) const;
  void store_planes(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count,
                    Packed& out) const;
  void store_ints(const std::int32_t* sums, std::int64_t first, int count, Packed& out) const;

  PackedActivation activation_;
  int row_stride_;
  std::vector<std::int32_t> thresholds_;  ///< of planes: [level][row_stride]
  LevelLines lines_;                      ///< of bytes
};

}  // namespace weir::golden
