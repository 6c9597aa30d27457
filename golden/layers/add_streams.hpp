/// Element-wise sum of two streams, with an offset and, if wanted, saturation. FINN op "AddStreams" (offset 0, no
/// saturation). out = a + b + offset; saturating: limited to the range of the output type.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct AddStreams {
  static constexpr const char* op_type = "AddStreams";

  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType lhs = DataType::uint(4), rhs = DataType::uint(4);
  DataType output = DataType::uint(5);
  int offset = 0;
  bool saturate = false;

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("lhs_dtype", lhs);
    v("rhs_dtype", rhs);
    v("out_dtype", output);
    v("offset", offset);
    v("saturate", saturate);
  }
  bool operator==(const AddStreams&) const = default;
};

void validate(const AddStreams& a, const std::string& where, Errors& errors);
void validate_folding(const AddStreams& a, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const AddStreams& a, const LayerFolding& f);
std::vector<PortSpec> output_ports(const AddStreams& a, const LayerFolding& f);
ParameterSpecs parameter_specs(const AddStreams& a);
int rtl_latency_cycles(const AddStreams& a, const LayerFolding& f);
std::vector<Tensor> compute(const AddStreams& a, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
