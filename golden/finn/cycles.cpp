#include "golden/finn/cycles.hpp"

#include <algorithm>

namespace weir::golden {

namespace {

std::int64_t words(const PortSpec& port) { return element_count(port.shape) / port.elements_per_word; }

template <class Kind>
std::int64_t input_words(const Kind& kind, const HardwareNode& node) {
  return words(input_ports(kind, node.folding).front());
}

template <class Kind>
std::int64_t output_words(const Kind& kind, const HardwareNode& node) {
  return words(output_ports(kind, node.folding).front());
}

/// A window generator of one row: FINN takes columns as rows.
std::int64_t row_cycles(const SlidingWindow& s, std::int64_t channel_fold, bool is_of_plus) {
  const std::size_t axis = s.in_size[1] == 1 ? 0 : 1;
  const std::int64_t kernel = s.kernel[axis], out = out_size(s)[axis];
  const std::int64_t reads = out * kernel * channel_fold + 2;
  if (is_of_plus && s.depthwise)
    return 2 + std::max(out * kernel * channel_fold + (channel_fold - 1) * kernel,
                        (s.in_size[axis] + (kernel - 1) * (s.stride[axis] - 1)) * channel_fold);
  return s.depthwise ? reads + channel_fold * (kernel - 1) * (s.stride[axis] - 1) - (kernel - 1) : reads;
}

/// A window generator by HLS: it fills the rows of a window, then alternates writing and reading. Source: FINN 0.9.
std::int64_t hls_cycles(const SlidingWindow& s, std::int64_t channel_fold) {
  const std::int64_t writes = out_size(s)[1] * s.kernel[0] * s.kernel[1] * channel_fold;
  const std::int64_t reads = s.stride[1] * s.in_size[1] * channel_fold;
  return s.in_size[1] * s.kernel[0] * s.dilation[0] * channel_fold + out_size(s)[0] * std::max(writes, reads);
}

/// The same of a line of pixels. Source: FINN 0.9's ConvolutionInputGenerator1D and 0.7's.
std::int64_t hls_line_cycles(const SlidingWindow& s, const HardwareNode& node) {
  const std::size_t axis = s.in_size[1] == 1 ? 0 : 1;
  const std::int64_t fold = s.channels / node.folding.SIMD, kernel = s.kernel[axis], out = out_size(s)[axis];
  const std::int64_t reads = s.in_size[axis] * fold, writes = out * kernel * fold;
  const bool is_plain = s.stride[axis] == 1 && s.dilation[axis] == 1 && !s.depthwise && fold == 1;
  if (node.parallel_window && is_plain) return kernel + out;
  if (node.is_before_0_9) return reads + std::max(writes, s.stride[axis] * reads);
  if (!s.depthwise) return 1 + writes;
  return s.dilation[axis] > 1 ? reads + writes : 1 + writes + (fold - 1) * (kernel - 1);
}

}  // namespace

bool is_plus(const HardwareNode& node) { return node.folding.stated.contains(kStatedRelease); }

void state_release(const std::string& release, const Network& network, Folding& folding) {
  if (release.empty() || release == "0.10") return;
  for (const Layer& layer : network.layers) folding.layers[layer.name].stated[kStatedRelease] = release;
}

bool is_parallel_window(const SlidingWindow& s, const HardwareNode& node) {
  const std::int64_t kernel = s.kernel[0] * s.kernel[1];
  return kernel == 1 || node.parallel_window;
}

/// TH rows share the multipliers of a tile, in FINN+ and FINN's development branch.
std::int64_t exp_cycles(const Mvau& m, const HardwareNode& node) {
  const auto tiled = node.folding.stated.find("TH");
  const std::int64_t tile_height = tiled == node.folding.stated.end() ? 1 : std::stoi(tiled->second);
  return (m.MH / node.folding.PE) * (m.MW / node.folding.SIMD) * vectors_per_frame(m) * tile_height;
}

std::int64_t exp_cycles(const Vvau& m, const HardwareNode& node) {
  return m.channels * m.kernel[0] * m.kernel[1] / node.folding.PE / node.folding.SIMD * m.out_size[0] * m.out_size[1];
}

std::int64_t exp_cycles(const SlidingWindow& s, const HardwareNode& node) {
  if (node.backend == Backend::Hls && (s.in_size[0] == 1 || s.in_size[1] == 1)) return hls_line_cycles(s, node);
  if (node.backend == Backend::Hls) return hls_cycles(s, s.channels / node.folding.SIMD);
  if (is_parallel_window(s, node)) return input_words(s, node) + 2;
  const std::int64_t fold = s.channels / node.folding.SIMD, width = s.in_size[1];
  if (s.in_size[0] == 1 || width == 1) return row_cycles(s, fold, is_plus(node));
  const auto out = out_size(s);
  const std::int64_t first_window =
      ((s.kernel[0] - 1) * s.dilation[0] * width + (s.kernel[1] - 1) * s.dilation[1] + 1) * fold;
  std::int64_t row = std::max(out[1] * s.kernel[0] * s.kernel[1] * fold, s.stride[1] * width * fold);
  if (!s.depthwise) return first_window + out[0] * row;
  row += out[1] * (s.stride[1] - 1) * (fold - 1);
  return first_window + out[0] * row + (s.stride[0] - 1) * width * fold;
}

std::int64_t exp_cycles(const Thresholding& t, const HardwareNode& node) { return output_words(t, node); }
std::int64_t exp_cycles(const AddStreams& a, const HardwareNode& node) { return output_words(a, node); }
std::int64_t exp_cycles(const Eltwise& e, const HardwareNode& node) { return output_words(e, node); }
std::int64_t exp_cycles(const DuplicateStreams& d, const HardwareNode& node) { return output_words(d, node); }
std::int64_t exp_cycles(const ChannelwiseOp& c, const HardwareNode& node) { return output_words(c, node); }
std::int64_t exp_cycles(const Concat& c, const HardwareNode& node) { return output_words(c, node); }
std::int64_t exp_cycles(const Split& s, const HardwareNode& node) { return input_words(s, node); }
std::int64_t exp_cycles(const FmPadding& p, const HardwareNode& node) { return output_words(p, node); }
std::int64_t exp_cycles(const PixelPadding& p, const HardwareNode& node) { return output_words(p, node); }
std::int64_t exp_cycles(const DownSampler& d, const HardwareNode& node) { return input_words(d, node); }
/// FINN+ folds its pixels; every other release has them whole.
std::int64_t exp_cycles(const Upsample& u, const HardwareNode& node) {
  const auto folded = node.folding.stated.find(kPixelSimd);
  const std::int64_t words_per_pixel = folded == node.folding.stated.end() ? 1 : u.channels / std::stoi(folded->second);
  return output_words(u, node) * words_per_pixel;
}
std::int64_t exp_cycles(const Crop& c, const HardwareNode& node) { return input_words(c, node); }
std::int64_t exp_cycles(const Lookup& l, const HardwareNode&) { return element_count(l.indices); }
std::int64_t exp_cycles(const LabelSelect& l, const HardwareNode& node) { return l.labels / node.folding.PE; }
std::int64_t exp_cycles(const Dwc&, const HardwareNode&) { return 0; }

std::int64_t exp_cycles(const AccumulatePool& p, const HardwareNode& node) {
  return input_words(p, node) + p.channels / node.folding.PE;
}

std::int64_t exp_cycles(const MaxPool& p, const HardwareNode& node) {
  const std::size_t along = p.in_size[1] == 1 ? 0 : 1;
  const std::int64_t length = p.in_size[along], kernel = p.window[along];
  const bool is_row = p.in_size[1 - along] == 1 && p.window[1 - along] == 1;
  // FINN up to 0.7 counts a line's pixels without its channels, and a picture with a read back per row.
  if (node.is_before_0_8) return is_row ? length + kernel : length * length + length * length / kernel;
  if (is_row) return length / kernel * (p.channels / node.folding.PE) * (kernel + 1);
  // In floating point, as there: with a window of 3 the product can fall just short of a whole number.
  const auto area = static_cast<double>(length * length), share = 1.0 / static_cast<double>(kernel * kernel);
  return static_cast<std::int64_t>(area * (1.0 + share));
}

std::int64_t exp_cycles(const Pool& p, const HardwareNode& node) {
  return p.channels * p.kernel[0] * p.kernel[1] / node.folding.PE * p.out_size[0] * p.out_size[1];
}

std::vector<std::string> kinds_with_exp_cycles() {
  return kinds_where([](const auto& kind) {
    return requires(const HardwareNode& n) { exp_cycles(kind, n); };
  });
}

std::int64_t exp_cycles(const HardwareNode& node) {
  return std::visit(
      [&](const auto& kind) -> std::int64_t {
        if constexpr (requires { exp_cycles(kind, node); })
          return exp_cycles(kind, node);
        else
          throw Error("estimate-unsupported", node.layer->name + ": FINN has no cycle estimate for a " + kind.op_type);
      },
      node.layer->kind);
}

}  // namespace weir::golden
