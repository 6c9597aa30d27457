/// Resizing of 8-bit RGB pictures, bit by bit as the originals do it in fixed point.
#pragma once
#include "golden/import/image.hpp"

namespace weir::golden {

/// OpenCV's resize(INTER_LINEAR) on 8-bit pictures: 11-bit weights, no antialiasing. Exactly halving both sides, it
/// takes the rounded mean of 2 x 2 pixels instead, as OpenCV does.
Image resize_opencv_linear(const Image& image, std::int64_t height, std::int64_t width);

enum class PillowFilter { Bilinear, Lanczos };
/// Pillow's Image.resize on 8-bit pictures: antialiased, rows then columns, 22-bit weights, 8 bits in between.
Image resize_pillow(const Image& image, std::int64_t height, std::int64_t width, PillowFilter filter);

}  // namespace weir::golden
