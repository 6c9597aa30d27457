#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"

namespace weir::golden {

namespace {

class MvauLayer final : public FastLayer {
 public:
  MvauLayer(const FastLayerContext& context, const Mvau& m, const Window& window)
      : mvau_({m, context.layer.parameters, window, context.kernels, context.input(0).form, context.output(0).form}) {}
  void run(std::int64_t, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch& scratch) const override {
    mvau_.run(*inputs[0], *outputs[0], scratch);
  }

 private:
  PackedMvau mvau_;
};

/// The pixels of a vector that spans several of them, as taps of a window one pixel high.
Window spanning_window(const Mvau& m, const StreamLayout& input) {
  const std::int64_t pixels = m.MW / input.channels;
  Window w;
  w.in_width = input.vectors;
  w.out_width = input.vectors / pixels;
  w.kernel_width = w.stride_width = static_cast<int>(pixels);
  return w;
}

const Layer* consumer_of(const Network& network, const std::string& stream) {
  for (const Layer& layer : network.layers)
    if (std::find(layer.inputs.begin(), layer.inputs.end(), stream) != layer.inputs.end()) return &layer;
  return nullptr;
}

class ReferenceLayer final : public FastLayer {
 public:
  explicit ReferenceLayer(const FastLayerContext& context) : layer_(context.layer), kernels_(context.kernels) {
    for (std::size_t port = 0; port < layer_.outputs.size(); ++port) outputs_.push_back(context.output(port));
  }

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    std::vector<Tensor> tensors;
    for (const Packed* input : inputs) {
      tensors.emplace_back(Shape{frames, input->vectors / frames * input->channels});
      unpack(*input, 0, tensors.back().data);
    }
    std::vector<const Tensor*> pointers;
    for (const Tensor& tensor : tensors) pointers.push_back(&tensor);
    const std::vector<Tensor> results =
        std::visit([&](const auto& kind) { return compute(kind, pointers, layer_.parameters); }, layer_.kind);
    for (std::size_t port = 0; port < outputs.size(); ++port) {
      outputs_[port].reset(frames, *outputs[port]);
      pack(kernels_, results[port].data, 0, *outputs[port]);
    }
  }

 private:
  const Layer& layer_;
  const KernelSet& kernels_;
  std::vector<StreamLayout> outputs_;
};

}  // namespace

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Mvau& m) {
  const StreamLayout input = context.input(0);
  // Weights that come with the frames may be missing.
  if (context.layer.parameters.weights.empty()) return nullptr;
  if (!PackedMvau::supports(m) || context.output(0).channels != m.MH) return nullptr;
  if (context.window) return std::make_unique<MvauLayer>(context, m, *context.window);
  if (m.MW % input.channels != 0) return nullptr;
  return std::make_unique<MvauLayer>(context, m, spanning_window(m, input));
}

StreamLayout layout_of(const NetworkStream& stream) {
  const std::int64_t channels = stream.shape.empty() ? 1 : stream.shape.back();
  return {stream.type, element_count(stream.shape) / channels, static_cast<int>(channels), form_of(stream.type)};
}

StreamLayout layout_of(const NetworkStream& stream, const StreamForms& forms) {
  StreamLayout layout = layout_of(stream);
  layout.form = forms.at(stream.name);
  return layout;
}

StreamLayout FastLayerContext::input(std::size_t port) const {
  return layout_of(*network.find_stream(layer.inputs.at(port)), forms);
}
StreamLayout FastLayerContext::output(std::size_t port) const {
  return layout_of(*network.find_stream(layer.outputs.at(port)), forms);
}

std::vector<std::string> kinds_with_fast_layer() {
  return kinds_where([](const auto& kind) {
    return requires(const FastLayerContext& c) { make_fast(c, kind); };
  });
}

std::unique_ptr<FastLayer> make_fast_layer(const FastLayerContext& context) {
  return std::visit(
      [&](const auto& kind) -> std::unique_ptr<FastLayer> {
        if constexpr (requires { make_fast(context, kind); }) return make_fast(context, kind);
        return nullptr;
      },
      context.layer.kind);
}

std::unique_ptr<FastLayer> make_reference_layer(const FastLayerContext& context) {
  return std::make_unique<ReferenceLayer>(context);
}

Window window_of(const SlidingWindow& s) {
  Window w;
  w.in_height = s.in_size[0];
  w.in_width = s.in_size[1];
  w.out_height = out_size(s)[0];
  w.out_width = out_size(s)[1];
  w.kernel_height = static_cast<int>(s.kernel[0]);
  w.kernel_width = static_cast<int>(s.kernel[1]);
  w.stride_height = static_cast<int>(s.stride[0]);
  w.stride_width = static_cast<int>(s.stride[1]);
  w.dilation_height = static_cast<int>(s.dilation[0]);
  w.dilation_width = static_cast<int>(s.dilation[1]);
  return w;
}

void gather_windows(const Packed& pixels, const Window& window, std::int64_t first, std::span<std::int32_t> values) {
  const auto channels = static_cast<std::size_t>(pixels.channels);
  for (std::int64_t v = first; !values.empty(); ++v)
    for (int tap = 0; tap < window.taps(); ++tap, values = values.subspan(channels))
      unpack(pixels, window.first_pixel(v) + window.tap_pixel(tap), values.first(channels));
}

Window window_of(const DownSampler& d) {
  Window w;
  w.in_height = d.in_size[0];
  w.in_width = d.in_size[1];
  w.out_height = (d.in_size[0] + d.stride - 1) / d.stride;
  w.out_width = (d.in_size[1] + d.stride - 1) / d.stride;
  w.stride_height = w.stride_width = static_cast<int>(d.stride);
  return w;
}

std::optional<Window> readable_window(const Network& network, const Layer& layer, const StreamForms& forms) {
  std::optional<Window> window;
  if (const auto* sliding = std::get_if<SlidingWindow>(&layer.kind)) window = window_of(*sliding);
  if (const auto* sampler = std::get_if<DownSampler>(&layer.kind)) window = window_of(*sampler);
  const Layer* consumer = window ? consumer_of(network, layer.outputs[0]) : nullptr;
  if (consumer == nullptr) return std::nullopt;
  const std::int64_t channels = layout_of(*network.find_stream(layer.inputs[0])).channels;
  if (const auto* m = std::get_if<Mvau>(&consumer->kind))
    if (PackedMvau::supports(*m) && m->MW == window->taps() * channels) return window;
  const Form form = forms.at(layer.inputs[0]);
  if (const auto* pool = std::get_if<Pool>(&consumer->kind))
    if (reads_windows(*pool, form) && pool->channels == channels && element_count(pool->kernel) == window->taps())
      return window;
  if (const auto* m = std::get_if<Vvau>(&consumer->kind))
    if (reads_windows(*m, form) && m->channels == channels && element_count(m->kernel) == window->taps()) return window;
  return std::nullopt;
}

bool only_passes_on(const LayerKind& kind) {
  return std::holds_alternative<Dwc>(kind) || std::holds_alternative<DuplicateStreams>(kind);
}

}  // namespace weir::golden
