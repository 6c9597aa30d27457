/// Label select: the indices of the K largest scores of a frame, best first; of equal scores the lower index first.
/// FINN op "LabelSelect".
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct LabelSelect {
  static constexpr const char* op_type = "LabelSelect";

  std::int64_t labels = 0;  ///< scores per frame
  std::int64_t K = 1;       ///< indices per frame
  DataType input = DataType::int_(32);
  DataType output = DataType::uint(32);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("Labels", labels);
    v("K", K);
    v("inputDataType", input);
    v("outputDataType", output);
  }
  bool operator==(const LabelSelect&) const = default;
};

void validate(const LabelSelect& l, const std::string& where, Errors& errors);
void validate_folding(const LabelSelect& l, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const LabelSelect& l, const LayerFolding& f);
std::vector<PortSpec> output_ports(const LabelSelect& l, const LayerFolding& f);
ParameterSpecs parameter_specs(const LabelSelect& l);
int rtl_latency_cycles(const LabelSelect& l, const LayerFolding& f);
std::vector<Tensor> compute(const LabelSelect& l, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
