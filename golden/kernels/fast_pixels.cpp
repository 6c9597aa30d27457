// Layers that move pixels or reduce over them.
#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"

namespace weir::golden {

namespace {

std::int64_t pixel_bytes(const Packed& packed) {
  switch (packed.form) {
    case Form::Planes: return packed.vector_words() * 8;
    case Form::Bytes: return packed.channels;
    case Form::Ints: return std::int64_t{packed.channels} * 4;
  }
  return 0;
}

class MaxLayer final : public FastLayer {
 public:
  MaxLayer(const FastLayerContext& context, const Window& window)
      : kernels_(context.kernels), output_(context.output(0)), window_(window) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    Packed& out = *outputs[0];
    out.reset(output_.type, frames * window_.out_pixels(), output_.channels);
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

class PadLayer final : public FastLayer {
 public:
  PadLayer(const FastLayerContext& context, const FmPadding& p) : pad_(p), output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    Packed& out = *outputs[0];
    out.reset(output_.type, frames * output_.vectors, output_.channels);
    out.data.fill_zero();
    const std::int64_t height = pad_.in_size[0], width = pad_.in_size[1], bytes = pixel_bytes(in);
    const std::int64_t top = pad_.padding[0], left = pad_.padding[1];
    const std::int64_t out_width = left + width + pad_.padding[3], out_height = top + height + pad_.padding[2];
    for (std::int64_t row = 0; row < frames * height; ++row) {
      const std::int64_t to = (row / height * out_height + top + row % height) * out_width + left;
      std::memcpy(out.bytes() + to * bytes, in.bytes() + row * width * bytes, static_cast<std::size_t>(width * bytes));
    }
  }

 private:
  FmPadding pad_;
  StreamLayout output_;
};

/// The first pixel of each window.
class SampleLayer final : public FastLayer {
 public:
  SampleLayer(const FastLayerContext& context, const Window& window) : window_(window), output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    Packed& out = *outputs[0];
    out.reset(output_.type, frames * window_.out_pixels(), output_.channels);
    const std::int64_t bytes = pixel_bytes(in);
    for (std::int64_t v = 0; v < out.vectors; ++v)
      std::memcpy(out.bytes() + v * bytes, in.bytes() + window_.first_pixel(v) * bytes,
                  static_cast<std::size_t>(bytes));
  }

 private:
  Window window_;
  StreamLayout output_;
};

/// Sums over all pixels, 64 channels at a time: bits added to a column of counters.
class AccumulateLayer final : public FastLayer {
 public:
  AccumulateLayer(const FastLayerContext& context, const AccumulatePool& p)
      : kernels_(context.kernels), output_(context.output(0)), pixels_(element_count(p.num_input_vectors)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    outputs[0]->reset(output_.type, frames * output_.vectors, output_.channels);
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

/// The best K labels of each frame, kept in order while the scores are read once.
class LabelLayer final : public FastLayer {
 public:
  LabelLayer(const FastLayerContext& context, const LabelSelect& l)
      : kernels_(context.kernels),
        output_(context.output(0)),
        labels_(l.labels),
        best_(static_cast<std::size_t>(l.K)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    outputs[0]->reset(output_.type, frames * output_.vectors, output_.channels);
    for (std::int64_t frame = 0; frame < frames; ++frame)
      pack(kernels_, best_of(inputs[0]->ints() + frame * labels_), frame * output_.vectors, *outputs[0]);
  }

 private:
  std::vector<std::int32_t> best_of(const std::int32_t* scores) const {
    std::vector<std::int32_t> best;
    for (std::int32_t label = 0; label < labels_; ++label) {
      if (best.size() == best_ && scores[label] <= scores[best.back()]) continue;
      if (best.size() == best_) best.pop_back();
      const auto worse = [&](std::int32_t other) { return scores[other] < scores[label]; };
      best.insert(std::find_if(best.begin(), best.end(), worse), label);
    }
    return best;
  }

  const KernelSet& kernels_;
  StreamLayout output_;
  std::int64_t labels_;
  std::size_t best_;
};

bool is_planes(const FastLayerContext& context) {
  return form_of(context.input(0).type) == Form::Planes && form_of(context.output(0).type) == Form::Planes;
}

}  // namespace

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const MaxPool& p) {
  if (!is_planes(context) || context.input(0).channels != p.channels || context.output(0).channels != p.channels)
    return nullptr;
  Window w;
  w.in_height = p.in_size[0];
  w.in_width = p.in_size[1];
  w.out_height = p.in_size[0] / p.window[0];
  w.out_width = p.in_size[1] / p.window[1];
  w.kernel_height = w.stride_height = static_cast<int>(p.window[0]);
  w.kernel_width = w.stride_width = static_cast<int>(p.window[1]);
  return std::make_unique<MaxLayer>(context, w);
}

bool reads_windows(const Pool& p) {
  return p.function == "MaxPool" && p.input == p.output && form_of(p.input) == Form::Planes;
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Pool& p) {
  if (!context.window || !reads_windows(p)) return nullptr;
  return std::make_unique<MaxLayer>(context, *context.window);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const FmPadding& p) {
  if (context.input(0).channels != p.channels || context.output(0).channels != p.channels) return nullptr;
  return std::make_unique<PadLayer>(context, p);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const DownSampler& d) {
  if (context.input(0).channels != d.channels || context.output(0).channels != d.channels) return nullptr;
  return std::make_unique<SampleLayer>(context, window_of(d));
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AccumulatePool& p) {
  if (form_of(p.input) != Form::Planes || context.input(0).channels != p.channels ||
      context.output(0).channels != p.channels)
    return nullptr;
  return std::make_unique<AccumulateLayer>(context, p);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const LabelSelect& l) {
  if (form_of(l.input) != Form::Ints) return nullptr;
  return std::make_unique<LabelLayer>(context, l);
}

}  // namespace weir::golden
