#include "golden/layers/upsample.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape out_shape(const Upsample& u) { return {u.in_size[0] * u.factor[0], u.in_size[1] * u.factor[1], u.channels}; }

}  // namespace

void validate(const Upsample& u, const std::string& where, Errors& errors) {
  require_extents(where, "IFMDim", u.in_size, 2, 1, errors);
  require_extents(where, "Factor", u.factor, 2, 1, errors);
  require_positive(where, "NumChannels", u.channels, errors);
}

void validate_folding(const Upsample& u, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_one(where, "PE", f.PE, u.op_type, errors);
  require_one(where, "SIMD", f.SIMD, u.op_type, errors);
  require_one(where, "MMV", f.MMV, u.op_type, errors);
}

std::vector<PortSpec> input_ports(const Upsample& u, const LayerFolding&) {
  return {{u.input, append(u.in_size, u.channels), u.channels}};
}
std::vector<PortSpec> output_ports(const Upsample& u, const LayerFolding&) {
  return {{u.input, out_shape(u), u.channels}};
}
ParameterSpecs parameter_specs(const Upsample&) { return {}; }
int rtl_latency_cycles(const Upsample&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const Upsample& u, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frames = whole_frames(x, u.in_size[0] * u.in_size[1] * u.channels);
  const Shape out = out_shape(u);
  Tensor large({frames, out[0], out[1], out[2]});
  auto to = large.data.begin();
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t y = 0; y < out[0]; ++y)
      for (std::int64_t at_x = 0; at_x < out[1]; ++at_x) {
        const std::int64_t pixel = (n * u.in_size[0] + y / u.factor[0]) * u.in_size[1] + at_x / u.factor[1];
        const auto from = x.data.begin() + pixel * u.channels;
        to = std::copy(from, from + u.channels, to);
      }
  return {std::move(large)};
}

}  // namespace weir::golden
