/// Stream duplicate: every output carries what the input carries. FINN op "DuplicateStreams".
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct DuplicateStreams {
  static constexpr const char* op_type = "DuplicateStreams";

  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType input = DataType::uint(8);
  int copies = 2;

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
    v("NumOutputStreams", copies);
  }
  bool operator==(const DuplicateStreams&) const = default;
};

void validate(const DuplicateStreams& d, const std::string& where, Errors& errors);
void validate_folding(const DuplicateStreams& d, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const DuplicateStreams& d, const LayerFolding& f);
std::vector<PortSpec> output_ports(const DuplicateStreams& d, const LayerFolding& f);
ParameterSpecs parameter_specs(const DuplicateStreams& d);
int rtl_latency_cycles(const DuplicateStreams& d, const LayerFolding& f);
std::vector<Tensor> compute(const DuplicateStreams& d, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
