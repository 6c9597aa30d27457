/// Vector-vector-activation unit: a depthwise convolution with its activation. FINN op "VVAU".
/// In [OH, OW, KH * KW * C] windows (element (ky * KW + kx) * C + c), weights [C, KH * KW], out [OH, OW, C].
/// Without activation the sums leave as they are. With PE < C the hardware takes each window channel group by channel
/// group.
#pragma once
#include "golden/layers/mvau.hpp"

namespace weir::golden {

struct Vvau {
  static constexpr const char* op_type = "VVAU";

  std::vector<std::int64_t> out_size{1, 1};  ///< [OH, OW]
  std::vector<std::int64_t> kernel{1, 1};    ///< [KH, KW]
  std::int64_t channels = 0;
  DataType input = DataType::uint(2);
  DataType weight = DataType::int_(2);
  DataType output = DataType::uint(2);
  DataType accumulator = DataType::int_(16);
  bool no_activation = false;
  int act_val = 0;
  Compare compare = Compare::LessEqual;
  int levels = 3;  ///< thresholds per channel

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("Dim", out_size);
    v("Kernel", kernel);
    v("Channels", channels);
    v("inputDataType", input);
    v("weightDataType", weight);
    v("outputDataType", output);
    v("accDataType", accumulator);
    v("noActivation", no_activation);
    v("ActVal", act_val);
    v("compare", compare);
    v("levels", levels);
  }
  bool operator==(const Vvau&) const = default;
};

void validate(const Vvau& m, const std::string& where, Errors& errors);
void validate_folding(const Vvau& m, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Vvau& m, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Vvau& m, const LayerFolding& f);
/// Weights [channels, KH * KW]; thresholds [channels, levels] as an MVAU's.
ParameterSpecs parameter_specs(const Vvau& m);
/// accumulator-range: a sum that the accumulator does not hold can occur.
void validate_parameters(const Vvau& m, const Parameters& parameters, const std::string& where, Errors& errors);
int rtl_latency_cycles(const Vvau& m, const LayerFolding& f);
std::vector<Tensor> compute(const Vvau& m, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
