#include "golden/layers/max_pool.hpp"

#include <algorithm>
#include <limits>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape in_shape(const MaxPool& p) { return append(p.in_size, p.channels); }
Shape out_shape(const MaxPool& p) { return {p.in_size[0] / p.window[0], p.in_size[1] / p.window[1], p.channels}; }

/// FINN's pools by HLS fold the channels of one-dimensional pictures; all others take whole pixels.
std::int64_t word_elements(const MaxPool& p, const LayerFolding& f) {
  const auto is_flat = [&](std::size_t side) { return p.in_size[side] == 1 && p.window[side] == 1; };
  const auto style = f.stated.find("preferred_impl_style");
  const bool is_by_hls = style != f.stated.end() && style->second == "hls";
  return is_by_hls && (is_flat(0) || is_flat(1)) ? f.PE : p.channels;
}

}  // namespace

void validate(const MaxPool& p, const std::string& where, Errors& errors) {
  Errors extents;
  require_extents(where, "ImgDim", p.in_size, 2, 1, extents);
  require_extents(where, "PoolDim", p.window, 2, 1, extents);
  require_positive(where, "NumChannels", p.channels, extents);
  errors.add(extents);
  if (extents.empty() && (p.window[0] > p.in_size[0] || p.window[1] > p.in_size[1]))
    errors.add("layer-shape",
               where + ": window " + to_string(p.window) + " is larger than the picture " + to_string(p.in_size));
}

void validate_folding(const MaxPool& p, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", p.channels, errors);
  require_one(where, "SIMD", f.SIMD, p.op_type, errors);
  require_one(where, "MMV", f.MMV, p.op_type, errors);
}

std::vector<PortSpec> input_ports(const MaxPool& p, const LayerFolding& f) {
  return {{p.type, in_shape(p), word_elements(p, f)}};
}
std::vector<PortSpec> output_ports(const MaxPool& p, const LayerFolding& f) {
  return {{p.type, out_shape(p), word_elements(p, f)}};
}
ParameterSpecs parameter_specs(const MaxPool&) { return {}; }
int rtl_latency_cycles(const MaxPool&, const LayerFolding&) { return max_pool_latency(); }

std::vector<Tensor> compute(const MaxPool& p, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frames = whole_frames(x, element_count(in_shape(p)));
  const Shape out = out_shape(p);
  Tensor largest({frames, out[0], out[1], out[2]});
  std::fill(largest.data.begin(), largest.data.end(), std::numeric_limits<std::int32_t>::min());
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t y = 0; y < out[0] * p.window[0]; ++y)
      for (std::int64_t at_x = 0; at_x < out[1] * p.window[1]; ++at_x) {
        const auto* from =
            &x.data[static_cast<std::size_t>(((n * p.in_size[0] + y) * p.in_size[1] + at_x) * p.channels)];
        auto* to = &largest.data[static_cast<std::size_t>(
            ((n * out[0] + y / p.window[0]) * out[1] + at_x / p.window[1]) * p.channels)];
        for (std::int64_t c = 0; c < p.channels; ++c) to[c] = std::max(to[c], from[c]);
      }
  return {std::move(largest)};
}

}  // namespace weir::golden
