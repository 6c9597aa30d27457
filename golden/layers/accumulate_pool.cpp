#include "golden/layers/accumulate_pool.hpp"

#include "hls/kernels/latency.hpp"

namespace weir::golden {

void validate(const AccumulatePool& p, const std::string& where, Errors& errors) {
  Errors extents;
  require_positive(where, "NumChannels", p.channels, extents);
  require_positive(where, "numInputVectors", p.num_input_vectors, extents);
  if (extents.empty()) {
    const std::int64_t pixels = element_count(p.num_input_vectors);
    require_range(where, p.output, pixels * p.input.min(), pixels * p.input.max(), extents);
  }
  errors.add(extents);
}

void validate_folding(const AccumulatePool& p, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", p.channels, errors);
  require_one(where, "SIMD", f.SIMD, p.op_type, errors);
  require_one(where, "MMV", f.MMV, p.op_type, errors);
}

std::vector<PortSpec> input_ports(const AccumulatePool& p, const LayerFolding& f) {
  return {{p.input, append(p.num_input_vectors, p.channels), f.PE}};
}
std::vector<PortSpec> output_ports(const AccumulatePool& p, const LayerFolding& f) {
  return {{p.output, {1, 1, p.channels}, f.PE}};
}
ParameterSpecs parameter_specs(const AccumulatePool&) { return {}; }
int rtl_latency_cycles(const AccumulatePool&, const LayerFolding&) { return accumulate_pool_latency(); }

std::vector<Tensor> compute(const AccumulatePool& p, const std::vector<const Tensor*>& inputs, const Parameters&) {
  const Tensor& x = *inputs[0];
  const std::int64_t pixels = element_count(p.num_input_vectors), frames = whole_frames(x, pixels * p.channels);
  Tensor sums({frames, 1, 1, p.channels});
  for (std::int64_t n = 0; n < frames; ++n)
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
      for (std::int64_t c = 0; c < p.channels; ++c)
        sums.data[static_cast<std::size_t>(n * p.channels + c)] +=
            x.data[static_cast<std::size_t>((n * pixels + pixel) * p.channels + c)];
  return {std::move(sums)};
}

}  // namespace weir::golden
