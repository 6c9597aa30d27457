/// Sliding window: the inputs of each output pixel of a convolution, one after another. FINN op
/// "ConvolutionInputGenerator". Out: [OH, OW, KH * KW * C], window element (ky * KW + kx) * C + c = in[oy * SH + ky *
/// DH][ox * SW + kx * DW][c]. Padding is a layer of its own (FMPadding).
/// Stream order out: MMV windows side by side, so a word holds the same SIMD elements of MMV windows; depthwise, one
/// window channel group by channel group, so SIMD channels of all KH * KW taps come before the next SIMD channels.
#pragma once
#include "golden/layers/layer.hpp"

namespace weir::golden {

struct SlidingWindow {
  static constexpr const char* op_type = "ConvolutionInputGenerator";

  std::vector<std::int64_t> in_size{1, 1};  ///< [H, W]
  std::int64_t channels = 1;
  std::vector<std::int64_t> kernel{1, 1};    ///< [KH, KW]
  std::vector<std::int64_t> stride{1, 1};    ///< [SH, SW]
  std::vector<std::int64_t> dilation{1, 1};  ///< [DH, DW]
  DataType type = DataType::uint(8);
  bool depthwise = false;  ///< the consumer wants one channel group after another

  template <class Visitor>
  void attributes(Visitor&& v) {
    v("IFMDim", in_size);
    v("IFMChannels", channels);
    v("ConvKernelDim", kernel);
    v("Stride", stride);
    v("Dilation", dilation);
    v("inputDataType", type);
    v("depthwise", depthwise);
  }
  bool operator==(const SlidingWindow&) const = default;
};

/// [OH, OW] = floor((size - ((kernel - 1) * dilation + 1)) / stride) + 1
std::vector<std::int64_t> out_size(const SlidingWindow& s);

void validate(const SlidingWindow& s, const std::string& where, Errors& errors);
/// SIMD divides the channels; MMV windows side by side divide the output row, 1 if depthwise.
void validate_folding(const SlidingWindow& s, const LayerFolding& f, const std::string& where, Errors& errors);
std::vector<PortSpec> input_ports(const SlidingWindow& s, const LayerFolding& f);
std::vector<PortSpec> output_ports(const SlidingWindow& s, const LayerFolding& f);
ParameterSpecs parameter_specs(const SlidingWindow& s);
int rtl_latency_cycles(const SlidingWindow& s, const LayerFolding& f);
std::vector<Tensor> compute(const SlidingWindow& s, const std::vector<const Tensor*>& inputs,
                            const Parameters& parameters);

}  // namespace weir::golden
