#include "golden/kernels/level_lines.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "golden/kernels/byte_kernels.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min(),
                       kHighest = std::numeric_limits<std::int32_t>::max();
constexpr int kSlopeSteps = 32;  ///< of the search for the slope: to 1e-5 of a sum over 255 levels
constexpr int kMaxShift = 54;    ///< (2^8 + 1) * 2^54 fits 63 bits
constexpr double kMaxFactor = 4294967295.0;

/// Level k fires from start + k * step on, in real numbers.
struct Line {
  double start = 0, step = 1;
};

/// The starts of a line with this step for which every level fires just where its threshold says: low < start <= high.
struct Starts {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  double margin() const { return high - low; }
};
Starts starts_of(std::span<const std::int64_t> thresholds, double step) {
  Starts starts;
  double ahead = 0;
  for (const std::int64_t t : thresholds) {
    const double first = static_cast<double>(t) - ahead;
    starts.low = std::max(starts.low, first - 1);
    starts.high = std::min(starts.high, first);
    ahead += step;
  }
  return starts;
}

/// The line with the widest margin. That is concave in the step, and no step far from that between the first and last
/// threshold has any.
Line best_line(std::span<const std::int64_t> thresholds) {
  const auto gaps = static_cast<double>(std::max<std::size_t>(thresholds.size() - 1, 1));
  const double middle = static_cast<double>(thresholds.back() - thresholds.front()) / gaps;
  const double least = 1 / (2 * (gaps + 1));  // levels that fire together
  double low = std::max(middle - 2 / gaps, least), high = std::max(middle + 2 / gaps, 2 * least);
  for (int i = 0; i < kSlopeSteps; ++i) {
    const double a = low + (high - low) / 3, b = high - (high - low) / 3;
    const bool is_above = starts_of(thresholds, a).margin() < starts_of(thresholds, b).margin();
    (is_above ? low : high) = is_above ? a : b;
  }
  const double step = (low + high) / 2;
  const Starts starts = starts_of(thresholds, step);
  return {(starts.low + starts.high) / 2, step};
}

class RowWriter {
 public:
  /// Row `row` of `block`; `thresholds` can all fire.
  RowWriter(LevelBlock& block, int row, std::span<const std::int64_t> thresholds)
      : block_(block), row_(row), thresholds_(thresholds) {}

  /// How many halvings the row needs.
  int write() {
    block_.levels[row_] = static_cast<std::int32_t>(thresholds_.size());
    if (thresholds_.empty()) return 0;
    block_.low[row_] = static_cast<std::int32_t>(std::max(thresholds_.front() - 1, kLowest));
    block_.high[row_] = static_cast<std::int32_t>(thresholds_.back());
    write_line(best_line(thresholds_));
    // The true number is above what the line says by at least `least` and at most `most`.
    std::int32_t least = 0, most = 0;
    for (std::size_t k = 0; k < thresholds_.size(); ++k)
      for (const std::int64_t sum : {thresholds_[k] - 1, thresholds_[k]}) {
        const std::int32_t error = error_at(std::clamp<std::int64_t>(sum, block_.low[row_], block_.high[row_]));
        least = std::min(least, error);
        most = std::max(most, error);
      }
    block_.below[row_] = -least;
    return static_cast<int>(std::bit_width(static_cast<unsigned>(most - least)));
  }

 private:
  void write_line(Line line) {
    int shift = kMaxShift;
    while (std::ldexp(1 / line.step, shift) > kMaxFactor) --shift;
    // Below 0 only where steps are shorter than one sum: the line is then worse than it could be.
    const double ahead = (static_cast<double>(block_.low[row_]) - line.start) / line.step + 1;
    block_.factor[row_] = static_cast<std::uint32_t>(std::ldexp(1 / line.step, shift));
    block_.addend[row_ % 2][row_ / 2] = static_cast<std::uint64_t>(std::ldexp(std::clamp(ahead, 0.0, 1.0), shift));
    block_.shift[row_ % 2][row_ / 2] = static_cast<std::uint64_t>(shift);
  }

  std::int32_t error_at(std::int64_t sum) const {
    LevelBlock line = block_;
    line.halvings = 0;
    struct Here;
    const std::int32_t said = ByteKernels<Here>::fired(line, row_, nullptr, static_cast<std::int32_t>(sum));
    const auto fired = std::upper_bound(thresholds_.begin(), thresholds_.end(), sum) - thresholds_.begin();
    return static_cast<std::int32_t>(fired) - said;
  }

  LevelBlock& block_;
  int row_;
  std::span<const std::int64_t> thresholds_;
};

}  // namespace

LevelLines make_level_lines(std::span<const std::int64_t> at_least, int levels) {
  LevelLines lines;
  const auto rows = std::ssize(at_least) / levels;
  lines.blocks.resize(static_cast<std::size_t>((rows + kBlockRows - 1) / kBlockRows));
  lines.blocks.fill_zero();
  std::vector<std::vector<std::int64_t>> reached;
  int halvings = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto first = at_least.begin() + row * levels;
    auto& thresholds = reached.emplace_back(first, std::upper_bound(first, first + levels, kHighest));
    for (auto& t : thresholds) t = std::max(t, kLowest);
    LevelBlock& block = lines.blocks[static_cast<std::size_t>(row / kBlockRows)];
    block.halvings = std::max(block.halvings, RowWriter(block, static_cast<int>(row % kBlockRows), thresholds).write());
    halvings = std::max(halvings, block.halvings);
  }
  // Halving looks beyond the last level by less than the interval that it starts from.
  lines.stride = levels + (1 << halvings);
  lines.thresholds.assign(static_cast<std::size_t>(rows * lines.stride), static_cast<std::int32_t>(kHighest));
  for (std::int64_t row = 0; row < rows; ++row)
    std::copy(reached[static_cast<std::size_t>(row)].begin(), reached[static_cast<std::size_t>(row)].end(),
              lines.thresholds.begin() + row * lines.stride);
  return lines;
}

}  // namespace weir::golden
