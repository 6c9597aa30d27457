#include "golden/import/exif.hpp"

#include <cstring>
#include <optional>

namespace weir::golden {

namespace {

constexpr std::size_t kEntryBytes = 12, kValueOffset = 8;
constexpr std::uint32_t kTiffMark = 42, kOrientationTag = 0x112;

/// The TIFF structure behind "Exif\0\0"; reads beyond its end give nothing.
class Tiff {
 public:
  explicit Tiff(std::span<const std::uint8_t> bytes)
      : bytes_(bytes), is_little_endian_(bytes.size() > 1 && bytes[0] == 'I' && bytes[1] == 'I') {}

  std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at + size > bytes_.size()) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes_[is_little_endian_ ? at + size - 1 - i : at + i];
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool is_little_endian_;
};

}  // namespace

int exif_orientation(std::span<const std::uint8_t> segment) {
  static constexpr char kStart[] = "Exif\0";  // with the array's own zero: six bytes
  if (segment.size() < sizeof kStart || std::memcmp(segment.data(), kStart, sizeof kStart) != 0) return 1;
  const Tiff tiff(segment.subspan(sizeof kStart));
  const auto directory = tiff.number(4, 4);
  if (tiff.number(2, 2) != kTiffMark || !directory) return 1;
  const std::uint32_t entries = tiff.number(*directory, 2).value_or(0);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * kEntryBytes;
    const auto tag = tiff.number(entry, 2);
    if (!tag) return 1;
    if (*tag != kOrientationTag) continue;
    const std::uint32_t value = tiff.number(entry + kValueOffset, 2).value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Image upright(const Image& image) {
  // 5 to 8 exchange rows and columns first; then 2 and its like mirror left and right, 4 and its like top and bottom.
  const int o = image.orientation;
  const bool is_transposed = o >= 5, flips_x = o == 2 || o == 3 || o == 6 || o == 7,
             flips_y = o == 3 || o == 4 || o == 7 || o == 8;
  Image turned(is_transposed ? image.width : image.height, is_transposed ? image.height : image.width);
  for (std::int64_t y = 0; y < turned.height; ++y)
    for (std::int64_t x = 0; x < turned.width; ++x) {
      const std::int64_t fy = flips_y ? turned.height - 1 - y : y, fx = flips_x ? turned.width - 1 - x : x;
      const std::int64_t from = is_transposed ? fx * image.width + fy : fy * image.width + fx;
      for (std::int64_t c = 0; c < 3; ++c)
        turned.pixels[static_cast<std::size_t>((y * turned.width + x) * 3 + c)] =
            image.pixels[static_cast<std::size_t>(from * 3 + c)];
    }
  return turned;
}

}  // namespace weir::golden
