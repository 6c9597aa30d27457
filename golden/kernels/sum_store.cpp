#include "golden/kernels/sum_store.hpp"

#include <algorithm>
#include <limits>

namespace weir::golden {

SumStore::SumStore(PackedActivation activation, int row_stride)
    : activation_(std::move(activation)), row_stride_(row_stride) {
  if (activation_.levels == 0) return;
  if (activation_.form == Form::Planes) make_plane_thresholds();
  if (activation_.form == Form::Bytes) lines_ = make_level_lines(activation_.at_least, activation_.levels);
}

void SumStore::make_plane_thresholds() {
  const auto levels = static_cast<std::size_t>(activation_.levels);
  thresholds_.assign(levels * static_cast<std::size_t>(row_stride_), 0);
  for (std::size_t i = 0; i < activation_.at_least.size(); ++i) {
    constexpr std::int64_t low = std::numeric_limits<std::int32_t>::min(),
                           high = std::numeric_limits<std::int32_t>::max();
    thresholds_[i % levels * static_cast<std::size_t>(row_stride_) + i / levels] =
        static_cast<std::int32_t>(std::clamp(activation_.at_least[i], low, high));
  }
}

void SumStore::store(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count,
                     Packed& out) const {
  if (activation_.levels == 0) return store_sums(kernels, sums, first, count, out);
  switch (activation_.form) {
    case Form::Planes: return store_planes(kernels, sums, first, count, out);
    case Form::Bytes: return store_bytes(kernels, sums, row_stride_, 0, activation_.rows, first, count, out);
    case Form::Ints: return store_ints(sums, first, count, out);
  }
}

void SumStore::store_sums(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count,
                          Packed& out) const {
  const auto rows = static_cast<std::size_t>(activation_.rows);
  for (int v = 0; v < count; ++v) pack(kernels, {sums + std::int64_t{v} * row_stride_, rows}, first + v, out);
}

void SumStore::store_planes(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count,
                            Packed& out) const {
  kernels.threshold_nxn({.sums = sums,
                         .rows = activation_.rows,
                         .row_stride = row_stride_,
                         .vectors = count,
                         .levels = activation_.levels,
                         .thresholds = thresholds_.data(),
                         .flips = activation_.flips,
                         .initial = activation_.initial,
                         .code_planes = out.planes,
                         .code_words = out.words,
                         .codes = out.vector(first)});
}

void SumStore::store_rows(const KernelSet& kernels, const std::int32_t* sums, int first_row, int row_count,
                          std::int64_t first, int count, Packed& out) const {
  store_bytes(kernels, sums, row_count, first_row, std::min(row_count, activation_.rows - first_row), first, count,
              out);
}

void SumStore::store_bytes(const KernelSet& kernels, const std::int32_t* sums, int stride, int first_row, int row_count,
                           std::int64_t first, int count, Packed& out) const {
  const bool is_bipolar = activation_.output == DataType::bipolar();
  kernels.levels_i32u8_nxn({.sums = sums,
                            .rows = row_count,
                            .row_stride = stride,
                            .vectors = count,
                            .blocks = lines_.blocks.data() + first_row / kBlockRows,
                            .thresholds = lines_.thresholds.data() + std::int64_t{first_row} * lines_.stride,
                            .threshold_stride = lines_.stride,
                            .scale_bits = is_bipolar ? 1 : 0,
                            .offset = is_bipolar ? 2 * activation_.act_val - 1 : activation_.act_val,
                            .bytes = out.bytes() + first * out.channels + first_row,
                            .byte_stride = out.channels});
}

/// Codes of more than 8 bits are rare enough to look for among all levels.
void SumStore::store_ints(const std::int32_t* sums, std::int64_t first, int count, Packed& out) const {
  for (int v = 0; v < count; ++v)
    for (int row = 0; row < activation_.rows; ++row) {
      const auto begin = activation_.at_least.begin() + std::int64_t{row} * activation_.levels;
      const auto fired =
          std::upper_bound(begin, begin + activation_.levels, sums[std::int64_t{v} * row_stride_ + row]) - begin;
      out.ints()[(first + v) * out.channels + row] = activation_.act_val + static_cast<std::int32_t>(fired);
    }
}

}  // namespace weir::golden
