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

std::vector<fs::path> expand(const std::vector<fs::path>& given) {
  std::vector<fs::path> files;
  for (const auto& path : given) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::vector<fs::path> pictures;
    for (const auto& entry : fs::directory_iterator(path))
      if (entry.is_regular_file() && looks_like_image(entry.path())) pictures.push_back(entry.path());
    if (pictures.empty()) throw Error("input-format", "folder \"" + path.string() + "\" holds no JPEG or PNG picture");
    std::sort(pictures.begin(), pictures.end());
    files.insert(files.end(), pictures.begin(), pictures.end());
  }
  return files;
}

std::string legal_inputs(const Network& network) {
  const auto size = std::to_string(element_count(input_of(network).shape));
  switch (network.input_encoding) {
    case InputEncoding::BnnPynqBinarize: return "legal: MNIST IDX images (magic 0x00000803), plain or gzip; NPY";
    case InputEncoding::BnnPynqSigned: return "legal: CIFAR records of 3073 bytes, JPEG, PNG, NPY";
    case InputEncoding::Raw: break;
  }
  return "legal: raw frames of " + size + " bytes, JPEG, PNG, NPY, IDX";
}

}  // namespace

Preprocessing default_preprocessing(const Network& network) {
  return network.input_encoding == InputEncoding::BnnPynqSigned ? Preprocessing::BnnPynqFit
                                                                : Preprocessing::Resnet50Pynq;
}

FrameSource::FrameSource(const Network& network, std::vector<fs::path> files, std::int64_t limit,
                         std::optional<Preprocessing> preprocessing)
    : network_(network), files_(expand(files)), preprocessing_(preprocessing.value_or(default_preprocessing(network))) {
  for (const auto& file : files_) total_ += looks_like_image(file) ? 1 : read(file).count();
  if (limit > 0) total_ = std::min(total_, limit);
}

FrameSource::FrameSource(const Network& network, std::int64_t count, std::uint64_t seed)
    : network_(network), total_(count), random_(true), seed_(seed) {}

FrameSource::Pictures FrameSource::read_npy_frames(const fs::path& file) const {
  const NetworkStream& input = input_of(network_);
  Tensor all = read_npy(file);
  Shape frames = input.shape;
  frames.insert(frames.begin(), 0);
  if (all.shape.size() == frames.size()) frames[0] = all.shape[0];
  const bool is_one = all.shape == input.shape;
  if (!is_one && (frames[0] == 0 || all.shape != frames))
    throw Error("input-size", "array " + to_string(all.shape) + " is no frame of " + network_.name, file.string(),
                "legal: " + to_string(input.shape) + " or a batch of them");
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
    std::vector<std::uint8_t> bytes = prepare(read_image(file), preprocessing_);
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
  Pictures pictures;
  if (network_.input_encoding == InputEncoding::BnnPynqSigned && looks_like_cifar(file)) {
    const CifarRecords records = read_cifar(file);
    pictures.bytes_each = kCifarPictureBytes;
    for (std::int64_t i = 0; i < records.count(); ++i) {
      const auto picture = records.picture(i);
      pictures.bytes.insert(pictures.bytes.end(), picture.begin(), picture.end());
      pictures.labels.push_back(records.label(i));
    }
    return pictures;
  }
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

Tensor FrameSource::picture(std::int64_t index) const {
  if (!open_.values.empty()) return open_.values[static_cast<std::size_t>(index)];
  const auto each = static_cast<std::size_t>(open_.bytes_each);
  return encode_input(network_, std::span(open_.bytes).subspan(static_cast<std::size_t>(index) * each, each));
}

std::vector<SourceFrame> FrameSource::next(int most) {
  const std::int64_t wanted = std::min<std::int64_t>(most, total_ - delivered_);
  std::vector<SourceFrame> frames;
  while (static_cast<std::int64_t>(frames.size()) < wanted) {
    if (random_) {
      // A frame's seed depends on its number alone, so frames do not depend on how the run is cut into batches.
      const auto number = static_cast<std::uint64_t>(delivered_) + frames.size();
      frames.push_back({random_frames(network_, 1, seed_ * 1000003 + number).front(), "random", std::nullopt});
      continue;
    }
    if (position_ >= open_.count()) {
      open_ = read(files_.at(file_++));
      position_ = 0;
      continue;
    }
    SourceFrame frame{picture(position_), files_[file_ - 1].filename().string(), std::nullopt};
    if (!open_.labels.empty()) frame.label = open_.labels[static_cast<std::size_t>(position_)];
    frames.push_back(std::move(frame));
    ++position_;
  }
  delivered_ += static_cast<std::int64_t>(frames.size());
  return frames;
}

std::vector<Tensor> FrameSource::next_elements(int most) {
  std::vector<Tensor> elements;
  for (SourceFrame& frame : next(most)) elements.push_back(std::move(frame.elements));
  return elements;
}

}  // namespace weir::golden
