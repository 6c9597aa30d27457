#include "golden/import/frame_source.hpp"

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/import/cifar.hpp"
#include "golden/import/idx.hpp"
#include "golden/import/npy.hpp"
#include "golden/model/model.hpp"

namespace weir::golden {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMnistSide = 28;

const NetworkStream& input_of(const Network& network) { return *network.find_stream(network.inputs.front()); }

/// `above`: the folders that are being walked, without links.
void walk(const fs::path& folder, const fs::path& root, std::vector<fs::path>& above, std::vector<FoundFile>& files) {
  above.push_back(fs::canonical(folder));
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  for (const fs::path& entry : entries) {
    if (fs::is_directory(entry)) {
      if (std::find(above.begin(), above.end(), fs::canonical(entry)) != above.end())
        throw Error("input-format", "folder \"" + entry.string() + "\" leads back to a folder that it is in");
      walk(entry, root, above, files);
    } else if (fs::is_regular_file(entry)) {
      files.push_back({entry, entry.lexically_relative(root).string()});
    }
  }
  above.pop_back();
}

std::vector<FoundFile> expand(const std::vector<fs::path>& given) {
  std::vector<FoundFile> files;
  for (const auto& path : given) {
    if (!fs::is_directory(path)) {
      files.push_back({path, path.filename().string()});
      continue;
    }
    const std::size_t before = files.size();
    for (FoundFile& file : files_under(path))
      if (looks_like_image(file.path)) files.push_back(std::move(file));
    if (files.size() == before)
      throw Error("input-format",
                  "folder \"" + path.string() + "\" and the folders in it hold no JPEG, PNG, PPM or PGM picture");
  }
  return files;
}

bool takes_cifar(const Network& network) {
  return network.input_encoding != InputEncoding::BnnPynqBinarize &&
         picture_size(network) == PictureSize{kCifarSide, kCifarSide, 3};
}

std::string legal_inputs(const Network& network) {
  const auto size = std::to_string(element_count(input_of(network).shape));
  switch (network.input_encoding) {
    case InputEncoding::BnnPynqBinarize:
      return "legal: MNIST IDX images (magic 0x00000803), plain or gzip; JPEG, PNG, PPM, PGM, NPY";
    case InputEncoding::BnnPynqSigned: return "legal: CIFAR records of 3073 or 3074 bytes, JPEG, PNG, PPM, NPY";
    case InputEncoding::Raw: break;
  }
  return "legal: raw frames of " + size + " bytes, JPEG, PNG, PPM, PGM, NPY, IDX" +
         (takes_cifar(network) ? ", CIFAR records of 3073 or 3074 bytes" : "");
}

/// Frames [C, H, W], as training has them, become [H, W, C] where the network takes those and its own shape does not
/// fit.
void turn_planes(const Shape& frame, Tensor& all) {
  if (frame.size() != 3) return;
  const Shape planes{frame[2], frame[0], frame[1]};
  const bool is_batch = all.shape.size() == 4;
  if (planes == frame || Shape(all.shape.begin() + (is_batch ? 1 : 0), all.shape.end()) != planes) return;
  const std::int64_t pixels = frame[0] * frame[1], channels = frame[2], each = pixels * channels;
  std::vector<std::int32_t> turned(all.data.size());
  for (std::size_t at = 0; at < all.data.size(); ++at) {
    const auto i = static_cast<std::int64_t>(at);
    const std::int64_t within = i % each;
    turned[static_cast<std::size_t>(i - within + within % pixels * channels + within / pixels)] = all.data[at];
  }
  all.data = std::move(turned);
  all.shape = frame;
  if (is_batch) all.shape.insert(all.shape.begin(), std::ssize(all.data) / each);
}

}  // namespace

std::vector<FoundFile> files_under(const fs::path& folder) {
  std::vector<FoundFile> files;
  std::vector<fs::path> above;
  try {
    walk(folder, folder, above, files);
  } catch (const fs::filesystem_error& problem) {
    throw Error("file-unreadable", "cannot read \"" + problem.path1().string() + "\": " + problem.code().message());
  }
  return files;
}

FrameSource::FrameSource(const Network& network, const std::vector<fs::path>& files, FrameOptions options)
    : network_(network), options_(std::move(options)) {
  if (network.inputs.size() > 1) {
    open_each(files);
    return;
  }
  files_ = expand(files);
  for (const FoundFile& file : files_) total_ += looks_like_image(file.path) ? 1 : read(file.path).count();
  if (total_ == 0)
    throw Error("input-size", "there is not one picture to read", files.empty() ? "" : files.front().string(),
                "name a file or folder with pictures");
  if (options_.limit > 0) total_ = std::min(total_, options_.limit);
}

