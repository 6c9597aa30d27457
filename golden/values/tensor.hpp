/// Dense integer tensors in C order: the values of one frame on a stream, weights, thresholds.
#pragma once
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

namespace weir {

using Shape = std::vector<std::int64_t>;

/// Number of elements of `shape`; 1 for a scalar.
inline std::int64_t element_count(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// "[784, 1024]"
std::string to_string(const Shape& shape);

/// Values, not codes: a BIPOLAR element is -1 or +1. Last axis varies fastest; images are HWC.
struct Tensor {
  Shape shape;
  std::vector<std::int32_t> data;

  Tensor() = default;
  explicit Tensor(Shape shape_) : shape(std::move(shape_)), data(static_cast<std::size_t>(element_count(shape))) {}
  Tensor(Shape shape_, std::vector<std::int32_t> data_) : shape(std::move(shape_)), data(std::move(data_)) {}

  std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
  bool empty() const { return data.empty(); }
  bool operator==(const Tensor&) const = default;
};

}  // namespace weir
