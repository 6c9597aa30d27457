/// Zeros between the pixels of a picture, as a transposed convolution needs them. FINN op "FMPadding_Pixel".
/// In [H, W, C], out [(H - 1) * SH + 1, (W - 1) * SW + 1, C].
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct PixelPadding {
  static constexpr const char* op_type = "FMPadding_Pixel";

  std::vector<std::int64_t> in_size{1, 1};  ///< [H, W]
  std::vector<std::int64_t> stride{1, 1};   ///< [SH, SW]
  std::int64_t channels = 0;
  DataType input = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ImgDim", in_size);
    v("Stride", stride);
    v("NumChannels", channels);
    v("inputDataType", input);
  }
  bool operator==(const PixelPadding&) const = default;
};

void validate(const PixelPadding& p, const std::string& where, Errors& errors);
void validate_folding(const PixelPadding& p, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const PixelPadding& p, const LayerFolding& f);
std::vector<PortSpec> output_ports(const PixelPadding& p, const LayerFolding& f);
ParameterSpecs parameter_specs(const PixelPadding& p);
int rtl_latency_cycles(const PixelPadding& p, const LayerFolding& f);
std::vector<Tensor> compute(const PixelPadding& p, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
