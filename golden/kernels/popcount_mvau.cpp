#include <algorithm>

#include "golden/kernels/packed_mvau.hpp"
#include "golden/kernels/sum_store.hpp"

namespace weir::golden {

namespace {

constexpr int kPopcountRows = 8;

/// One bit of a code: value = sum over planes of sign * 2^shift * bit, plus offset.
struct BitWeight {
  int shift = 0;
  bool negative = false;
};
struct PlaneCoding {
  std::vector<BitWeight> planes;
  std::int64_t offset = 0;
};

PlaneCoding coding_of(DataType type) {
  PlaneCoding c;
  if (type == DataType::bipolar()) return {{{.shift = 1}}, -1};
  for (int p = 0; p < type.bits; ++p) c.planes.push_back({p, type.kind == DataType::Kind::Int && p == type.bits - 1});
  return c;
}

/// +-1 weights need one plane: with b = 1 for +1 and any bits x, sum of w * x = sum of b - |b xor x|.
/// Other weights are bits too: sum of w * x = sum over weight planes of their weight * |b and x|.
class PopcountMvau final : public MvauMethod {
 public:
  explicit PopcountMvau(const MvauJob& job)
      : window_(job.window),
        kernels_(job.kernels),
        rows_(static_cast<int>(job.m.MH)),
        row_blocks_((rows_ + kPopcountRows - 1) / kPopcountRows),
        channels_(static_cast<int>(job.m.MW) / job.window.taps()),
        tap_words_((channels_ + 63) / 64),
        words_(tap_words_ * job.window.taps()),
        signs_(job.m.weight == DataType::bipolar() || job.m.binary_xnor),
        inputs_(coding_of(job.m.input)),
        store_(make_activation(job.m, job.parameters.thresholds, job.output), row_blocks_ * kPopcountRows) {
    weights_ = signs_ ? PlaneCoding{{BitWeight{}}, 0} : coding_of(job.m.weight);
    pack_weights(job);
  }

  void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& s) const override {
    for (std::int64_t v = first; v < first + count; v += kVectorGroup)
      run_group(in, v, static_cast<int>(std::min<std::int64_t>(kVectorGroup, first + count - v)), out, s);
  }

 private:
  void pack_weights(const MvauJob& job) {
    const std::size_t plane_words =
        static_cast<std::size_t>(row_blocks_) * static_cast<std::size_t>(words_) * kPopcountRows;
    bits_.resize(weights_.planes.size() * plane_words);
    bits_.fill_zero();
    constants_.assign(static_cast<std::size_t>(row_blocks_) * kPopcountRows, 0);
    const auto inputs = static_cast<int>(job.m.MW);
    for (int row = 0; row < rows_; ++row) {
      const std::int32_t* weights =
          &job.parameters.weights.data[static_cast<std::size_t>(row) * static_cast<std::size_t>(inputs)];
      std::int64_t sum = 0;
      for (int k = 0; k < inputs; ++k) {
        const std::uint32_t code = signs_ ? (weights[k] > 0 ? 1 : 0) : job.m.weight.encode(weights[k]);
        const int word = k / channels_ * tap_words_ + k % channels_ / 64, bit = k % channels_ % 64;
        for (std::size_t q = 0; q < weights_.planes.size(); ++q)
          bits_[q * plane_words +
                (static_cast<std::size_t>(row / kPopcountRows) * static_cast<std::size_t>(words_) +
                 static_cast<std::size_t>(word)) *
                    kPopcountRows +
                static_cast<std::size_t>(row % kPopcountRows)] |= std::uint64_t{code >> q & 1} << bit;
        sum += signs_ ? (weights[k] > 0 ? 1 : -1) : weights[k];
      }
      constants_[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(constant(job.m, sum));
    }
  }

  /// What a row's sum is without any population count. `sum` is the sum of the row's weights.
  std::int64_t constant(const Mvau& m, std::int64_t sum) const {
    if (m.binary_xnor) return m.MW;
    std::int64_t c = inputs_.offset * sum;
    if (!signs_) return c;
    for (const BitWeight& plane : inputs_.planes) {
      const std::int64_t plus = ((m.MW + sum) / 2) << plane.shift;
      c += plane.negative ? -plus : plus;
    }
    return c;
  }

  void run_group(const Packed& in, std::int64_t first, int count, Packed& out, Scratch& s) const {
    const std::int64_t row_stride = std::int64_t{row_blocks_} * kPopcountRows;
    s.ints.resize(static_cast<std::size_t>(row_stride * count));
    for (int v = 0; v < count; ++v) std::copy(constants_.begin(), constants_.end(), s.ints.data() + v * row_stride);
    const std::uint64_t* x = in.vector(first);
    if (!window_.is_identity()) x = gather(in, first, count, s);
    const std::int64_t plane_words = std::int64_t{row_blocks_} * words_ * kPopcountRows;
    for (std::size_t q = 0; q < weights_.planes.size(); ++q)
      for (std::size_t p = 0; p < inputs_.planes.size(); ++p)
        kernels_.popcount_w1u1_8xn({.weights = bits_.data() + static_cast<std::int64_t>(q) * plane_words,
                                    .x = x + static_cast<std::int64_t>(p) * words_,
                                    .x_stride = std::int64_t{words_} * std::ssize(inputs_.planes),
                                    .words = words_,
                                    .row_blocks = row_blocks_,
                                    .vectors = count,
                                    .shift = weights_.planes[q].shift + inputs_.planes[p].shift,
                                    .negative = (weights_.planes[q].negative != inputs_.planes[p].negative) != signs_,
                                    .exclusive = signs_,
                                    .sums = s.ints.data()});
    store_.store(kernels_, s.ints.data(), first, count, out);
  }

  /// Windows as vectors: per plane, the words of all taps.
  const std::uint64_t* gather(const Packed& in, std::int64_t first, int count, Scratch& s) const {
    s.inputs.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(words_) * inputs_.planes.size());
    std::uint64_t* to = s.inputs.data();
    for (int v = 0; v < count; ++v) {
      const std::int64_t pixel = window_.first_pixel(first + v);
      for (int p = 0; p < in.planes; ++p)
        for (int tap = 0; tap < window_.taps(); ++tap)
          to = std::copy_n(in.vector(pixel + window_.tap_pixel(tap)) + std::int64_t{p} * in.words, in.words, to);
    }
    return s.inputs.data();
  }

  Window window_;
  const KernelSet& kernels_;
  int rows_, row_blocks_;
  int channels_, tap_words_, words_;
  bool signs_;  ///< weights are +-1
  PlaneCoding inputs_, weights_;
  AlignedBuffer<std::uint64_t> bits_;  ///< [weight plane][row / 8][word][8 rows]
  std::vector<std::int32_t> constants_;
  SumStore store_;
};

}  // namespace

std::unique_ptr<MvauMethod> make_popcount_mvau(const MvauJob& job) {
  if (job.input != Form::Planes || form_of(job.m.weight) != Form::Planes || !PackedMvau::supports(job.m))
    return nullptr;
  return std::make_unique<PopcountMvau>(job);
}

}  // namespace weir::golden
