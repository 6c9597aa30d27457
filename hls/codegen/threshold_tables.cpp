#include "hls/codegen/threshold_tables.hpp"

#include <bit>

#include "hls/kernels/latency.hpp"

namespace weir::hls {

namespace {

constexpr int kFinerLevels = (1 << search_step_bits) - 1;

int groups(const ThresholdTables& t) { return t.rows / t.PE; }

/// Intervals that the steps before `step` tell apart.
int intervals_before(const ThresholdTables& t, int step) {
  return (first_step_levels(t.levels) + 1) << (search_step_bits * (step - 1));
}
/// Distance of the thresholds that `step` compares.
int distance(const ThresholdTables& t, int step) {
  return 1 << (search_step_bits * (threshold_steps(t.levels) - 1 - step));
}
/// Words per PE of the table of `step`, rounded up so that an address is bits side by side.
int depth(const ThresholdTables& t, int step) {
  return static_cast<int>(std::bit_ceil(static_cast<unsigned>(groups(t)))) * intervals_before(t, step);
}

/// One row with its padding (search_padding()).
class PaddedRow {
 public:
  PaddedRow(const ThresholdTables& t, const Tensor& thresholds, int row)
      : row_(&thresholds.data[static_cast<std::size_t>(row) * static_cast<std::size_t>(t.levels)]), levels_(t.levels) {
    const DataType type = DataType::int_(t.bits);
    if (t.compare == golden::Compare::LessEqual) below_ = search_padding(levels_);
    low_ = static_cast<std::int32_t>(type.min());
    high_ = static_cast<std::int32_t>(type.max());
  }
  std::int32_t operator[](int index) const {
    if (index < below_) return low_;
    return index - below_ < levels_ ? row_[index - below_] : high_;
  }

 private:
  const std::int32_t* row_;
  int levels_, below_ = 0;
  std::int32_t low_ = 0, high_ = 0;
};

golden::Words first_table(const ThresholdTables& t, const Tensor& thresholds) {
  const int count = first_step_levels(t.levels), apart = distance(t, 0);
  std::vector<std::int32_t> values;
  for (int row = 0; row < t.rows; ++row) {
    const PaddedRow padded(t, thresholds, row);
    for (int k = 1; k <= count; ++k) values.push_back(padded[k * apart - 1]);
  }
  return golden::pack_words(values, DataType::int_(t.bits), std::int64_t{t.PE} * count);
}

golden::Words further_table(const ThresholdTables& t, const Tensor& thresholds, int step) {
  const int intervals = intervals_before(t, step), apart = distance(t, step);
  std::vector<std::int32_t> values;
  for (int pe = 0; pe < t.PE; ++pe)
    for (int word = 0; word < depth(t, step); ++word) {
      const int group = word / intervals, first = word % intervals * (kFinerLevels + 1) * apart;
      const PaddedRow padded(t, thresholds, std::min(group, groups(t) - 1) * t.PE + pe);
      for (int k = 1; k <= kFinerLevels; ++k) values.push_back(padded[first + k * apart - 1]);
    }
  return golden::pack_words(values, DataType::int_(t.bits), kFinerLevels);
}

}  // namespace

void add_threshold_tables(StageKernel& kernel, const ThresholdTables& t) {
  if (t.levels == 0) return;
  kernel.roms.push_back({"thresholds", t.PE * first_step_levels(t.levels) * t.bits, groups(t)});
  for (int step = 1; step < threshold_steps(t.levels); ++step)
    kernel.roms.push_back({"thresholds_" + std::to_string(step), kFinerLevels * t.bits, depth(t, step), t.PE});
}

void add_threshold_contents(std::vector<golden::Words>& contents, const ThresholdTables& t, const Tensor& thresholds) {
  if (t.levels == 0) return;
  contents.push_back(first_table(t, thresholds));
  for (int step = 1; step < threshold_steps(t.levels); ++step) contents.push_back(further_table(t, thresholds, step));
}

}  // namespace weir::hls
