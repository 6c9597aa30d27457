#include "golden/kernels/sum_store.hpp"

#include <algorithm>
#include <limits>

namespace weir::golden {

SumStore::SumStore(PackedActivation activation, int row_stride)
    : activation_(std::move(activation)), row_stride_(row_stride) {
  const auto levels = static_cast<std::size_t>(activation_.levels);
  thresholds_.assign(levels * static_cast<std::size_t>(row_stride), 0);
  for (std::size_t i = 0; i < activation_.at_least.size(); ++i) {
    constexpr std::int64_t low = std::numeric_limits<std::int32_t>::min(),
                           high = std::numeric_limits<std::int32_t>::max();
    thresholds_[i % levels * static_cast<std::size_t>(row_stride) + i / levels] =
        static_cast<std::int32_t>(std::clamp(activation_.at_least[i], low, high));
  }
}

void SumStore::store(const KernelSet& kernels, const std::int32_t* sums, std::int64_t first, int count,
                     Packed& out) const {
  if (activation_.levels == 0) {
    const auto rows = static_cast<std::size_t>(activation_.rows);
    for (int v = 0; v < count; ++v) pack(kernels, {sums + std::int64_t{v} * row_stride_, rows}, first + v, out);
    return;
  }
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

}  // namespace weir::golden
