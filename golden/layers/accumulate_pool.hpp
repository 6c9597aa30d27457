/// Accumulate pool: the plain sum of every channel over all pixels of a frame. FINN op "GlobalAccPool". Out [1, 1, C].
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct AccumulatePool {
  static constexpr const char* op_type = "GlobalAccPool";

  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< pixels per frame, e.g. {7, 7}
  DataType input = DataType::uint(8);
  DataType output = DataType::uint(16);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
    v("outputDataType", output);
  }
  bool operator==(const AccumulatePool&) const = default;
};

void validate(const AccumulatePool& p, const std::string& where, Errors& errors);
void validate_folding(const AccumulatePool& p, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const AccumulatePool& p, const LayerFolding& f);
std::vector<PortSpec> output_ports(const AccumulatePool& p, const LayerFolding& f);
ParameterSpecs parameter_specs(const AccumulatePool& p);
int rtl_latency_cycles(const AccumulatePool& p, const LayerFolding& f);
std::vector<Tensor> compute(const AccumulatePool& p, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