FrameSource::FrameSource(const Network& network, std::int64_t count, std::uint64_t seed)
    : network_(network), total_(count), random_(true), seed_(seed) {}

FrameSource::Pictures FrameSource::read_npy_frames(const fs::path& file) const {
  const NetworkStream& input = input_of(network_);
  Tensor all = read_npy(file);
  turn_planes(input.shape, all);
  Shape frames = input.shape;
  frames.insert(frames.begin(), 0);
  if (all.shape.size() == frames.size()) frames[0] = all.shape[0];
  const bool is_one = all.shape == input.shape;
  if (!is_one && (frames[0] == 0 || all.shape != frames))
    throw Error(
        "input-size", "array " + to_string(all.shape) + " is no frame of " + network_.name, file.string(),
        "legal: " + to_string(input.shape) + " or a batch of them" + (input.shape.size() == 3 ? ", or [C, H, W]" : ""));
  for (std::size_t i = 0; i < all.data.size(); ++i)
    if (!input.type.holds(all.data[i]))
      throw Error("dtype-range",
                  "element " + std::to_string(i) + " is " + std::to_string(all.data[i]) + ", which " +
                      input.type.name() + " does not hold",
                  file.string());
  Pictures pictures;
  const auto each = static_cast<std::ptrdiff_t>(element_count(input.shape));
  for (auto at = all.data.begin(); at != all.data.end(); at += each)
    pictures.values.push_back(Tensor(input.shape, {at, at + each}));
  return pictures;
}

FrameSource::Pictures FrameSource::read(const fs::path& file) const {
  if (looks_like_image(file)) {
    const Image image = read_image(file);
    if (!image.warning.empty() && options_.warn) options_.warn(file.string() + ": " + image.warning);
    std::vector<std::uint8_t> bytes =
        prepare(network_, image, options_.preprocessing.value_or(default_preprocessing(network_)), file.string());
    const auto size = static_cast<std::int64_t>(bytes.size());
    return {std::move(bytes), size, {}, {}};
  }
  if (looks_like_npy(file)) return read_npy_frames(file);
  if (looks_like_idx(file)) {
    IdxImages images = read_idx_images(file);
    // Pixels are padded to whole words, so that the number of them alone would not tell a wrong picture.
    if (network_.input_encoding == InputEncoding::BnnPynqBinarize &&
        (images.rows != kMnistSide || images.columns != kMnistSide))
      throw Error("input-size",
                  "the images have " + std::to_string(images.rows) + " x " + std::to_string(images.columns) + " pixels",
                  file.string(), network_.name + " takes 28 x 28");
    return {std::move(images.pixels), images.rows * images.columns, {}, {}};
  }
  switch (format_of(file)) {
    case RecordFormat::Cifar10: return read_cifar_frames(file, 1);
    case RecordFormat::Cifar100: return read_cifar_frames(file, 2);
    default: return read_raw_frames(file);
  }
}

FrameSource::Pictures FrameSource::read_cifar_frames(const fs::path& file, std::int64_t label_bytes) const {
  if (!takes_cifar(network_))
    throw Error("input-format", network_.name + " takes no CIFAR records, which are pictures of 32 x 32 x 3",
                file.string(), legal_inputs(network_));
  const CifarRecords records = read_cifar(file, label_bytes);
  // CIFAR-100 has 20 coarse labels and 100 fine ones.
  const std::int64_t which = label_bytes == 2 && network_.class_count != 20 ? 1 : 0;
  Pictures pictures;
  pictures.bytes_each = kCifarPictureBytes;
  for (std::int64_t i = 0; i < records.count(); ++i) {
    const auto picture = records.picture(i);
    const auto bytes = from_planes(network_, {picture.begin(), picture.end()});
    pictures.bytes.insert(pictures.bytes.end(), bytes.begin(), bytes.end());
    pictures.labels.push_back(records.label(i, which));
  }
  return pictures;
}

