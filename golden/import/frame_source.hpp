/// Pictures from files as frames of a network's input stream, delivered in batches so that memory stays bounded.
/// A file is recognised by its contents: JPEG, PNG, NPY, MNIST IDX (plain or gzip), CIFAR records (for networks that
/// take them), else raw bytes of one or more whole frames. A folder stands for the pictures in it, sorted by name.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "golden/import/image.hpp"
#include "golden/network/network.hpp"

namespace weir::golden {

/// One frame and what is known of it.
struct SourceFrame {
  Tensor elements;
  std::string name;          ///< file name, without folder; of a file with many pictures, that file's
  std::optional<int> label;  ///< where the file itself carries labels (CIFAR)
};

/// What the network's family makes of JPEG and PNG files.
Preprocessing default_preprocessing(const Network& network);

class FrameSource {
 public:
  /// At most `limit` frames (0 = all) of the files in order. `preprocessing` of JPEG and PNG files; by default what the
  /// network's family uses. Throws Error file-missing, input-format, input-size, or what the format's reader throws.
  FrameSource(const Network& network, std::vector<std::filesystem::path> files, std::int64_t limit = 0,
              std::optional<Preprocessing> preprocessing = std::nullopt);
  /// `count` frames of random legal elements instead of files.
  FrameSource(const Network& network, std::int64_t count, std::uint64_t seed);

  /// The next frames, at most `most`; none at the end.
  std::vector<SourceFrame> next(int most);
  /// Only their elements.
  std::vector<Tensor> next_elements(int most);
  std::int64_t total() const { return total_; }

 private:
  /// The pictures of one file.
  struct Pictures {
    std::vector<std::uint8_t> bytes;  ///< as encode_input() takes them, `bytes_each` a picture
    std::int64_t bytes_each = 1;
    std::vector<Tensor> values;  ///< instead of bytes: elements as they are (NPY)
    std::vector<int> labels;     ///< empty: none
    std::int64_t count() const {
      return values.empty() ? static_cast<std::int64_t>(bytes.size()) / bytes_each
                            : static_cast<std::int64_t>(values.size());
    }
  };
  Pictures read(const std::filesystem::path& file) const;
  Pictures read_npy_frames(const std::filesystem::path& file) const;
  Tensor picture(std::int64_t index) const;

  const Network& network_;
  std::vector<std::filesystem::path> files_;
  Preprocessing preprocessing_ = Preprocessing::Resnet50Pynq;
  std::size_t file_ = 0;  ///< next file to open
  Pictures open_;
  std::int64_t position_ = 0;  ///< next picture of the open file
  std::int64_t delivered_ = 0, total_ = 0;
  bool random_ = false;
  std::uint64_t seed_ = 0;
};

}  // namespace weir::golden
