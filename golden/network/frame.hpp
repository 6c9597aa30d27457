/// A frame as the model takes it: the elements of all input streams, one input after the other in the order of
/// Network::inputs.
#pragma once
#include <span>

#include "golden/network/network.hpp"

namespace weir::golden {

/// Where an input's elements lie in a frame.
struct FramePart {
  const NetworkStream* stream;
  std::int64_t first, size;
};

std::vector<FramePart> frame_parts(const Network& network);
/// The one input's shape; of several inputs the number of all their elements.
Shape frame_shape(const Network& network);
inline std::span<const std::int32_t> elements_of(const Tensor& frame, const FramePart& part) {
  return std::span(frame.data).subspan(static_cast<std::size_t>(part.first), static_cast<std::size_t>(part.size));
}
/// `inputs`: a tensor for each input, in order.
Tensor joined_frame(const Network& network, std::span<const Tensor> inputs);
/// "a [4] UINT8, b [2,2,3] INT4"
std::string inputs_text(const Network& network);

}  // namespace weir::golden
