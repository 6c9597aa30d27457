/// CIFAR-10 binary records: one label byte, then the planes R, G, B of 32 x 32 bytes.
/// Errors: file-missing, file-unreadable, cifar-size.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace weir::golden {

constexpr std::int64_t kCifarPictureBytes = 3 * 32 * 32, kCifarRecordBytes = 1 + kCifarPictureBytes;

struct CifarRecords {
  std::vector<std::uint8_t> bytes;

  std::int64_t count() const { return std::ssize(bytes) / kCifarRecordBytes; }
  int label(std::int64_t index) const { return bytes[static_cast<std::size_t>(index * kCifarRecordBytes)]; }
  std::span<const std::uint8_t> picture(std::int64_t index) const {
    return std::span(bytes).subspan(static_cast<std::size_t>(index * kCifarRecordBytes + 1), kCifarPictureBytes);
  }
};

/// True if the size of the file is a whole number of records.
bool looks_like_cifar(const std::filesystem::path& path);
CifarRecords read_cifar(const std::filesystem::path& path);

}  // namespace weir::golden
