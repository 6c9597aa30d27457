#include "golden/layers/eltwise.hpp"

#include <algorithm>
#include <cstdlib>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape frame(const Eltwise& e) { return append(e.num_input_vectors, e.channels); }

}  // namespace

void validate(const Eltwise& e, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", e.channels, errors);
  require_positive(where, "numInputVectors", e.num_input_vectors, errors);
  const std::int64_t lowest = e.lhs.min() - e.rhs.max(), highest = e.lhs.max() - e.rhs.min();
  if (e.operation == "Add")
    require_range(where, e.output, e.lhs.min() + e.rhs.min(), e.lhs.max() + e.rhs.max(), errors);
  else if (e.operation == "Sub")
    require_range(where, e.output, lowest, highest, errors);
  else if (e.operation == "AbsDiff")
    require_range(where, e.output, 0, std::max(-lowest, highest), errors);
  else
    errors.add("layer-function", where + ": eltwiseOp is \"" + e.operation + "\"", "", "legal: Add Sub AbsDiff");
}

void validate_folding(const Eltwise& e, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_divides(where, "PE", f.PE, "NumChannels", e.channels, errors);
  require_one(where, "SIMD", f.SIMD, e.op_type, errors);
  require_one(where, "MMV", f.MMV, e.op_type, errors);
}

std::vector<PortSpec> input_ports(const Eltwise& e, const LayerFolding& f) {
  return {{e.lhs, frame(e), f.PE}, {e.rhs, frame(e), f.PE}};
}
std::vector<PortSpec> output_ports(const Eltwise& e, const LayerFolding& f) { return {{e.output, frame(e), f.PE}}; }
ParameterSpecs parameter_specs(const Eltwise&) { return {}; }
int rtl_latency_cycles(const Eltwise&, const LayerFolding&) { return elementwise_latency(); }

std::vector<Tensor> compute(const Eltwise& e, const std::vector<const Tensor*>& inputs, const Parameters&) {
  Tensor out = *inputs[0];
  for (std::size_t i = 0; i < out.data.size(); ++i) {
    const std::int32_t a = out.data[i], b = inputs[1]->data[i];
    out.data[i] = e.operation == "Add" ? a + b : e.operation == "Sub" ? a - b : std::abs(a - b);
  }
  return {std::move(out)};
}

}  // namespace weir::golden
