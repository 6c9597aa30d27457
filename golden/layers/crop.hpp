/// Cuts a border off a picture. FINN op "Crop". In [H, W, C], out [H - north - south, W - west - east, C].
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Crop {
  static constexpr const char* op_type = "Crop";

  std::vector<std::int64_t> in_size{1, 1};       ///< [H, W]
  std::vector<std::int64_t> border{0, 0, 0, 0};  ///< [north, east, south, west]
  std::int64_t channels = 0;
  DataType input = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ImgDim", in_size);
    v("Crop", border);
    v("NumChannels", channels);
    v("inputDataType", input);
  }
  bool operator==(const Crop&) const = default;
};

void validate(const Crop& c, const std::string& where, Errors& errors);
void validate_folding(const Crop& c, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Crop& c, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Crop& c, const LayerFolding& f);
ParameterSpecs parameter_specs(const Crop& c);
int rtl_latency_cycles(const Crop& c, const LayerFolding& f);
std::vector<Tensor> compute(const Crop& c, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
