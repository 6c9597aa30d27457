// Layers that reduce over pixels.
#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"

namespace weir::golden {

namespace {

class PlaneMaxLayer final : public FastLayer {
 public:
  PlaneMaxLayer(const FastLayerContext& context, const Window& window)
      : kernels_(context.kernels), output_(context.output(0)), window_(window) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    Packed& out = *outputs[0];
    output_.reset(frames, out);
    std::vector<std::int64_t> offsets;
    for (int tap = 0; tap < window_.taps(); ++tap) offsets.push_back(window_.tap_pixel(tap) * in.vector_words());
    for (std::int64_t v = 0; v < out.vectors; v += window_.out_width)
      kernels_.max_u4_nxn({.x = in.vector(window_.first_pixel(v)),
                           .step = window_.stride_width * in.vector_words(),
                           .offsets = offsets.data(),
                           .taps = window_.taps(),
                           .count = static_cast<int>(window_.out_width),
                           .planes = in.planes,
                           .words = in.words,
                           .inverts_top = plane_code(in.type).inverts_top,
                           .out = out.vector(v)});
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  Window window_;
};

/// Of each tap of a window, in steps of `unit`.
std::vector<std::int64_t> tap_offsets(const Window& window, std::int64_t unit) {
  std::vector<std::int64_t> offsets;
  for (int tap = 0; tap < window.taps(); ++tap) offsets.push_back(window.tap_pixel(tap) * unit);
  return offsets;
}

class ByteMaxLayer final : public FastLayer {
 public:
  ByteMaxLayer(const FastLayerContext& context, const Window& window)
      : kernels_(context.kernels),
        output_(context.output(0)),
        window_(window),
        offsets_(tap_offsets(window, output_.channels)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    output_.reset(frames, *outputs[0]);
    for (std::int64_t v = 0; v < outputs[0]->vectors; v += window_.out_width)
      kernels_.max_u8_nxn({.x = inputs[0]->bytes() + window_.first_pixel(v) * output_.channels,
                           .step = std::int64_t{window_.stride_width} * output_.channels,
                           .offsets = offsets_.data(),
                           .taps = window_.taps(),
                           .channels = output_.channels,
                           .vectors = static_cast<int>(window_.out_width),
                           .is_signed = output_.type.is_signed(),
                           .out = outputs[0]->bytes() + v * output_.channels});
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  Window window_;
  std::vector<std::int64_t> offsets_;
};

/// Sums over the taps of a window, shifted right; the window of a global sum is the whole picture.
class ByteSumLayer final : public FastLayer {
 public:
  ByteSumLayer(const FastLayerContext& context, const Window& window, int shift)
      : kernels_(context.kernels), output_(context.output(0)), window_(window), shift_(shift) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    std::vector<std::int32_t> sums(static_cast<std::size_t>(output_.channels));
    for (std::int64_t v = 0; v < outputs[0]->vectors; ++v) {
      std::fill(sums.begin(), sums.end(), 0);
      for (int tap = 0; tap < window_.taps(); ++tap)
        kernels_.add_u8_i32(in.bytes() + (window_.first_pixel(v) + window_.tap_pixel(tap)) * output_.channels,
                            output_.channels, in.type.is_signed(), sums.data());
      for (auto& sum : sums) sum >>= shift_;
      pack(kernels_, sums, v, *outputs[0]);
    }
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  Window window_;
  int shift_;
};

/// Sums over all pixels, 64 channels at a time: bits added to a column of counters.
class PlaneSumLayer final : public FastLayer {
 public:
  PlaneSumLayer(const FastLayerContext& context, const AccumulatePool& p)
      : kernels_(context.kernels), output_(context.output(0)), pixels_(element_count(p.num_input_vectors)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    const PlaneCode code = plane_code(in.type);
    std::vector<std::int32_t> sums(static_cast<std::size_t>(in.channels));
    for (std::int64_t frame = 0; frame < frames; ++frame) {
      for (int word = 0; word < in.words; ++word) {
        std::uint64_t counters[kCounterBits] = {};
        for (std::int64_t pixel = 0; pixel < pixels_; ++pixel)
          for (int p = 0; p < in.planes; ++p) {
            const std::uint64_t bits = in.vector(frame * pixels_ + pixel)[p * in.words + word];
            add_bits(code.inverts_top && p == in.planes - 1 ? ~bits : bits, p, counters);
          }
        for (int c = word * 64; c < std::min(in.channels, word * 64 + 64); ++c)
          sums[static_cast<std::size_t>(c)] =
              static_cast<std::int32_t>(code.scale * count_of(counters, c % 64) + code.offset * pixels_);
      }
      pack(kernels_, sums, frame, *outputs[0]);
    }
  }

 private:
  static constexpr int kCounterBits = 32;

  static void add_bits(std::uint64_t carry, int plane, std::uint64_t* counters) {
    for (int p = plane; carry != 0 && p < kCounterBits; ++p) {
      const std::uint64_t next = counters[p] & carry;
      counters[p] ^= carry;
      carry = next;
    }
  }
  static std::int64_t count_of(const std::uint64_t* counters, int channel) {
    std::int64_t count = 0;
    for (int p = 0; p < kCounterBits; ++p) count |= static_cast<std::int64_t>(counters[p] >> channel & 1) << p;
    return count;
  }

  const KernelSet& kernels_;
  StreamLayout output_;
  std::int64_t pixels_;
};

/// Largest of the windows of a stream of planes or bytes, both ends in the same form.
std::unique_ptr<FastLayer> make_max(const FastLayerContext& context, const Window& window) {
  const Form form = context.input(0).form;
  if (form == Form::Ints || context.output(0).form != form) return nullptr;
  if (form == Form::Bytes) return std::make_unique<ByteMaxLayer>(context, window);
  return std::make_unique<PlaneMaxLayer>(context, window);
}

}  // namespace

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const MaxPool& p) {
  if (context.input(0).channels != p.channels || context.output(0).channels != p.channels) return nullptr;
  Window w;
  w.in_height = p.in_size[0];
  w.in_width = p.in_size[1];
  w.out_height = p.in_size[0] / p.window[0];
  w.out_width = p.in_size[1] / p.window[1];
  w.kernel_height = w.stride_height = static_cast<int>(p.window[0]);
  w.kernel_width = w.stride_width = static_cast<int>(p.window[1]);
  return make_max(context, w);
}

bool reads_windows(const Pool& p, Form form) {
  if (p.function == "MaxPool") return p.input == p.output && form != Form::Ints;
  return form == Form::Bytes;
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Pool& p) {
  if (!context.window || !reads_windows(p, context.input(0).form) || context.output(0).channels != p.channels)
    return nullptr;
  if (p.function == "MaxPool") return make_max(context, *context.window);
  return std::make_unique<ByteSumLayer>(context, *context.window, p.shift);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AccumulatePool& p) {
  if (context.input(0).channels != p.channels || context.output(0).channels != p.channels) return nullptr;
  switch (context.input(0).form) {
    case Form::Planes: return std::make_unique<PlaneSumLayer>(context, p);
    case Form::Bytes: {
      Window picture;
      picture.in_width = context.input(0).vectors;
      picture.kernel_width = static_cast<int>(picture.in_width);
      return std::make_unique<ByteSumLayer>(context, picture, 0);
    }
    case Form::Ints: break;
  }
  return nullptr;
}

}  // namespace weir::golden
