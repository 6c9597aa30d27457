/// Pictures from files as frames of a network's input stream, delivered in batches so that memory stays bounded.
/// A file is recognised by its contents: JPEG, PNG, PPM, PGM, NPY, MNIST IDX (plain or gzip), CIFAR records (for
/// networks of 32 x 32 x 3), else raw bytes of one or more whole frames. A folder stands for the pictures in it and in
/// its folders, sorted by path. Of a network with several inputs every file belongs to one of them: "NAME=FILE".
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "golden/import/preprocess.hpp"
#include "golden/network/network.hpp"

namespace weir::golden {

/// One frame and what is known of it.
struct SourceFrame {
  Tensor elements;
  std::string name;          ///< file name, in a folder with the folders below it; of many pictures' file, that file's
  std::string path;          ///< the file, as it was given or found; empty: none
  std::optional<int> label;  ///< where the file itself carries labels (CIFAR)
};

/// What bytes without a mark of their own are.
enum class RecordFormat { Auto, Raw, Cifar10, Cifar100 };

struct FrameOptions {
  std::int64_t limit = 0;                        ///< at most so many frames; 0 = all
  std::optional<Preprocessing> preprocessing;    ///< of pictures; by default what the network's family uses
  RecordFormat format = RecordFormat::Auto;      ///< Auto: by the size, and by the labels where the size fits two
  std::function<void(const std::string&)> warn;  ///< told of pictures whose decoder minded something
};

/// A file, and its name among the pictures.
struct FoundFile {
  std::filesystem::path path;
  std::string name;
};

/// All files of a folder and of the folders in it, sorted by path; links to folders are followed.
/// Throws Error input-format (a folder that contains itself), file-unreadable.
std::vector<FoundFile> files_under(const std::filesystem::path& folder);

class FrameSource {
 public:
  /// The files in order, of several inputs as many frames for each. Throws Error file-missing, input-format,
  /// input-size, input-ambiguous (bytes whose size and labels fit several forms), or what the format's reader throws.
  FrameSource(const Network& network, const std::vector<std::filesystem::path>& files, FrameOptions options);
  FrameSource(const Network& network, const std::vector<std::filesystem::path>& files, std::int64_t limit = 0)
      : FrameSource(network, files, FrameOptions{limit, {}, RecordFormat::Auto, {}}) {}
  /// `count` frames of random legal elements instead of files.
  FrameSource(const Network& network, std::int64_t count, std::uint64_t seed);

  /// The next frames, at most `most`; none at the end.
  std::vector<SourceFrame> next(int most);
  /// Only their elements.
  std::vector<Tensor> next_elements(int most);
  std::int64_t total() const { return total_; }
  /// Of the files, in order; none of random frames.
  std::vector<std::string> paths() const;

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
  /// The files of one input of several.
  struct OneInput;
  void open_each(const std::vector<std::filesystem::path>& files);
  std::vector<SourceFrame> next_of_each(int most);
  Pictures read(const std::filesystem::path& file) const;
  Pictures read_npy_frames(const std::filesystem::path& file) const;
  Pictures read_cifar_frames(const std::filesystem::path& file, std::int64_t label_bytes) const;
  Pictures read_raw_frames(const std::filesystem::path& file) const;
  RecordFormat format_of(const std::filesystem::path& file) const;
  Tensor picture(std::int64_t index) const;

  const Network& network_;
  std::vector<FoundFile> files_;
  FrameOptions options_;
  std::size_t file_ = 0;  ///< next file to open
  Pictures open_;
  std::int64_t position_ = 0;  ///< next picture of the open file
  std::int64_t delivered_ = 0, total_ = 0;
  bool random_ = false;
  std::uint64_t seed_ = 0;
  std::vector<std::shared_ptr<OneInput>> each_;  ///< of several inputs, in order; else empty
};

}  // namespace weir::golden
