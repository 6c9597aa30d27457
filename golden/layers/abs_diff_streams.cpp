#include "golden/layers/abs_diff_streams.hpp"

#include <algorithm>
#include <cstdlib>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape frame(const AbsDiffStreams& a) { return append(a.num_input_vectors, a.channels); }

}  // namespace

void validate(const AbsDiffStreams& a, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", a.channels, errors);
  require_positive(where, "numInputVectors", a.num_input_vectors, errors);
  require_range(where, a.output, 0, std::max(a.lhs.max() - a.rhs.min(), a.rhs.max() - a.lhs.min()), errors);
}

void validate_folding(const AbsDiffStreams& a, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", a.channels, errors);
  require_one(where, "SIMD", f.SIMD, a.op_type, errors);
  require_one(where, "MMV", f.MMV, a.op_type, errors);
}

std::vector<PortSpec> input_ports(const AbsDiffStreams& a, const LayerFolding& f) {
  return {{a.lhs, frame(a), f.PE}, {a.rhs, frame(a), f.PE}};
}
std::vector<PortSpec> output_ports(const AbsDiffStreams& a, const LayerFolding& f) {
  return {{a.output, frame(a), f.PE}};
}
ParameterSpecs parameter_specs(const AbsDiffStreams&) { return {}; }
int rtl_latency_cycles(const AbsDiffStreams&, const LayerFolding&) { return elementwise_latency(); }

std::vector<Tensor> compute(const AbsDiffStreams&, const std::vector<const Tensor*>& inputs, const Parameters&) {
  Tensor distance = *inputs[0];
  for (std::size_t i = 0; i < distance.data.size(); ++i)
    distance.data[i] = std::abs(distance.data[i] - inputs[1]->data[i]);
  return {std::move(distance)};
}

}  // namespace weir::golden
