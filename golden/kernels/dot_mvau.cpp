#include <algorithm>

#include "golden/kernels/packed_mvau.hpp"
#include "golden/kernels/sum_store.hpp"

namespace weir::golden {

namespace {

constexpr int kVectorGroup = 64;
constexpr int kBlockRows = 16;
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
        store_(make_activation(job.m, job.parameters.thresholds, job.output), rows_) {
    Tensor weights = job.parameters.weights;
    if (job.m.binary_xnor) to_equal_bits(weights);
    const int rows = static_cast<int>(job.m.MH);
    weights_.resize(static_cast<std::size_t>(kernels_.pack_dot_weights(weights.data.data(), rows, inputs_, nullptr)));
    kernels_.pack_dot_weights(weights.data.data(), rows, inputs_, weights_.data());
  }

  void run(const Packed& in, std::int64_t first, std::int64_t count, Packed& out, Scratch& s) const override {
    for (std::int64_t v = first; v < first + count; v += kVectorGroup) {
      const int group = static_cast<int>(std::min<std::int64_t>(kVectorGroup, first + count - v));
      s.ints.resize(static_cast<std::size_t>(group) * static_cast<std::size_t>(rows_));
      // Of wide inputs the upper bytes first: what they add up to counts 256 times.
      if (in.form == Form::Ints) multiply(in, v, group, 8, s);
      multiply(in, v, group, 0, s);
      store_.store(kernels_, s.ints.data(), v, group, out);
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

  /// Takes the byte of the inputs from bit `shift` on.
  void multiply(const Packed& in, std::int64_t first, int count, int shift, Scratch& s) const {
    const bool is_wide = in.form == Form::Ints, is_upper = shift != 0;
    const std::uint8_t* x = in.bytes() + first * inputs_;
    std::int64_t stride = inputs_;
    // Bytes of whole vectors lie as the kernel wants them.
    if (in.form != Form::Bytes || !window_.is_identity()) {
      stride = (inputs_ + kInputStep - 1) / kInputStep * kInputStep;
      gather(in, first, count, stride, shift, s);
      x = reinterpret_cast<const std::uint8_t*>(s.inputs.data());
    }
    kernels_.dot_i8u8_16xn({.weights = weights_.data(),
                            .x = x,
                            .x_stride = stride,
                            .is_signed = is_signed_ && (!is_wide || is_upper),
                            .continues = is_wide && !is_upper,
                            .inputs = inputs_,
                            .rows = rows_,
                            .vectors = count,
                            .start = is_upper ? zeros_.data() : start_.data(),
                            .sums = s.ints.data()});
  }

  void gather(const Packed& in, std::int64_t first, int count, std::int64_t stride, int shift, Scratch& s) const {
    s.inputs.resize(static_cast<std::size_t>((count * stride + 7) / 8));  // and a line for the last step
    auto* to = reinterpret_cast<std::uint8_t*>(s.inputs.data());
    const bool copies = in.form == Form::Bytes && window_.dilation_width == 1;
    for_runs(window_, first, count, [&](int v, int n, std::int64_t pixel) {
      for (int i = 0; i < n; ++i, pixel += window_.stride_width) {
        std::uint8_t* vector = to + (v + i) * stride;
        copies ? copy_rows(in, pixel, vector) : convert_taps(in, pixel, shift, vector);
      }
    });
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
