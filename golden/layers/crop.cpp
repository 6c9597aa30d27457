#include "golden/layers/crop.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape out_shape(const Crop& c) {
  return {c.in_size[0] - c.border[0] - c.border[2], c.in_size[1] - c.border[1] - c.border[3], c.channels};
}

}  // namespace

void validate(const Crop& c, const std::string& where, Errors& errors) {
  Errors found;
  require_extents(where, "ImgDim", c.in_size, 2, 1, found);
  require_extents(where, "Crop", c.border, 4, 0, found);
  require_positive(where, "NumChannels", c.channels, found);
  if (found.empty() && (out_shape(c)[0] < 1 || out_shape(c)[1] < 1))
    found.add("layer-shape",
              where + ": nothing is left of a picture " + to_string(c.in_size) + " cropped by " + to_string(c.border));
  errors.add(found);
}

void validate_folding(const Crop& c, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "SIMD", f.SIMD, "NumChannels", c.channels, errors);
  require_one(where, "PE", f.PE, c.op_type, errors);
  require_one(where, "MMV", f.MMV, c.op_type, errors);
}

std::vector<PortSpec> input_ports(const Crop& c, const LayerFolding& f) {
  return {{c.input, append(c.in_size, c.channels), f.SIMD}};
}
std::vector<PortSpec> output_ports(const Crop& c, const LayerFolding& f) { return {{c.input, out_shape(c), f.SIMD}}; }
ParameterSpecs parameter_specs(const Crop&) { return {}; }
int rtl_latency_cycles(const Crop&, const LayerFolding&) { return mover_latency(); }

std::vector<Tensor> compute(const Crop& c, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t frames = whole_frames(x, c.in_size[0] * c.in_size[1] * c.channels);
  const Shape out = out_shape(c);
  Tensor kept({frames, out[0], out[1], out[2]});
  auto to = kept.data.begin();
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t y = 0; y < out[0]; ++y) {
      const std::int64_t pixel = (n * c.in_size[0] + y + c.border[0]) * c.in_size[1] + c.border[3];
      const auto from = x.data.begin() + pixel * c.channels;
      to = std::copy(from, from + out[1] * c.channels, to);
    }
  return {std::move(kept)};
}

}  // namespace weir::golden
