/// The orientation tag of Exif: which way up a camera held the picture. OpenCV's imread turns pictures by it; Pillow's
/// Image.open does not.
#pragma once
#include <span>

#include "golden/import/image.hpp"

namespace weir::golden {

/// The tag's value, 1 to 8, in the first directory of an APP1 segment's contents; 1 (upright) if the segment is not
/// Exif, is damaged before the tag, or has none. As OpenCV does, type and count of the entry are not looked at.
int exif_orientation(std::span<const std::uint8_t> segment);

/// The picture turned and mirrored as its orientation says, exactly: pixels are moved, none is computed.
Image upright(const Image& image);

}  // namespace weir::golden
