/// CIFAR's binary records: one label byte (CIFAR-10) or two, coarse and fine (CIFAR-100), then the planes R, G, B of
/// 32 x 32 bytes. Errors: file-missing, file-unreadable, cifar-size, cifar-label.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace weir::golden {

constexpr std::int64_t kCifarSide = 32, kCifarPictureBytes = 3 * kCifarSide * kCifarSide;
constexpr std::int64_t kCifarRecordBytes = 1 + kCifarPictureBytes;  ///< of CIFAR-10

struct CifarRecords {
  std::vector<std::uint8_t> bytes;
  std::int64_t label_bytes = 1;

  std::int64_t record_bytes() const { return label_bytes + kCifarPictureBytes; }
  std::int64_t count() const { return std::ssize(bytes) / record_bytes(); }
  /// `which`: of the record's label bytes, 0 coarse and 1 fine for CIFAR-100.
  int label(std::int64_t index, std::int64_t which = 0) const {
    return bytes[static_cast<std::size_t>(index * record_bytes() + which)];
  }
  std::span<const std::uint8_t> picture(std::int64_t index) const {
    return std::span(bytes).subspan(static_cast<std::size_t>(index * record_bytes() + label_bytes), kCifarPictureBytes);
  }
  /// True if every label may be one: below `classes` for one label byte, below CIFAR-100's 20 and 100 for two.
  bool has_labels_of(int classes) const;
};

/// True if the size of the file is a whole number of records.
bool looks_like_cifar(const std::filesystem::path& path, std::int64_t label_bytes = 1);
CifarRecords read_cifar(const std::filesystem::path& path, std::int64_t label_bytes = 1);

}  // namespace weir::golden
