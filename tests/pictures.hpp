/// Pictures of our own making, for tests.
#pragma once
#include <png.h>

#include <filesystem>
#include <vector>

#include "golden/import/image.hpp"
#include "golden/import/jpeg.hpp"

namespace weir::test {

using Bytes = std::vector<std::uint8_t>;

/// A picture without symmetry.
golden::Image pattern(std::int64_t height, std::int64_t width);

/// `pixels` as libpng stores them: the channels of `color_type`, `depth` bits each (16: high byte first).
void write_png(const std::filesystem::path& path, int width, int height, int color_type, int depth, Bytes pixels);
/// `exif`: contents of an APP1 segment, none if empty.
void write_jpeg(const std::filesystem::path& path, int width, int height, J_COLOR_SPACE space, Bytes pixels,
                const Bytes& exif = {}, bool is_progressive = false);
/// An Exif segment whose first directory holds the orientation, in Intel or Motorola order.
Bytes exif_orientation(int orientation, bool is_big_endian = false);

}  // namespace weir::test
