// Depthwise convolutions on bytes, thresholds fused.
#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"
#include "golden/kernels/sum_store.hpp"
#include "golden/layers/vvau_channels.hpp"

namespace weir::golden {

namespace {

constexpr int kOutputGroup = 32;

int padded(std::int64_t channels) {
  return static_cast<int>((channels + kDepthwiseChannels - 1) / kDepthwiseChannels * kDepthwiseChannels);
}

/// A stream of whole windows, the taps of each one after the other.
Window windows_side_by_side(const Vvau& m) {
  Window w;
  w.in_height = w.out_height = m.out_size[0];
  w.out_width = m.out_size[1];
  w.kernel_width = w.stride_width = static_cast<int>(element_count(m.kernel));
  w.in_width = w.out_width * w.kernel_width;
  return w;
}

class DepthwiseLayer final : public FastLayer {
 public:
  DepthwiseLayer(const FastLayerContext& context, const Vvau& m, const Window& window)
      : kernels_(context.kernels),
        output_(context.output(0)),
        window_(window),
        channels_(static_cast<int>(m.channels)),
        is_signed_(m.input.is_signed()),
        store_(make_activation(mvau_of_channels(m), context.layer.parameters.thresholds, output_.form,
                               context.layer.parameters.weights),
               padded(m.channels)) {
    const std::int32_t* weights = context.layer.parameters.weights.data.data();
    const int taps = window_.taps();
    weights_.resize(static_cast<std::size_t>(kernels_.pack_depthwise_weights(weights, channels_, taps, nullptr)));
    kernels_.pack_depthwise_weights(weights, channels_, taps, weights_.data());
    for (int tap = 0; tap < taps; ++tap) offsets_.push_back(window_.tap_pixel(tap) * channels_);
    offsets_.push_back(0);
  }

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch& scratch) const override {
    const std::int64_t stride = padded(channels_);
    output_.reset(frames, *outputs[0]);
    scratch.ints.resize(static_cast<std::size_t>(kOutputGroup * stride));
    for (std::int64_t first = 0; first < outputs[0]->vectors; first += kOutputGroup) {
      const auto count = static_cast<int>(std::min<std::int64_t>(kOutputGroup, outputs[0]->vectors - first));
      for_runs(window_, first, count, [&](int v, int n, std::int64_t pixel) {
        kernels_.depthwise_i8u8_nxn({.weights = weights_.data(),
                                     .x = inputs[0]->bytes() + pixel * channels_,
                                     .step = std::int64_t{window_.stride_width} * channels_,
                                     .offsets = offsets_.data(),
                                     .taps = window_.taps(),
                                     .channels = channels_,
                                     .vectors = n,
                                     .is_signed = is_signed_,
                                     .sums = scratch.ints.data() + v * stride});
      });
      store_.store(kernels_, scratch.ints.data(), first, count, *outputs[0]);
    }
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  Window window_;
  int channels_;
  bool is_signed_;
  std::vector<std::int64_t> offsets_;
  AlignedBuffer<std::uint8_t> weights_;
  SumStore store_;
};

}  // namespace

bool reads_windows(const Vvau& m, Form form) {
  return form == Form::Bytes && PackedMvau::supports(mvau_of_channels(m));
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Vvau& m) {
  if (!reads_windows(m, context.input(0).form) || context.output(0).channels != m.channels) return nullptr;
  if (context.window) return std::make_unique<DepthwiseLayer>(context, m, *context.window);
  const Window windows = windows_side_by_side(m);
  if (context.input(0).channels != m.channels * windows.taps()) return nullptr;
  return std::make_unique<DepthwiseLayer>(context, m, windows);
}

}  // namespace weir::golden
