/// Split along the channels. FINN op "StreamingSplit": one output per entry of `channels`, in order.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Split {
  static constexpr const char* op_type = "StreamingSplit";

  std::vector<std::int64_t> channels{1, 1};        ///< of each output
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors per frame
  DataType input = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ChannelsPerStream", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
  }
  bool operator==(const Split&) const = default;
};

void validate(const Split& s, const std::string& where, Errors& errors);
void validate_folding(const Split& s, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Split& s, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Split& s, const LayerFolding& f);
ParameterSpecs parameter_specs(const Split& s);
int rtl_latency_cycles(const Split& s, const LayerFolding& f);
std::vector<Tensor> compute(const Split& s, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
