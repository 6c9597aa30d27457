/// Standalone thresholding: per channel, output = act_val + number of thresholds that fire. FINN op "Thresholding".
#pragma once
#include "golden/layers/mvau.hpp"

namespace weir::golden {

struct Thresholding {
  static constexpr const char* op_type = "Thresholding";

  std::int64_t channels = 0;                       ///< last axis of the frame
  std::vector<std::int64_t> num_input_vectors{1};  ///< vectors of `channels` elements per frame
  DataType input = DataType::uint(8);
  DataType threshold = DataType::int_(16);
  DataType output = DataType::uint(2);
  int act_val = 0;
  Compare compare = Compare::LessEqual;
  int levels = 1;  ///< thresholds per channel

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("NumChannels", channels);
    v("numInputVectors", num_input_vectors);
    v("inputDataType", input);
    v("weightDataType", threshold);
    v("outputDataType", output);
    v("ActVal", act_val);
    v("compare", compare);
    v("numSteps", levels);
  }
  bool operator==(const Thresholding&) const = default;
};

/// act_val plus the number of `thresholds` (one row, `levels` values) that fire for `value`.
std::int32_t count_thresholds(std::int64_t value, const std::int32_t* thresholds, int levels, Compare compare,
                              int act_val);

std::int64_t vectors_per_frame(const Thresholding& t);

void validate(const Thresholding& t, const std::string& where, Errors& errors);
void validate_folding(const Thresholding& t, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Thresholding& t, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Thresholding& t, const LayerFolding& f);
/// Thresholds [channels, levels].
ParameterSpecs parameter_specs(const Thresholding& t);
int rtl_latency_cycles(const Thresholding& t, const LayerFolding& f);
std::vector<Tensor> compute(const Thresholding& t, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