FrameSource::Pictures FrameSource::read_raw_frames(const fs::path& file) const {
  if (const std::string kind = unread_picture_kind(file); !kind.empty() && options_.format == RecordFormat::Auto)
    throw Error("image-format", "the file is a " + kind + " picture, which is not read", file.string(),
                "save it as PNG; bytes that only look so: --input-format raw");
  Pictures pictures;
  pictures.bytes = read_binary_file(file);
  pictures.bytes_each = element_count(input_of(network_).shape);
  const auto size = static_cast<std::int64_t>(pictures.bytes.size());
  if (network_.input_encoding != InputEncoding::Raw || size == 0 || size % pictures.bytes_each != 0)
    throw Error("input-format",
                "\"" + file.string() + "\" (" + std::to_string(size) + " bytes) is no picture file that " +
                    network_.name + " takes",
                "", legal_inputs(network_));
  return pictures;
}

RecordFormat FrameSource::format_of(const fs::path& file) const {
  if (options_.format != RecordFormat::Auto) return options_.format;
  if (!takes_cifar(network_)) return RecordFormat::Raw;
  const bool may_be_raw = network_.input_encoding == InputEncoding::Raw;
  const bool fits_10 = looks_like_cifar(file, 1), fits_100 = looks_like_cifar(file, 2);
  std::error_code status;
  const bool fits_raw = may_be_raw && fs::file_size(file, status) % kCifarPictureBytes == 0;
  // Records of one's own data set may have other labels, as long as nothing else has their size.
  if (fits_10 && !fits_100 && !fits_raw) return RecordFormat::Cifar10;
  constexpr int kAnyLabel = 256;
  const int classes = network_.class_count > 0 ? std::max(10, network_.class_count) : kAnyLabel;
  const bool is_10 = fits_10 && read_cifar(file, 1).has_labels_of(classes);
  const bool is_100 = fits_100 && read_cifar(file, 2).has_labels_of(classes);
  if (static_cast<int>(is_10) + static_cast<int>(is_100) + static_cast<int>(fits_raw) > 1)
    throw Error("input-ambiguous",
                "the file may be" + std::string(is_10 ? " CIFAR-10 records," : "") +
                    (is_100 ? " CIFAR-100 records," : "") + (fits_raw ? " raw frames," : "") +
                    " by its size and its labels",
                file.string(),
                std::string("say which: --input-format ") + (is_10 ? "cifar10" : "") + (is_10 && is_100 ? ", " : "") +
                    (is_100 ? "cifar100" : "") + (fits_raw ? " or raw" : ""));
  return is_10 ? RecordFormat::Cifar10 : is_100 ? RecordFormat::Cifar100 : RecordFormat::Raw;
}

Tensor FrameSource::picture(std::int64_t index) const {
  if (!open_.values.empty()) return open_.values[static_cast<std::size_t>(index)];
  const auto each = static_cast<std::size_t>(open_.bytes_each);
  return encode_input(network_, std::span(open_.bytes).subspan(static_cast<std::size_t>(index) * each, each));
}

std::vector<SourceFrame> FrameSource::next(int most) {
  if (!each_.empty()) return next_of_each(most);
  const std::int64_t wanted = std::min<std::int64_t>(most, total_ - delivered_);
  std::vector<SourceFrame> frames;
  while (static_cast<std::int64_t>(frames.size()) < wanted) {
    if (random_) {
      // A frame's seed depends on its number alone, so frames do not depend on how the run is cut into batches.
      const auto number = static_cast<std::uint64_t>(delivered_) + frames.size();
      frames.push_back({random_frames(network_, 1, seed_ * 1000003 + number).front(), "random", {}, std::nullopt});
      continue;
    }
    if (position_ >= open_.count()) {
      open_ = read(files_.at(file_++).path);
      position_ = 0;
      continue;
    }
    const FoundFile& file = files_[file_ - 1];
    SourceFrame frame{picture(position_), file.name, file.path.string(), std::nullopt};
    if (!open_.labels.empty()) frame.label = open_.labels[static_cast<std::size_t>(position_)];
    frames.push_back(std::move(frame));
    ++position_;
  }
  delivered_ += static_cast<std::int64_t>(frames.size());
  return frames;
}

std::vector<std::string> FrameSource::paths() const {
  std::vector<std::string> paths;
  for (const FoundFile& file : files_) paths.push_back(file.path.string());
  return paths;
}

std::vector<Tensor> FrameSource::next_elements(int most) {
  std::vector<Tensor> elements;
  for (SourceFrame& frame : next(most)) elements.push_back(std::move(frame.elements));
  return elements;
}

}  // namespace weir::golden
