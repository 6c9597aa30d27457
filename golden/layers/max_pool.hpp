/// Maximum over windows that do not overlap (stride = window). FINN op "StreamingMaxPool".
/// In [H, W, C], out [floor(H / KH), floor(W / KW), C]; rows and columns beyond the last whole window are dropped.
/// Words are whole pixels whatever PE says, as in FINN and its HLS library. BINARY: the bitwise OR. Overlapping windows
/// are ConvolutionInputGenerator + Pool.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct MaxPool {
  static constexpr const char* op_type = "StreamingMaxPool";

  std::vector<std::int64_t> in_size{1, 1};  ///< [H, W]
  std::vector<std::int64_t> window{1, 1};   ///< [KH, KW]
  std::int64_t channels = 1;
  DataType type = DataType::uint(8);

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("ImgDim", in_size);
    v("PoolDim", window);
    v("NumChannels", channels);
    v("dataType", type);
  }
  bool operator==(const MaxPool&) const = default;
};

void validate(const MaxPool& p, const std::string& where, Errors& errors);
void validate_folding(const MaxPool& p, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const MaxPool& p, const LayerFolding& f);
std::vector<PortSpec> output_ports(const MaxPool& p, const LayerFolding& f);
ParameterSpecs parameter_specs(const MaxPool& p);
int rtl_latency_cycles(const MaxPool& p, const LayerFolding& f);
std::vector<Tensor> compute(const MaxPool& p, const std::vector<const Tensor*>& inputs, const Parameters& parameters);

}  // namespace weir::golden
