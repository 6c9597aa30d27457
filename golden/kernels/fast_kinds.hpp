/// The fast layers, one overload per kind that has one. Null where a layer of the kind is outside what they can do.
#pragma once
#include "golden/kernels/fast_layer.hpp"

namespace weir::golden {

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Mvau& m);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Thresholding& t);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AddStreams& a);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Relu& r);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const MaxPool& p);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Pool& p);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const FmPadding& p);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const DownSampler& d);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AccumulatePool& p);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const LabelSelect& l);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Vvau& m);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Eltwise& e);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AbsDiffStreams& a);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const ChannelwiseOp& c);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Concat& c);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Split& s);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Upsample& u);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Crop& c);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const PixelPadding& p);
std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Lookup& l);

/// Of one vector, which is a whole number of bytes in every form.
std::int64_t vector_bytes(const Packed& packed);

/// With bit planes, a value is scale * u + offset, u being the code (its top bit inverted if `inverts_top`).
struct PlaneCode {
  std::int64_t scale = 1, offset = 0;
  bool inverts_top = false;
};
inline PlaneCode plane_code(DataType type) {
  if (type == DataType::bipolar()) return {2, -1, false};
  return {1, type.min(), type.kind == DataType::Kind::Int};
}

/// True for a pool or a depthwise convolution that reads windows where the pixels of this form are.
bool reads_windows(const Pool& p, Form form);
bool reads_windows(const Vvau& m, Form form);

/// Layers of streams that are not planes, in fast_bytes.cpp and fast_pools.cpp.
std::unique_ptr<FastLayer> make_wide_thresholding(const FastLayerContext& context, const Thresholding& t);
std::unique_ptr<FastLayer> make_wide_sum(const FastLayerContext& context, const AddStreams& a);
std::unique_ptr<FastLayer> make_wide_relu(const FastLayerContext& context, const Relu& r);
/// The activation of an MVAU whose sums are the elements, with outputs of this form.
PackedActivation activation_of(const Thresholding& t, const Tensor& thresholds, Form form);

}  // namespace weir::golden
