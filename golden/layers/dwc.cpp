#include "golden/layers/dwc.hpp"

#include "hls/kernels/latency.hpp"

namespace weir::golden {

void validate(const Dwc& d, const std::string& where, Errors& errors) {
  Errors extents;
  require_positive(where, "shape", d.shape, extents);
  require_positive(where, "inElements", d.in_elements, extents);
  require_positive(where, "outElements", d.out_elements, extents);
  errors.add(extents);
  if (!extents.empty()) return;
  const std::int64_t elements = element_count(d.shape);
  require_divides(where, "inElements", d.in_elements, "elements per frame", elements, errors);
  require_divides(where, "outElements", d.out_elements, "elements per frame", elements, errors);
  if (d.in_elements % d.out_elements != 0 && d.out_elements % d.in_elements != 0)
    errors.add(
        "dwc-ratio",
        where + ": words of " + std::to_string(d.in_elements) + " and " + std::to_string(d.out_elements) + " elements",
        "", "one must be a multiple of the other");
}

void validate_folding(const Dwc& d, const LayerFolding& f, const std::string& where, Errors& errors) {
  require_one(where, "PE", f.PE, d.op_type, errors);
  require_one(where, "SIMD", f.SIMD, d.op_type, errors);
  require_one(where, "MMV", f.MMV, d.op_type, errors);
}

std::vector<PortSpec> input_ports(const Dwc& d, const LayerFolding&) { return {{d.type, d.shape, d.in_elements}}; }
std::vector<PortSpec> output_ports(const Dwc& d, const LayerFolding&) { return {{d.type, d.shape, d.out_elements}}; }
ParameterSpecs parameter_specs(const Dwc&) { return {}; }
int rtl_latency_cycles(const Dwc&, const LayerFolding&) { return dwc_latency(); }

std::vector<Tensor> compute(const Dwc&, const std::vector<const Tensor*>& inputs, const Parameters&) {
  return {*inputs[0]};
}

}  // namespace weir::golden
