/// IDX files (MNIST): images (magic 0x00000803) and labels (0x00000801), plain or gzip.
/// Errors: file-missing, idx-magic, idx-dimensions, idx-short, idx-trailing, gzip-corrupt; each names the file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace weir::golden {

struct IdxImages {
  std::int64_t count = 0, rows = 0, columns = 0;
  std::vector<std::uint8_t> pixels;  ///< row by row, image after image

  std::span<const std::uint8_t> image(std::int64_t index) const {
    const auto size = static_cast<std::size_t>(rows * columns);
    return std::span(pixels).subspan(static_cast<std::size_t>(index) * size, size);
  }
};

/// True if the file starts (after unpacking) with either magic number; false for anything else, missing files included.
bool looks_like_idx(const std::filesystem::path& path);
IdxImages read_idx_images(const std::filesystem::path& path);
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path);

}  // namespace weir::golden
