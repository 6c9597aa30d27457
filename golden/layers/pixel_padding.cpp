#include "golden/layers/pixel_padding.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape out_shape(const PixelPadding& p) {
  return {(p.in_size[0] - 1) * p.stride[0] + 1, (p.in_size[1] - 1) * p.stride[1] + 1, p.channels};
}

}  // namespace

void validate(const PixelPadding& p, const std::string& where, Errors& errors) {
  require_extents(where, "ImgDim", p.in_size, 2, 1, errors);
  require_extents(where, "Stride", p.stride, 2, 1, errors);
  require_positive(where, "NumChannels", p.channels, errors);
  if (!p.input.holds(0))
    errors.add("layer-type", where + ": " + p.input.name() + " has no 0 to pad with", "",
               "legal: any type but BIPOLAR");
}

void validate_folding(const PixelPadding& p, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "SIMD", f.SIMD, "NumChannels", p.channels, errors);
  require_one(where, "PE", f.PE, p.op_type, errors);
  require_one(where, "MMV", f.MMV, p.op_type, errors);
}

std::vector<PortSpec> input_ports(const PixelPadding& p, const LayerFolding& f) {
  return {{p.input, append(p.in_size, p.channels), f.SIMD}};
}
std::vector<PortSpec> output_ports(const PixelPadding& p, const LayerFolding& f) {
  return {{p.input, out_shape(p), f.SIMD}};
}
ParameterSpecs parameter_specs(const PixelPadding&) { return {}; }
int rtl_latency_cycles(const PixelPadding&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const PixelPadding& p, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frames = whole_frames(x, p.in_size[0] * p.in_size[1] * p.channels);
  const Shape out = out_shape(p);
  Tensor padded({frames, out[0], out[1], out[2]});
  auto from = x.data.begin();
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t y = 0; y < p.in_size[0]; ++y)
      for (std::int64_t at_x = 0; at_x < p.in_size[1]; ++at_x) {
        const std::int64_t pixel = (n * out[0] + y * p.stride[0]) * out[1] + at_x * p.stride[1];
        std::copy(from, from + p.channels, padded.data.begin() + pixel * p.channels);
        from += p.channels;
      }
  return {std::move(padded)};
}

}  // namespace weir::golden
