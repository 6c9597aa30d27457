/// Pool over the windows that a ConvolutionInputGenerator emits. FINN op "Pool".
/// In [OH, OW, KH * KW * C] (window element (ky * KW + kx) * C + c), out [OH, OW, C].
/// Function: "MaxPool" the largest; "AccPool" the sum; "QuantAvgPool" the sum shifted right by `shift` bits (floor).
/// With PE < C the hardware takes each window channel group by channel group (depthwise); the element order stays.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Pool {
  static constexpr const char* op_type = "Pool";

  std::string function = "MaxPool";
  std::vector<std::int64_t> out_size{1, 1};  ///< [OH, OW]
  std::vector<std::int64_t> kernel{1, 1};    ///< [KH, KW]
  std::int64_t channels = 0;
  DataType input = DataType::uint(8);
  DataType output = DataType::uint(8);
  int shift = 0;  ///< QuantAvgPool alone

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("Function", function);
    v("OutImgDims", out_size);
    v("KernelSize", kernel);
    v("Channels", channels);
    v("InputDataType", input);
    v("OutputDataType", output);
    v("Size", shift);
  }
  bool operator==(const Pool&) const = default;
};

void validate(const Pool& p, const std::string& where, Errors& errors);
void validate_folding(const Pool& p, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Pool& p, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Pool& p, const LayerFolding& f);
ParameterSpecs parameter_specs(const Pool& p);
int rtl_latency_cycles(const Pool& p, const LayerFolding& f);
std::vector<Tensor> compute(const Pool& p, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
