/// Pictures in JPEG and PNG files, and the three ways the field makes network inputs of them, bit by bit as their
/// originals. Errors: file-missing, image-format (neither JPEG nor PNG), image-corrupt, image-size, image-colour; each
/// names the file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

namespace weir::golden {

/// 8-bit RGB, interleaved, row by row.
struct Image {
  std::int64_t height = 0, width = 0;
  std::vector<std::uint8_t> pixels;
  int orientation = 1;  ///< as a JPEG's Exif says, 1 to 8 (1: upright); the pixels are not turned

  Image() = default;
  Image(std::int64_t height_, std::int64_t width_)
      : height(height_), width(width_), pixels(static_cast<std::size_t>(height_ * width_ * 3)) {}
  bool operator==(const Image&) const = default;
};

/// True if the file starts as JPEG or PNG files do.
bool looks_like_image(const std::filesystem::path& path);
/// Grey becomes RGB, 16 bits their upper 8, palettes colours; transparency is dropped, as Pillow and OpenCV drop it.
/// A damaged file is refused even where a part of the picture could be seen.
Image read_image(const std::filesystem::path& path);

enum class Preprocessing {
  /// Turned as Exif says (imread does), 224 x 224 without regard to the aspect, bilinear as OpenCV's fixed point,
  /// channels B, G, R.
  Resnet50Pynq,
  FinnExamples,  ///< shorter side 256, bilinear with antialiasing as Pillow's, centre 224 x 224, channels R, G, B
  BnnPynqFit,    ///< fitted into 32 x 32, Lanczos as Pillow's, centred on white; planes R, G, B
};

/// Only the first of them obeys Exif: the others open files by Pillow's Image.open, which does not turn pictures.
/// "resnet50-pynq", "finn-examples", "bnn-pynq"
const char* name(Preprocessing preprocessing);
/// The bytes that encode_input() takes.
std::vector<std::uint8_t> prepare(const Image& image, Preprocessing preprocessing);

}  // namespace weir::golden
