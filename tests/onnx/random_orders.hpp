/// What moves elements about by several nodes: channels shuffled, pixels made of channels and channels made of pixels.
#pragma once
#include "tests/onnx/random_parts.hpp"

namespace weir::test {

class RandomOrders : protected RandomParts {
 protected:
  using RandomParts::RandomParts;

  /// The tensor as it is where its extents allow none of them.
  Flow reordered(const Flow& x) {
    const std::int64_t C = x.channels(), a = static_cast<std::int64_t>(1 + pick(3)),
                       b = x.is_picture() ? static_cast<std::int64_t>(1 + pick(2)) : 1,
                       W = x.is_picture() ? x.shape[3] : 1;
    switch (pick(3)) {
      case 0:
        if (C % a == 0) return shuffled(x, a);
        break;
      case 1:
        if (C % (a * b) == 0) return to_pixels(x, a, b);
        break;
      default:
        if (x.shape[2] % a == 0 && W % b == 0 && C * a * b < 40) return to_channels(x, a, b);
    }
    return x;
  }

 private:
  Flow by_order(const Flow& x, const std::vector<std::int64_t>& inner, const std::vector<std::int64_t>& perm,
                const std::vector<std::int64_t>& outer) {
    const std::string there = fresh(), turned = fresh(), to = fresh();
    node("Reshape", {x.name, whole_numbers(inner)}, there);
    ints(node("Transpose", {there}, turned), "perm", perm);
    node("Reshape", {turned, whole_numbers(outer)}, to);
    return flow_of(to);
  }

  Flow shuffled(const Flow& x, std::int64_t groups) {
    const std::int64_t C = x.channels();
    if (x.is_picture()) return by_order(x, {1, groups, C / groups, x.shape[2], x.shape[3]}, {0, 2, 1, 3, 4}, x.shape);
    return by_order(x, {1, groups, C / groups, x.shape[2]}, {0, 2, 1, 3}, x.shape);
  }

  /// Of the channels, the rows of the block lie outside its columns, or the channels of the result innermost.
  Flow to_pixels(const Flow& x, std::int64_t a, std::int64_t b) {
    const std::int64_t C = x.channels() / (a * b), H = x.shape[2];
    if (!x.is_picture()) return by_order(x, {1, C, a, H}, {0, 1, 3, 2}, {1, C, H * a});
    const std::int64_t W = x.shape[3];
    if (chance(2)) return by_order(x, {1, a, b, C, H, W}, {0, 3, 4, 1, 5, 2}, {1, C, H * a, W * b});
    return by_order(x, {1, C, a, b, H, W}, {0, 1, 4, 2, 5, 3}, {0, C, H * a, -1});
  }

  Flow to_channels(const Flow& x, std::int64_t a, std::int64_t b) {
    const std::int64_t C = x.channels(), H = x.shape[2] / a;
    if (!x.is_picture()) return by_order(x, {1, C, H, a}, {0, 1, 3, 2}, {1, C * a, H});
    if (a == b && chance(2)) {
      const std::string to = fresh();
      integer(node("SpaceToDepth", {x.name}, to), "blocksize", a);
      return flow_of(to);
    }
    const std::int64_t W = x.shape[3] / b;
    return by_order(x, {1, C, H, a, W, b}, {0, 1, 3, 5, 2, 4}, {1, C * a * b, H, W});
  }
};

}  // namespace weir::test
