/// Pictures in JPEG, PNG, PPM and PGM files, and the ways the field makes network inputs of them, bit by bit as their
/// originals. Errors: file-missing, image-format (none of these), image-corrupt, image-size, image-colour; each names
/// the file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weir::golden {

/// 8-bit RGB, interleaved, row by row.
struct Image {
  std::int64_t height = 0, width = 0;
  std::vector<std::uint8_t> pixels;
  int orientation = 1;  ///< as a JPEG's Exif says, 1 to 8 (1: upright); the pixels are not turned
  std::string warning;  ///< what the decoder minded about a file whose pixels are all there; empty: nothing

  Image() = default;
  Image(std::int64_t height_, std::int64_t width_)
      : height(height_), width(width_), pixels(static_cast<std::size_t>(height_ * width_ * 3)) {}
  bool operator==(const Image&) const = default;
};

/// True if the file starts as JPEG, PNG, PPM or PGM files do.
bool looks_like_image(const std::filesystem::path& path);
/// "BMP", "GIF", "TIFF" or "WebP" if the file is a picture of these kinds, which are not read; else empty.
std::string unread_picture_kind(const std::filesystem::path& path);
/// Grey becomes RGB, 16 bits their upper 8, palettes colours; transparency is dropped, as Pillow and OpenCV drop it.
/// A file that lost data is refused even where a part of the picture could be seen; one whose data are whole but
/// against the rules gets Image::warning.
Image read_image(const std::filesystem::path& path);

enum class Preprocessing {
  None,              ///< the picture has the network's size
  Resize,            ///< to the network's size without regard to the aspect, bilinear as Pillow's
  ResizeCentreCrop,  ///< torchvision's Resize and CenterCrop: shorter side 8/7 of the network's longer one, then centre
  /// Turned as Exif says (imread does), 224 x 224 without regard to the aspect, bilinear as OpenCV's fixed point,
  /// channels B, G, R.
  Resnet50Pynq,
  FinnExamples,  ///< shorter side 256, bilinear with antialiasing as Pillow's, centre 224 x 224, channels R, G, B
  BnnPynqFit,    ///< fitted into 32 x 32, Lanczos as Pillow's, centred on white; planes R, G, B
};

/// Only Resnet50Pynq obeys Exif: the others open files by Pillow's Image.open, which does not turn pictures.
/// "none", "resize", "resize-centre-crop", "resnet50-pynq", "finn-examples", "bnn-pynq"
const char* name(Preprocessing preprocessing);
/// The bytes that encode_input() takes, by a recipe that has a size of its own. Throws Error preprocessing for others.
std::vector<std::uint8_t> prepare(const Image& image, Preprocessing preprocessing);

}  // namespace weir::golden
