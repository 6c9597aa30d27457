// Layers that move pixels, and the one that ranks scores.
#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"

namespace weir::golden {

std::int64_t vector_bytes(const Packed& packed) {
  switch (packed.form) {
    case Form::Planes: return packed.vector_words() * 8;
    case Form::Bytes: return packed.channels;
    case Form::Ints: return std::int64_t{packed.channels} * 4;
  }
  return 0;
}

namespace {

class PadLayer final : public FastLayer {
 public:
  PadLayer(const FastLayerContext& context, const FmPadding& p) : pad_(p), output_(context.output(0)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    Packed& out = *outputs[0];
    output_.reset(frames, out);
    clear_border(frames, in, out);
    const std::int64_t height = pad_.in_size[0], width = pad_.in_size[1], bytes = vector_bytes(in);
    const std::int64_t top = pad_.padding[0], left = pad_.padding[1];
    const std::int64_t out_width = left + width + pad_.padding[3], out_height = top + height + pad_.padding[2];
    for (std::int64_t row = 0; row < frames * height; ++row) {
      const std::int64_t to = (row / height * out_height + top + row % height) * out_width + left;
      std::memcpy(out.bytes() + to * bytes, in.bytes() + row * width * bytes, static_cast<std::size_t>(width * bytes));
    }
  }

 private:
  /// Zeros around every picture: of planes, words of pixels are contiguous as bytes are.
  void clear_border(std::int64_t frames, const Packed& in, Packed& out) const {
    const std::int64_t bytes = vector_bytes(in), height = pad_.in_size[0], width = pad_.in_size[1];
    const std::int64_t left = pad_.padding[1], out_width = left + width + pad_.padding[3];
    const auto clear = [&](std::int64_t pixel, std::int64_t count) {
      std::memset(out.bytes() + pixel * bytes, 0, static_cast<std::size_t>(count * bytes));
    };
    for (std::int64_t frame = 0, pixel = 0; frame < frames; ++frame) {
      clear(pixel, pad_.padding[0] * out_width);
      pixel += pad_.padding[0] * out_width;
      for (std::int64_t row = 0; row < height; ++row, pixel += out_width) {
        clear(pixel, left);
        clear(pixel + left + width, pad_.padding[3]);
      }
      clear(pixel, pad_.padding[2] * out_width);
      pixel += pad_.padding[2] * out_width;
    }
  }

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
    output_.reset(frames, out);
    const std::int64_t bytes = vector_bytes(in);
    for (std::int64_t v = 0; v < out.vectors; ++v)
      std::memcpy(out.bytes() + v * bytes, in.bytes() + window_.first_pixel(v) * bytes,
                  static_cast<std::size_t>(bytes));
  }

 private:
  Window window_;
  StreamLayout output_;
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
    output_.reset(frames, *outputs[0]);
    std::vector<std::int32_t> scores(static_cast<std::size_t>(labels_));
    const std::int64_t vectors = inputs[0]->vectors / frames;
    for (std::int64_t frame = 0; frame < frames; ++frame) {
      unpack(kernels_, *inputs[0], frame * vectors, scores);
      pack(kernels_, best_of(scores.data()), frame * output_.vectors, *outputs[0]);
    }
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

}  // namespace

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const FmPadding& p) {
  if (context.input(0).channels != p.channels || context.output(0).channels != p.channels) return nullptr;
  return std::make_unique<PadLayer>(context, p);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const DownSampler& d) {
  if (context.input(0).channels != d.channels || context.output(0).channels != d.channels) return nullptr;
  return std::make_unique<SampleLayer>(context, window_of(d));
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const LabelSelect& l) {
  return std::make_unique<LabelLayer>(context, l);
}

}  // namespace weir::golden
