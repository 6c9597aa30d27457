#include "golden/kernels/packed_mvau.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir::golden {

namespace {

/// Registers filled to less than this are slower than counting vector by vector.
constexpr int kSlicedWorthwhile = 4;

std::uint32_t code_of(const Mvau& m, int fired) {
  const std::int64_t value = m.act_val + fired;
  return m.output.encode(m.output == DataType::bipolar() ? 2 * value - 1 : value);
}

bool fits_int8(DataType type) { return type.min() >= -128 && type.max() <= 127; }

}  // namespace

void straighten_levels(std::span<std::int64_t> at_least, std::int64_t low, std::int64_t high) {
  const auto reachable = std::upper_bound(at_least.begin(), at_least.end(), high);
  std::fill(reachable, at_least.end(), std::numeric_limits<std::int64_t>::max());
  const auto first = std::upper_bound(at_least.begin(), reachable, low);  // that not every sum reaches
  const auto seen = reachable - first;
  const double step = seen > 1 ? static_cast<double>(*(reachable - 1) - *first) / static_cast<double>(seen - 1) : 1;
  const double start = static_cast<double>(seen > 0 ? *first : low + 1);
  for (auto level = at_least.begin(); level != first; ++level) {
    const double on_line = std::ceil(start - step * static_cast<double>(first - level));
    *level = std::min(low, static_cast<std::int64_t>(on_line));
  }
}

PackedActivation make_activation(const Mvau& m, const Tensor& thresholds, Form form, const Tensor& weights) {
  PackedActivation a = make_activation(m, thresholds, form);
  if (a.levels == 0 || form != Form::Bytes || m.binary_xnor) return a;
  const std::int64_t least = std::min<std::int64_t>(m.input.min(), 0), most = std::max<std::int64_t>(m.input.max(), 0);
  for (std::int64_t row = 0; row < m.MH; ++row) {
    std::int64_t low = 0, high = 0;
    for (std::int64_t i = row * m.MW; i < (row + 1) * m.MW; ++i) {
      const std::int64_t w = weights.data[static_cast<std::size_t>(i)];
      low += std::min(w * least, w * most);
      high += std::max(w * least, w * most);
    }
    const auto levels = static_cast<std::size_t>(a.levels);
    straighten_levels(std::span(a.at_least).subspan(static_cast<std::size_t>(row) * levels, levels), low, high);
  }
  return a;
}

PackedActivation make_activation(const Mvau& m, const Tensor& thresholds, Form form) {
  PackedActivation a;
  a.output = m.output;
  a.form = form;
  a.act_val = m.act_val;
  a.rows = static_cast<int>(m.MH);
  a.levels = m.no_activation ? 0 : m.levels;
  if (a.levels == 0) return a;
  for (const std::int32_t t : thresholds.data)
    a.at_least.push_back(m.compare == Compare::Less ? std::int64_t{t} + 1 : t);
  for (auto row = a.at_least.begin(); row != a.at_least.end(); row += a.levels) std::sort(row, row + a.levels);
  if (form != Form::Planes) return a;
  a.initial = code_of(m, 0);
  for (int k = 0; k < a.levels; ++k)
    for (int p = 0; p < kMaxPlanes; ++p)
      if (((code_of(m, k) ^ code_of(m, k + 1)) >> p & 1) != 0)
        a.flips[p].levels[a.flips[p].count++] = static_cast<std::uint8_t>(k);
  return a;
}

bool PackedMvau::supports(const Mvau& m) {
  const std::int64_t largest = std::max({-m.weight.min(), m.weight.max(), std::int64_t{1}});
  const std::int64_t reach = m.MW * largest * std::max({-m.input.min(), m.input.max(), std::int64_t{1}});
  return fits_int8(m.weight) && m.input.bits <= 16 && reach < std::int64_t{1} << 31;
}

bool PackedMvau::is_sliced(const Mvau& m) {
  const bool has_signs = m.weight == DataType::bipolar() || m.weight == DataType::int_(2) || m.binary_xnor;
  return has_signs && form_of(m.input) == Form::Planes &&
         form_of(m.output) == (m.no_activation ? Form::Ints : Form::Planes) && supports(m);
}

PackedMvau::PackedMvau(const MvauJob& job)
    : output_(job.m.output),
      form_(job.output),
      rows_(static_cast<int>(job.m.MH)),
      window_(job.window),
      lanes_(job.kernels.lanes) {
  few_ = make_winograd_mvau(job);
  if (few_ == nullptr) few_ = make_popcount_mvau(job);
  if (few_ == nullptr) few_ = make_dot_mvau(job);
  many_ = make_sliced_mvau(job);
}

void PackedMvau::run(const Packed& in, Packed& out, Scratch& scratch) const {
  const std::int64_t frames = in.vectors / window_.in_pixels();
  out.reset(output_, form_, frames * window_.out_pixels(), rows_);
  std::int64_t done = 0;
  if (many_ != nullptr) {
    const std::int64_t rest = out.vectors % lanes_;
    done = rest >= lanes_ / kSlicedWorthwhile ? out.vectors : out.vectors - rest;
    if (done > 0) many_->run(in, 0, done, out, scratch);
  }
  if (done < out.vectors) few_->run(in, done, out.vectors - done, out, scratch);
}

}  // namespace weir::golden
