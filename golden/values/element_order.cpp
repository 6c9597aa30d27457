#include "golden/values/element_order.hpp"

namespace weir::golden {

ElementOrder::ElementOrder(std::vector<Axis> axes) {
  for (const Axis& axis : axes) {
    if (axis.extent == 1) continue;
    if (!axes_.empty() && axes_.back().stride == axis.extent * axis.stride) {
      axes_.back() = {axes_.back().extent * axis.extent, axis.stride};
    } else {
      axes_.push_back(axis);
    }
  }
  while (!axes_.empty() && axes_.front().stride * axes_.front().extent == period()) axes_.erase(axes_.begin());
}

std::int64_t ElementOrder::period() const {
  std::int64_t elements = 1;
  for (const Axis& axis : axes_) elements *= axis.extent;
  return elements;
}

std::int64_t ElementOrder::tensor_index(std::int64_t position) const {
  const std::int64_t length = period();
  std::int64_t rest = position % length, index = position - rest;
  for (auto axis = axes_.rbegin(); axis != axes_.rend(); ++axis) {
    index += rest % axis->extent * axis->stride;
    rest /= axis->extent;
  }
  return index;
}

std::int64_t ElementOrder::position(std::int64_t tensor_index) const {
  const std::int64_t length = period(), rest = tensor_index % length;
  std::int64_t position = 0;
  for (const Axis& axis : axes_) position = position * axis.extent + rest / axis.stride % axis.extent;
  return tensor_index - rest + position;
}

std::vector<std::int32_t> to_stream_order(std::span<const std::int32_t> tensor, const ElementOrder& order) {
  std::vector<std::int32_t> stream(tensor.size());
  for (std::size_t p = 0; p < stream.size(); ++p)
    stream[p] = tensor[static_cast<std::size_t>(order.tensor_index(static_cast<std::int64_t>(p)))];
  return stream;
}

std::vector<std::int32_t> to_tensor_order(std::span<const std::int32_t> stream, const ElementOrder& order) {
  std::vector<std::int32_t> tensor(stream.size());
  for (std::size_t p = 0; p < stream.size(); ++p)
    tensor[static_cast<std::size_t>(order.tensor_index(static_cast<std::int64_t>(p)))] = stream[p];
  return tensor;
}

}  // namespace weir::golden
