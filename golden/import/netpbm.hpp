/// PPM and PGM files (Netpbm's P2, P3, P5, P6), one picture a file.
/// Errors: image-corrupt, image-size, image-format (bitmaps, P1 and P4); each names the file.
#pragma once
#include <span>
#include <string>

#include "golden/import/image.hpp"

namespace weir::golden {

/// True if the bytes start as a Netpbm file does, bitmaps included.
bool starts_as_netpbm(std::span<const std::uint8_t> bytes);
/// Samples of another maximum than 255 are scaled to it and rounded. `where` names the file in errors.
Image decode_netpbm(std::span<const std::uint8_t> bytes, const std::string& where);

}  // namespace weir::golden
