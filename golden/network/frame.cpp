#include "golden/network/frame.hpp"

namespace weir::golden {

std::vector<FramePart> frame_parts(const Network& network) {
  std::vector<FramePart> parts;
  std::int64_t first = 0;
  for (const std::string& name : network.inputs) {
    const NetworkStream* stream = network.find_stream(name);
    parts.push_back({stream, first, element_count(stream->shape)});
    first += parts.back().size;
  }
  return parts;
}

Shape frame_shape(const Network& network) {
  const std::vector<FramePart> parts = frame_parts(network);
  return parts.size() == 1 ? parts.front().stream->shape : Shape{parts.back().first + parts.back().size};
}

Tensor joined_frame(const Network& network, std::span<const Tensor> inputs) {
  Tensor frame;
  frame.shape = frame_shape(network);
  for (const Tensor& input : inputs) frame.data.insert(frame.data.end(), input.data.begin(), input.data.end());
  return frame;
}

std::string inputs_text(const Network& network) {
  std::string text;
  for (const FramePart& part : frame_parts(network))
    text += (text.empty() ? "" : ", ") + part.stream->name + " " + to_string(part.stream->shape) + " " +
            part.stream->type.name();
  return text;
}

}  // namespace weir::golden
