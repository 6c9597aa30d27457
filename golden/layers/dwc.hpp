/// Data-width converter: regroups the elements of a stream into narrower or wider words; values and order stay.
/// FINN op "StreamingDataWidthConverter". Down: lowest elements leave first; up: the first word fills the lowest
/// elements.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Dwc {
  static constexpr const char* op_type = "StreamingDataWidthConverter";

  Shape shape;  ///< one frame
  DataType type = DataType::binary();
  std::int64_t in_elements = 1;   ///< elements per input word
  std::int64_t out_elements = 1;  ///< elements per output word; one of the two divides the other

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("shape", shape);
    v("dataType", type);
    v("inElements", in_elements);
    v("outElements", out_elements);
  }
  bool operator==(const Dwc&) const = default;
};

void validate(const Dwc& d, const std::string& where, Errors& errors);
void validate_folding(const Dwc& d, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Dwc& d, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Dwc& d, const LayerFolding& f);
ParameterSpecs parameter_specs(const Dwc& d);
int rtl_latency_cycles(const Dwc& d, const LayerFolding& f);
std::vector<Tensor> compute(const Dwc& d, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
