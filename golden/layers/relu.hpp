/// ReLU of values stored with an offset: out = max(in - offset, 0). FINN's HLS library has it as "ReLU_Batch".
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Relu {
  static constexpr const char* op_type = "ReLU";

  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType input = DataType::uint(8);
  DataType output = DataType::uint(8);
  int offset = 0;  ///< the code of zero

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
    v("outputDataType", output);
    v("offset", offset);
  }
  bool operator==(const Relu&) const = default;
};

void validate(const Relu& r, const std::string& where, Errors& errors);
void validate_folding(const Relu& r, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Relu& r, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Relu& r, const LayerFolding& f);
ParameterSpecs parameter_specs(const Relu& r);
int rtl_latency_cycles(const Relu& r, const LayerFolding& f);
std::vector<Tensor> compute(const Relu& r, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
