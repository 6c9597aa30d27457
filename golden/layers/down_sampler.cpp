#include "golden/layers/down_sampler.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape in_shape(const DownSampler& d) { return append(d.in_size, d.channels); }
Shape out_shape(const DownSampler& d) {
  return {(d.in_size[0] + d.stride - 1) / d.stride, (d.in_size[1] + d.stride - 1) / d.stride, d.channels};
}

}  // namespace

void validate(const DownSampler& d, const std::string& where, Errors& errors) {
  require_extents(where, "ImgDim", d.in_size, 2, 1, errors);
  require_positive(where, "NumChannels", d.channels, errors);
  require_positive(where, "Stride", d.stride, errors);
}

void validate_folding(const DownSampler& d, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "SIMD", f.SIMD, "NumChannels", d.channels, errors);
  require_one(where, "PE", f.PE, d.op_type, errors);
  require_one(where, "MMV", f.MMV, d.op_type, errors);
}

std::vector<PortSpec> input_ports(const DownSampler& d, const LayerFolding& f) {
  return {{d.input, in_shape(d), f.SIMD}};
}
std::vector<PortSpec> output_ports(const DownSampler& d, const LayerFolding& f) {
  return {{d.input, out_shape(d), f.SIMD}};
}
ParameterSpecs parameter_specs(const DownSampler&) { return {}; }
int rtl_latency_cycles(const DownSampler&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const DownSampler& d, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frames = whole_frames(x, element_count(in_shape(d)));
  const Shape out = out_shape(d);
  Tensor kept({frames, out[0], out[1], out[2]});
  auto to = kept.data.begin();
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t y = 0; y < d.in_size[0]; y += d.stride)
      for (std::int64_t at_x = 0; at_x < d.in_size[1]; at_x += d.stride) {
        const auto from = x.data.begin() + ((n * d.in_size[0] + y) * d.in_size[1] + at_x) * d.channels;
        to = std::copy(from, from + d.channels, to);
      }
  return {std::move(kept)};
}

}  // namespace weir::golden
