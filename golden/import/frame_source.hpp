/// Pictures from files as frames of a network's input stream, delivered in batches so that memory stays bounded.
/// A file is recognised by its contents: MNIST IDX (plain or gzip), JPEG, PNG, NPY of bytes, CIFAR-10 records, else raw
/// bytes of one or more whole frames. A folder stands for the JPEG and PNG files in it, by name.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "golden/import/image.hpp"
#include "golden/network/network.hpp"

namespace weir::golden {

class FrameSource {
 public:
  /// At most `limit` frames (0 = all) of the files in order. JPEG and PNG pictures are prepared as `preprocessing`
  /// says, by default as the network's origin does it. Throws Error file-missing, input-format, input-size, idx-...,
  /// image-..., npy-...
  FrameSource(const Network& network, const std::vector<std::filesystem::path>& files, std::int64_t limit = 0,
              std::optional<Preprocessing> preprocessing = std::nullopt);
  /// `count` frames of random legal elements instead of files.
  FrameSource(const Network& network, std::int64_t count, std::uint64_t seed);

  /// The next frames, at most `most`; none at the end.
  std::vector<Tensor> next(int most);
  /// Frames in all; for random sources and after opening all files.
  std::int64_t total() const { return total_; }

 private:
  /// The pictures of one file, as raw bytes of equal size.
  struct Pictures {
    std::vector<std::uint8_t> bytes;
    std::int64_t bytes_each = 1;
    std::int64_t count() const { return static_cast<std::int64_t>(bytes.size()) / bytes_each; }
  };
  Pictures read(const std::filesystem::path& file) const;
  Pictures read_picture(const std::filesystem::path& file) const;
  std::vector<Tensor> next_random(std::int64_t count);

  const Network& network_;
  std::vector<std::filesystem::path> files_;
  std::optional<Preprocessing> preprocessing_;
  std::size_t file_ = 0;  ///< next file to open
  Pictures open_;
  std::int64_t position_ = 0;  ///< next picture of the open file
  std::int64_t delivered_ = 0, total_ = 0;
  bool random_ = false;
  std::uint64_t seed_ = 0;
};

}  // namespace weir::golden
