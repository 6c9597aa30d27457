/// Concatenation along the channels. FINN op "StreamingConcat": one input per entry of `channels`, in order.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Concat {
  static constexpr const char* op_type = "StreamingConcat";

  std::vector<std::int64_t> channels{1, 1};        ///< of each input
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors per frame
  DataType input = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ChannelsPerStream", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
  }
  bool operator==(const Concat&) const = default;
};

void validate(const Concat& c, const std::string& where, Errors& errors);
void validate_folding(const Concat& c, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Concat& c, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Concat& c, const LayerFolding& f);
ParameterSpecs parameter_specs(const Concat& c);
int rtl_latency_cycles(const Concat& c, const LayerFolding& f);
std::vector<Tensor> compute(const Concat& c, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
