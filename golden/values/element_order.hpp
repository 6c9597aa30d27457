/// The order in which a stream carries the elements of its tensor. Most hardware follows the tensor, last axis fastest;
/// some does not: MMV pixels side by side in every word, depthwise windows channel group by channel group.
///
/// An order is a nest of loops over one period of the tensor, outermost first, and repeats period after period:
/// position p = ((i0 * extent1 + i1) * extent2 + i2) ... holds element sum of i_k * stride_k.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace weir::golden {

class ElementOrder {
 public:
  struct Axis {
    std::int64_t extent = 1, stride = 1;
    bool operator==(const Axis&) const = default;
  };

  /// The tensor's own order.
  ElementOrder() = default;
  /// `axes` must visit every element of a period once. Two orders are equal if they are the same order, however
  /// their loops were written.
  explicit ElementOrder(std::vector<Axis> axes);

  bool follows_tensor() const { return axes_.empty(); }
  std::int64_t period() const;
  std::int64_t tensor_index(std::int64_t position) const;
  std::int64_t position(std::int64_t tensor_index) const;
  bool operator==(const ElementOrder&) const = default;

 private:
  std::vector<Axis> axes_;  ///< without loops of one turn, mergeable neighbours, or an outer loop that only repeats
};

/// Whole periods of elements from one order to the other.
std::vector<std::int32_t> to_stream_order(std::span<const std::int32_t> tensor, const ElementOrder& order);
std::vector<std::int32_t> to_tensor_order(std::span<const std::int32_t> stream, const ElementOrder& order);

}  // namespace weir::golden
