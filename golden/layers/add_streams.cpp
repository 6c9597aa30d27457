#include "golden/layers/add_streams.hpp"

#include <algorithm>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape frame(const AddStreams& a) { return append(a.num_input_vectors, a.channels); }

}  // namespace

void validate(const AddStreams& a, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", a.channels, errors);
  require_positive(where, "numInputVectors", a.num_input_vectors, errors);
  if (a.output == DataType::bipolar())
    errors.add("layer-type", where + ": the output of a sum is BIPOLAR", "", "legal: INTn or UINTn");
  if (!a.saturate)
    require_range(where, a.output, a.lhs.min() + a.rhs.min() + a.offset, a.lhs.max() + a.rhs.max() + a.offset, errors);
}

void validate_folding(const AddStreams& a, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", a.channels, errors);
  require_one(where, "SIMD", f.SIMD, a.op_type, errors);
  require_one(where, "MMV", f.MMV, a.op_type, errors);
}

std::vector<PortSpec> input_ports(const AddStreams& a, const LayerFolding& f) {
  return {{a.lhs, frame(a), f.PE}, {a.rhs, frame(a), f.PE}};
}
std::vector<PortSpec> output_ports(const AddStreams& a, const LayerFolding& f) { return {{a.output, frame(a), f.PE}}; }
ParameterSpecs parameter_specs(const AddStreams&) { return {}; }
int rtl_latency_cycles(const AddStreams&, const LayerFolding&) { return elementwise_latency(); }

std::vector<Tensor> compute(const AddStreams& a, const std::vector<const Tensor*>& inputs, const Parameters&) {
  Tensor sum = *inputs[0];
  for (std::size_t i = 0; i < sum.data.size(); ++i) {
    const std::int64_t value = std::int64_t{sum.data[i]} + inputs[1]->data[i] + a.offset;
    sum.data[i] = static_cast<std::int32_t>(a.saturate ? std::clamp(value, a.output.min(), a.output.max()) : value);
  }
  return {std::move(sum)};
}

}  // namespace weir::golden
