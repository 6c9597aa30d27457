#include "golden/layers/sliding_window.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape in_shape(const SlidingWindow& s) { return append(s.in_size, s.channels); }
std::int64_t taps(const SlidingWindow& s) { return s.kernel[0] * s.kernel[1]; }
std::int64_t window_elements(const SlidingWindow& s) { return taps(s) * s.channels; }

ElementOrder order_out(const SlidingWindow& s, const LayerFolding& f) {
  if (s.depthwise) return depthwise_order(taps(s), s.channels, f.SIMD);
  return side_by_side_order(window_elements(s), f.SIMD, f.MMV);
}

/// A parallel window is one word per channel group.
std::int64_t word_elements(const SlidingWindow& s, const LayerFolding& f) {
  const auto parallel = f.stated.find("parallel_window");
  const bool is_parallel = parallel != f.stated.end() && parallel->second == "1";
  return std::int64_t{f.SIMD} * f.MMV * (is_parallel ? taps(s) : 1);
}

}  // namespace

std::vector<std::int64_t> out_size(const SlidingWindow& s) {
  std::vector<std::int64_t> size(2);
  for (std::size_t axis = 0; axis < 2; ++axis)
    size[axis] = (s.in_size[axis] - ((s.kernel[axis] - 1) * s.dilation[axis] + 1)) / s.stride[axis] + 1;
  return size;
}

void validate(const SlidingWindow& s, const std::string& where, Errors& errors) {
  Errors extents;
  require_extents(where, "IFMDim", s.in_size, 2, 1, extents);
  require_extents(where, "ConvKernelDim", s.kernel, 2, 1, extents);
  require_extents(where, "Stride", s.stride, 2, 1, extents);
  require_extents(where, "Dilation", s.dilation, 2, 1, extents);
  require_positive(where, "IFMChannels", s.channels, extents);
  errors.add(extents);
  if (!extents.empty()) return;
  for (std::size_t axis = 0; axis < 2; ++axis)
    if ((s.kernel[axis] - 1) * s.dilation[axis] + 1 > s.in_size[axis])
      errors.add("layer-shape", where + ": kernel " + to_string(s.kernel) + " with dilation " + to_string(s.dilation) +
                                    " is larger than the picture " + to_string(s.in_size));
}

void validate_folding(const SlidingWindow& s, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "SIMD", f.SIMD, "IFMChannels", s.channels, errors);
  if (s.depthwise)
    require_one(where, "MMV", f.MMV, "depthwise ConvolutionInputGenerator", errors);
  else
    require_divides(where, "MMV", f.MMV, "the output row", out_size(s)[1], errors);
  require_one(where, "PE", f.PE, s.op_type, errors);
}

std::vector<PortSpec> input_ports(const SlidingWindow& s, const LayerFolding& f) {
  return {{s.type, in_shape(s), f.SIMD}};
}

std::vector<PortSpec> output_ports(const SlidingWindow& s, const LayerFolding& f) {
  return {{s.type, append(out_size(s), window_elements(s)), word_elements(s, f), order_out(s, f)}};
}

ParameterSpecs parameter_specs(const SlidingWindow&) { return {}; }

int rtl_latency_cycles(const SlidingWindow&, const LayerFolding&) { return sliding_window_latency(); }

std::vector<Tensor> compute(const SlidingWindow& s, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frame = element_count(in_shape(s)), frames = whole_frames(x, frame);
  const auto out = out_size(s);
  Tensor windows({frames, out[0], out[1], window_elements(s)});
  auto to = windows.data.begin();
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t oy = 0; oy < out[0]; ++oy)
      for (std::int64_t ox = 0; ox < out[1]; ++ox)
        for (std::int64_t ky = 0; ky < s.kernel[0]; ++ky)
          for (std::int64_t kx = 0; kx < s.kernel[1]; ++kx) {
            const std::int64_t y = oy * s.stride[0] + ky * s.dilation[0], at_x = ox * s.stride[1] + kx * s.dilation[1];
            const auto from = x.data.begin() + n * frame + (y * s.in_size[1] + at_x) * s.channels;
            to = std::copy(from, from + s.channels, to);
          }
  return {std::move(windows)};
}

}  // namespace weir::golden
