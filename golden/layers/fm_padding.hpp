/// Zero padding of a picture. FINN op "FMPadding". In [H, W, C], out [top + H + bottom, left + W + right, C].
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct FmPadding {
  static constexpr const char* op_type = "FMPadding";

  std::vector<std::int64_t> in_size{1, 1};        ///< [H, W]
  std::vector<std::int64_t> padding{0, 0, 0, 0};  ///< [top, left, bottom, right]
  std::int64_t channels = 1;
  DataType type = DataType::uint(8);  ///< must have a 0: a true zero, not the code of -1

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ImgDim", in_size);
    v("Padding", padding);
    v("NumChannels", channels);
    v("inputDataType", type);
  }
  bool operator==(const FmPadding&) const = default;
};

void validate(const FmPadding& p, const std::string& where, Errors& errors);
void validate_folding(const FmPadding& p, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const FmPadding& p, const LayerFolding& f);
std::vector<PortSpec> output_ports(const FmPadding& p, const LayerFolding& f);
ParameterSpecs parameter_specs(const FmPadding& p);
int rtl_latency_cycles(const FmPadding& p, const LayerFolding& f);
std::vector<Tensor> compute(const FmPadding& p, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
