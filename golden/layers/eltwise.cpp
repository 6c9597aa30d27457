#include "golden/layers/eltwise.hpp"

#include <algorithm>
#include <cstdlib>

#include "hls/kernels/latency.hpp"

namespace weir::golden {

namespace {

Shape frame(const Eltwise& e) { return append(e.num_input_vectors, e.channels); }

/// What the operation can make of elements of those types.
std::pair<std::int64_t, std::int64_t> range_of(const std::string& operation, DataType lhs, DataType rhs) {
  const std::int64_t lowest = lhs.min() - rhs.max(), highest = lhs.max() - rhs.min();
  if (operation == "Add") return {lhs.min() + rhs.min(), lhs.max() + rhs.max()};
  if (operation == "AbsDiff") return {0, std::max(-lowest, highest)};
  if (operation == "Sub") return {lowest, highest};
  const auto corners = {lhs.min() * rhs.min(), lhs.min() * rhs.max(), lhs.max() * rhs.min(), lhs.max() * rhs.max()};
  return {std::min(corners), std::max(corners)};
}

std::int32_t apply(const Eltwise& e, std::int32_t a, std::int32_t b) {
  if (e.operation == "Add") return a + b;
  if (e.operation == "Mul") return a * b;
  return e.operation == "Sub" ? a - b : std::abs(a - b);
}

}  // namespace

void validate(const Eltwise& e, const std::string& where, Errors& errors) {
  require_positive(where, "NumChannels", e.channels, errors);
  require_positive(where, "numInputVectors", e.num_input_vectors, errors);
  if (e.operation != "Add" && e.operation != "Sub" && e.operation != "AbsDiff" && e.operation != "Mul") {
    errors.add("layer-function", where + ": eltwiseOp is \"" + e.operation + "\"", "", "legal: Add Sub AbsDiff Mul");
    return;
  }
  const auto [low, high] = range_of(e.operation, e.lhs, e.rhs);
  require_range(where, e.output, low, high, errors);
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
  for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = apply(e, out.data[i], inputs[1]->data[i]);
  return {std::move(out)};
}

}  // namespace weir::golden
