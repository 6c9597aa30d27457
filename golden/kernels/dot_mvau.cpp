#include <algorithm>

#include "golden/kernels/packed_mvau.hpp"
#include "golden/kernels/sum_store.hpp"

namespace weir::golden {

namespace {

constexpr int kRowStep = 32;   ///< rows whose sums are thresholded at once
constexpr int kInputStep = 4;  ///< bytes the kernels read at once
constexpr int kShortStep = 8, kLongStep = 32;

/// Copies in steps, up to one step too many: what follows is written later, or is room to spare.
template <int Step>
void copy_steps(const std::uint8_t* from, std::int64_t bytes, std::uint8_t* to) {
  for (std::int64_t i = 0; i < bytes; i += Step) std::memcpy(to + i, from + i, Step);
}
void copy_over(const std::uint8_t* from, std::int64_t bytes, std::uint8_t* to) {
  bytes < kLongStep ? copy_steps<kShortStep>(from, bytes, to) : copy_steps<kLongStep>(from, bytes, to);
}

class DotMvau final : public MvauMethod {
 public:
  explicit DotMvau(const MvauJob& job)
      : window_(job.window),
        kernels_(job.kernels),
        rows_((static_cast<int>(job.m.MH) + kBlockRows - 1) / kBlockRows * kBlockRows),
        inputs_(static_cast<int>(job.m.MW)),
        is_signed_(job.m.input.is_signed()),
        start_(static_cast<std::size_t>(rows_), 0),
        zeros_(static_cast<std::size_t>(rows_), 0),
        store_(make_activation(job.m, job.parameters.thresholds, job.output, job.parameters.weights), rows_) {
    Tensor weights = job.parameters.weights;
    if (job.m.binary_xnor) to_equal_bits(weights);
    const int rows = static_cast<int>(job.m.MH);
    weights_.resize(static_cast<std::size_t>(kernels_.pack_dot_weights(weights.data.data(), rows, inputs_, nullptr)));
    kernels_.pack_dot_weights(weights.data.data(), rows, inputs_, weights_.data());
  }

  void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& s) const override {
    for (std::int64_t v = first; v < first + count; v += kVectorGroup) {
      const int group = static_cast<int>(std::min<std::int64_t>(kVectorGroup, first + count - v));
      in.form == Form::Ints ? run_wide(in, v, group, out, s) : run_bytes(in, v, group, out, s);
    }
  }

 private:
  /// With bits b and x, equal bits are 1 - b - x + 2bx: a dot product with weights 2b - 1 plus the zeros of the row.
  void to_equal_bits(Tensor& weights) {
    for (std::size_t i = 0; i < weights.data.size(); ++i) {
      start_[i / static_cast<std::size_t>(inputs_)] += 1 - weights.data[i];
      weights.data[i] = 2 * weights.data[i] - 1;
    }
  }

  /// Inputs as the kernel wants them.
  struct Inputs {
    const std::uint8_t* bytes;
    std::int64_t stride;
  };

  void run_bytes(const Packed& in, std::int64_t first, int count, Packed& out, Scratch& s) const {
    Inputs x{in.bytes() + first * inputs_, inputs_};
    // Bytes of whole vectors lie as they should.
    if (in.form != Form::Bytes || !window_.is_identity()) x = gather(in, first, count, 0, s);
    // A few rows at a time: their sums are thresholded while they are near the core.
    const int step = store_.takes_rows() && count > 1 ? kRowStep : rows_;
    s.ints.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(step));
    for (int row = 0; row < rows_; row += step) {
      DotJob job = job_of(x, count, s);
      job.first_row = row;
      job.row_count = std::min(step, rows_ - row);
      kernels_.dot_i8u8_16xn(job);
      if (step < rows_)
        store_.store_rows(kernels_, s.ints.data(), row, job.row_count, first, count, out);
      else
        store_.store(kernels_, s.ints.data(), first, count, out);
    }
  }

  /// Of wide inputs the upper bytes first: what they add up to counts 256 times.
  void run_wide(const Packed& in, std::int64_t first, int count, Packed& out, Scratch& s) const {
    s.ints.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(rows_));
    for (const int shift : {8, 0}) {
      const bool is_upper = shift != 0;
      DotJob job = job_of(gather(in, first, count, shift, s), count, s);
      job.is_signed = is_signed_ && is_upper;
      job.continues = !is_upper;
      if (is_upper) job.start = zeros_.data();
      kernels_.dot_i8u8_16xn(job);
    }
    store_.store(kernels_, s.ints.data(), first, count, out);
  }

  DotJob job_of(const Inputs& x, int count, Scratch& s) const {
    return {.weights = weights_.data(),
            .x = x.bytes,
            .x_stride = x.stride,
            .is_signed = is_signed_,
            .continues = false,
            .inputs = inputs_,
            .vectors = count,
            .rows = rows_,
            .first_row = 0,
            .row_count = rows_,
            .start = start_.data(),
            .sums = s.ints.data()};
  }

  /// Takes the byte of the inputs from bit `shift` on.
  Inputs gather(const Packed& in, std::int64_t first, int count, int shift, Scratch& s) const {
    const std::int64_t stride = (inputs_ + kInputStep - 1) / kInputStep * kInputStep;
    s.inputs.resize(static_cast<std::size_t>((count * stride + 7) / 8));  // and a line for the last step
    auto* to = reinterpret_cast<std::uint8_t*>(s.inputs.data());
    const bool copies = in.form == Form::Bytes && window_.dilation_width == 1;
    for_runs(window_, first, count, [&](int v, int n, std::int64_t pixel) {
      for (int i = 0; i < n; ++i, pixel += window_.stride_width) {
        std::uint8_t* vector = to + (v + i) * stride;
        copies ? copy_rows(in, pixel, vector) : convert_taps(in, pixel, shift, vector);
      }
    });
    return {reinterpret_cast<const std::uint8_t*>(s.inputs.data()), stride};
  }

  void copy_rows(const Packed& in, std::int64_t pixel, std::uint8_t* to) const {
    const std::int64_t run = std::int64_t{in.channels} * window_.kernel_width;
    const std::uint8_t* from = in.bytes() + pixel * in.channels;
    const std::int64_t row = window_.dilation_height * window_.in_width * in.channels;
    for (int ky = 0; ky < window_.kernel_height; ++ky, from += row, to += run) copy_over(from, run, to);
  }

  void convert_taps(const Packed& in, std::int64_t pixel, int shift, std::uint8_t* to) const {
    std::vector<std::int32_t> values(static_cast<std::size_t>(in.channels));
    for (int tap = 0; tap < window_.taps(); ++tap) {
      unpack(in, pixel + window_.tap_pixel(tap), values);
      to = std::transform(values.begin(), values.end(), to,
                          [&](std::int32_t x) { return static_cast<std::uint8_t>(x >> shift); });
    }
  }

  Window window_;
  const KernelSet& kernels_;
  int rows_, inputs_;
  bool is_signed_;
  std::vector<std::int32_t> start_, zeros_;
  SumStore store_;
  AlignedBuffer<std::uint8_t> weights_;
};

}  // namespace

std::unique_ptr<MvauMethod> make_dot_mvau(const MvauJob& job) {
  if (!PackedMvau::supports(job.m)) return nullptr;
  return std::make_unique<DotMvau>(job);
}

}  // namespace weir::golden
