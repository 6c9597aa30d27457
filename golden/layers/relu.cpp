#include "golden/layers/relu.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape frame(const Relu& r) { return append(r.num_input_vectors, r.channels); }

}  // namespace

void validate(const Relu& r, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", r.channels, errors);
  require_positive(where, "numInputVectors", r.num_input_vectors, errors);
  require_range(where, r.output, 0, std::max<std::int64_t>(0, r.input.max() - r.offset), errors);
}

void validate_folding(const Relu& r, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", r.channels, errors);
  require_one(where, "SIMD", f.SIMD, r.op_type, errors);
  require_one(where, "MMV", f.MMV, r.op_type, errors);
}

std::vector<PortSpec> input_ports(const Relu& r, const LayerFolding& f) { return {{r.input, frame(r), f.PE}}; }
std::vector<PortSpec> output_ports(const Relu& r, const LayerFolding& f) { return {{r.output, frame(r), f.PE}}; }
ParameterSpecs parameter_specs(const Relu&) { return {}; }
int rtl_latency_cycles(const Relu&, const LayerFolding&) { return elementwise_latency(); }

std::vector<Tensor> compute(const Relu& r, const std::vector<const Tensor*>& inputs, const Parameters&) {
  Tensor out = *inputs[0];
  for (auto& value : out.data) value = std::max(value - r.offset, 0);
  return {std::move(out)};
}

}  // namespace weir::golden
