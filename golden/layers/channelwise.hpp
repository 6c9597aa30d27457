/// Channel-wise operation with one trained constant per channel. FINN op "ChannelwiseOp".
/// Func: "add" x + p, "mul" x * p, "cmp_le" p <= x, "cmp_ge" p >= x (both give 0 or 1).
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct ChannelwiseOp {
  static constexpr const char* op_type = "ChannelwiseOp";

  std::string function = "add";
  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType input = DataType::uint(8);
  DataType parameter = DataType::int_(8);
  DataType output = DataType::int_(9);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("Func", function);
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
    v("paramDataType", parameter);
    v("outputDataType", output);
  }
  bool operator==(const ChannelwiseOp&) const = default;
};

void validate(const ChannelwiseOp& c, const std::string& where, Errors& errors);
void validate_folding(const ChannelwiseOp& c, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const ChannelwiseOp& c, const LayerFolding& f);
std::vector<PortSpec> output_ports(const ChannelwiseOp& c, const LayerFolding& f);
/// The constants are the bias [channels].
ParameterSpecs parameter_specs(const ChannelwiseOp& c);
/// layer-range: a result that the output does not hold can occur.
void validate_parameters(const ChannelwiseOp& c, const Parameters& parameters, const std::string& where,
                         Errors& errors);
int rtl_latency_cycles(const ChannelwiseOp& c, const LayerFolding& f);
std::vector<Tensor> compute(const ChannelwiseOp& c, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
