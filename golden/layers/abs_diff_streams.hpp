/// Absolute difference of two streams, element by element: out = |lhs - rhs|. Streams [vectors..., channels], words of
/// PE channels.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct AbsDiffStreams {
  static constexpr const char* op_type = "AbsDiffStreams";

  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType lhs = DataType::uint(8), rhs = DataType::uint(8);
  DataType output = DataType::uint(8);  ///< holds every difference

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("lhs_dtype", lhs);
    v("rhs_dtype", rhs);
    v("out_dtype", output);
  }
  bool operator==(const AbsDiffStreams&) const = default;
};

void validate(const AbsDiffStreams& a, const std::string& where, Errors& errors);
void validate_folding(const AbsDiffStreams& a, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const AbsDiffStreams& a, const LayerFolding& f);
std::vector<PortSpec> output_ports(const AbsDiffStreams& a, const LayerFolding& f);
ParameterSpecs parameter_specs(const AbsDiffStreams& a);
int rtl_latency_cycles(const AbsDiffStreams& a, const LayerFolding& f);
std::vector<Tensor> compute(const AbsDiffStreams& a, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
