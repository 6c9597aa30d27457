#include "golden/layers/fm_padding.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape in_shape(const FmPadding& p) { return append(p.in_size, p.channels); }
Shape out_shape(const FmPadding& p) {
  return {p.padding[0] + p.in_size[0] + p.padding[2], p.padding[1] + p.in_size[1] + p.padding[3], p.channels};
}

}  // namespace

void validate(const FmPadding& p, const std::string& where, Errors& errors) {
  require_extents(where, "ImgDim", p.in_size, 2, 1, errors);
  require_extents(where, "Padding", p.padding, 4, 0, errors);
  require_positive(where, "NumChannels", p.channels, errors);
  if (!p.type.holds(0))
    errors.add("layer-type", where + ": " + p.type.name() + " has no 0 to pad with", "", "legal: any type but BIPOLAR");
}

void validate_folding(const FmPadding& p, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "SIMD", f.SIMD, "NumChannels", p.channels, errors);
  require_one(where, "PE", f.PE, p.op_type, errors);
  require_one(where, "MMV", f.MMV, p.op_type, errors);
}

std::vector<PortSpec> input_ports(const FmPadding& p, const LayerFolding& f) { return {{p.type, in_shape(p), f.SIMD}}; }
std::vector<PortSpec> output_ports(const FmPadding& p, const LayerFolding& f) {
  return {{p.type, out_shape(p), f.SIMD}};
}
ParameterSpecs parameter_specs(const FmPadding&) { return {}; }
int rtl_latency_cycles(const FmPadding&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const FmPadding& p, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frames = whole_frames(x, element_count(in_shape(p)));
  const Shape out = out_shape(p);
  Tensor padded({frames, out[0], out[1], out[2]});
  const std::int64_t row = p.in_size[1] * p.channels;
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t y = 0; y < p.in_size[0]; ++y) {
      const auto from = x.data.begin() + (n * p.in_size[0] + y) * row;
      const std::int64_t to = ((n * out[0] + p.padding[0] + y) * out[1] + p.padding[1]) * p.channels;
      std::copy(from, from + row, padded.data.begin() + to);
    }
  return {std::move(padded)};
}

}  // namespace weir::golden
