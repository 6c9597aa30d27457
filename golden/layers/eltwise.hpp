/// Element-wise operation on two streams. FINN op "StreamingEltwise": "Add", "Sub" (lhs - rhs), "AbsDiff"; ours: "Mul".
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Eltwise {
  static constexpr const char* op_type = "StreamingEltwise";

  std::string operation = "Add";
  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType lhs = DataType::uint(8);
  DataType rhs = DataType::uint(8);
  DataType output = DataType::uint(9);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("eltwiseOp", operation);
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType0", lhs);
    v("inputDataType1", rhs);
    v("outputDataType", output);
  }
  bool operator==(const Eltwise&) const = default;
};

void validate(const Eltwise& e, const std::string& where, Errors& errors);
void validate_folding(const Eltwise& e, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Eltwise& e, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Eltwise& e, const LayerFolding& f);
ParameterSpecs parameter_specs(const Eltwise& e);
int rtl_latency_cycles(const Eltwise& e, const LayerFolding& f);
std::vector<Tensor> compute(const Eltwise& e, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
