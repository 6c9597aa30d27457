/// Which input pixels the output pixels of a convolution read. Several frames lie one after the other.
#pragma once
#include <cstdint>

namespace weir::golden {

struct Window {
  std::int64_t in_height = 1, in_width = 1;  ///< pixels of a frame, padding included
  std::int64_t out_height = 1, out_width = 1;
  int kernel_height = 1, kernel_width = 1;
  int stride_height = 1, stride_width = 1;
  int dilation_height = 1, dilation_width = 1;

  int taps() const { return kernel_height * kernel_width; }
  std::int64_t in_pixels() const { return in_height * in_width; }
  std::int64_t out_pixels() const { return out_height * out_width; }
  /// Every output pixel reads just the input pixel of the same number.
  bool is_identity() const { return taps() == 1 && stride_height == 1 && stride_width == 1; }

  /// First input pixel of output pixel `v`, counted over all frames.
  std::int64_t first_pixel(std::int64_t v) const {
    const std::int64_t frame = v / out_pixels(), y = v % out_pixels() / out_width, x = v % out_width;
    return frame * in_pixels() + y * stride_height * in_width + x * stride_width;
  }
  /// What tap `t` (row major) adds to it.
  std::int64_t tap_pixel(int t) const {
    return t / kernel_width * dilation_height * in_width + t % kernel_width * dilation_width;
  }
  bool operator==(const Window&) const = default;
};

/// Output pixels first .. first + count - 1 in runs of one output row: calls run(v, n, pixel) for each, where output
/// pixel first + v + i of i = 0 .. n - 1 has its first input pixel at pixel + i * stride_width.
template <class Run>
void for_runs(const Window& window, std::int64_t first, int count, const Run& run) {
  if (window.is_identity()) return run(0, count, first);
  for (int v = 0; v < count;) {
    const std::int64_t left_in_row = window.out_width - (first + v) % window.out_width;
    const int n = static_cast<int>(left_in_row < count - v ? left_in_row : count - v);
    run(v, n, window.first_pixel(first + v));
    v += n;
  }
}

}  // namespace weir::golden
