/// Nearest-neighbour upsampling by whole factors. FINN op "UpsampleNearestNeighbour". In [H, W, C], out [H * FH, W *
/// FW, C]. Words are whole pixels.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct Upsample {
  static constexpr const char* op_type = "UpsampleNearestNeighbour";

  std::vector<std::int64_t> in_size{1, 1};  ///< [H, W]
  std::vector<std::int64_t> factor{2, 2};   ///< [FH, FW]
  std::int64_t channels = 0;
  DataType input = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("IFMDim", in_size);
    v("Factor", factor);
    v("NumChannels", channels);
    v("inputDataType", input);
  }
  bool operator==(const Upsample&) const = default;
};

void validate(const Upsample& u, const std::string& where, Errors& errors);
void validate_folding(const Upsample& u, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const Upsample& u, const LayerFolding& f);
std::vector<PortSpec> output_ports(const Upsample& u, const LayerFolding& f);
ParameterSpecs parameter_specs(const Upsample& u);
int rtl_latency_cycles(const Upsample& u, const LayerFolding& f);
std::vector<Tensor> compute(const Upsample& u, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
