/// Down-sampler: keeps the pixels whose row and column are multiples of the stride; what a 1x1 convolution with a
/// stride reads. FINN op "DownSampler". In [H, W, C], out [ceil(H / S), ceil(W / S), C].
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct DownSampler {
  static constexpr const char* op_type = "DownSampler";

  std::vector<std::int64_t> in_size{1, 1};  ///< [H, W]
  std::int64_t channels = 0;
  std::int64_t stride = 2;
  DataType input = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ImgDim", in_size);
    v("NumChannels", channels);
    v("Stride", stride);
    v("inputDataType", input);
  }
  bool operator==(const DownSampler&) const = default;
};

void validate(const DownSampler& d, const std::string& where, Errors& errors);
void validate_folding(const DownSampler& d, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const DownSampler& d, const LayerFolding& f);
std::vector<PortSpec> output_ports(const DownSampler& d, const LayerFolding& f);
ParameterSpecs parameter_specs(const DownSampler& d);
int rtl_latency_cycles(const DownSampler& d, const LayerFolding& f);
std::vector<Tensor> compute(const DownSampler& d, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
