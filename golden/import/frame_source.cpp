#include "golden/import/frame_source.hpp"

#include <algorithm>

#include "golden/import/cifar.hpp"
#include "golden/import/idx.hpp"
#include "golden/import/npy.hpp"
#include "golden/network/file.hpp"
#include "golden/network/model.hpp"

namespace weir::golden {

namespace {

/// Bytes of one picture that encode_input takes for this network: pixels of the input, padding elements excluded.
std::int64_t raw_frame_bytes(const Network& network) {
  return element_count(network.find_stream(network.inputs.front())->shape);
}

/// Files as they are, folders as the pictures in them.
std::vector<std::filesystem::path> expand(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::filesystem::path> pictures;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      if (entry.is_regular_file() && looks_like_image(entry.path())) pictures.push_back(entry.path());
    if (pictures.empty()) throw Error("input-format", "folder \"" + path.string() + "\" holds no JPEG or PNG file");
    std::sort(pictures.begin(), pictures.end());
    files.insert(files.end(), pictures.begin(), pictures.end());
  }
  return files;
}

/// How the published host software of such a network prepares pictures.
std::optional<Preprocessing> usual_preprocessing(const Network& network) {
  const Shape& shape = network.find_stream(network.inputs.front())->shape;
  if (network.input_encoding == InputEncoding::BnnPynqSigned && shape == Shape{32, 32, 3})
    return Preprocessing::BnnPynqFit;
  if (network.input_encoding == InputEncoding::Raw && shape == Shape{224, 224, 3}) return Preprocessing::Resnet50Pynq;
  return std::nullopt;
}

std::string legal_inputs(const Network& network, std::int64_t frame_bytes) {
  switch (network.input_encoding) {
    case InputEncoding::BnnPynqBinarize: return "legal: MNIST IDX images (magic 0x00000803), plain or gzip";
    case InputEncoding::BnnPynqSigned: return "legal: CIFAR-10 records, JPEG, PNG";
    case InputEncoding::Raw: break;
  }
  return "legal: raw frames of " + std::to_string(frame_bytes) + " bytes, NPY, JPEG, PNG";
}

/// The records without their labels.
std::vector<std::uint8_t> pictures_of(const CifarRecords& records) {
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < records.count(); ++i) {
    const auto picture = records.picture(i);
    bytes.insert(bytes.end(), picture.begin(), picture.end());
  }
  return bytes;
}

std::vector<std::uint8_t> bytes_of(const Tensor& tensor, const std::filesystem::path& file) {
  const auto bad = std::find_if(tensor.data.begin(), tensor.data.end(), [](int v) { return v < 0 || v > 255; });
  if (bad != tensor.data.end())
    throw Error("npy-value", "element " + std::to_string(bad - tensor.data.begin()) + " is " + std::to_string(*bad),
                file.string(), "legal: 0..255");
  return {tensor.data.begin(), tensor.data.end()};
}

}  // namespace

FrameSource::FrameSource(const Network& network, const std::vector<std::filesystem::path>& files, std::int64_t limit,
                         std::optional<Preprocessing> preprocessing)
    : network_(network),
      files_(expand(files)),
      preprocessing_(preprocessing ? preprocessing : usual_preprocessing(network)) {
  for (const auto& file : files_) total_ += looks_like_image(file) ? 1 : read(file).count();
  if (limit > 0) total_ = std::min(total_, limit);
}

FrameSource::FrameSource(const Network& network, std::int64_t count, std::uint64_t seed)
    : network_(network), total_(count), random_(true), seed_(seed) {}

FrameSource::Pictures FrameSource::read_picture(const std::filesystem::path& file) const {
  const std::int64_t bytes = raw_frame_bytes(network_);
  if (!preprocessing_)
    throw Error("input-format", network_.name + " does not take JPEG or PNG pictures", file.string(),
                legal_inputs(network_, bytes));
  Pictures pictures{prepare(read_image(file), *preprocessing_), bytes};
  if (std::ssize(pictures.bytes) != bytes)
    throw Error(
        "input-size",
        std::string(name(*preprocessing_)) + " makes " + std::to_string(pictures.bytes.size()) + " bytes of a picture",
        file.string(), network_.name + " takes " + std::to_string(bytes));
  return pictures;
}

FrameSource::Pictures FrameSource::read(const std::filesystem::path& file) const {
  if (looks_like_idx(file)) {
    IdxImages images = read_idx_images(file);
    return {std::move(images.pixels), images.rows * images.columns};
  }
  if (looks_like_image(file)) return read_picture(file);
  const std::int64_t frame_bytes = raw_frame_bytes(network_);
  if (network_.input_encoding == InputEncoding::BnnPynqSigned && looks_like_cifar(file))
    return {pictures_of(read_cifar(file)), kCifarPictureBytes};
  Pictures pictures{looks_like_npy(file) ? bytes_of(read_npy(file), file) : read_binary_file(file), frame_bytes};
  const auto size = static_cast<std::int64_t>(pictures.bytes.size());
  if (network_.input_encoding != InputEncoding::Raw || size == 0 || size % frame_bytes != 0)
    throw Error("input-format",
                "\"" + file.string() + "\" (" + std::to_string(size) + " bytes) is no picture file that " +
                    network_.name + " takes",
                "", legal_inputs(network_, frame_bytes));
  return pictures;
}

std::vector<Tensor> FrameSource::next_random(std::int64_t count) {
  // A batch's seed depends on its position alone, so the frames do not depend on how the run is cut into batches.
  std::vector<Tensor> frames;
  for (std::int64_t i = 0; i < count; ++i)
    frames.push_back(random_frames(network_, 1, seed_ * 1000003 + static_cast<std::uint64_t>(delivered_ + i)).front());
  return frames;
}

std::vector<Tensor> FrameSource::next(int most) {
  const std::int64_t wanted = std::min<std::int64_t>(most, total_ - delivered_);
  std::vector<Tensor> frames;
  if (random_) frames = next_random(wanted);
  while (!random_ && static_cast<std::int64_t>(frames.size()) < wanted) {
    if (position_ >= open_.count()) {
      open_ = read(files_.at(file_++));
      position_ = 0;
      continue;
    }
    const auto each = static_cast<std::size_t>(open_.bytes_each);
    frames.push_back(
        encode_input(network_, std::span(open_.bytes).subspan(static_cast<std::size_t>(position_++) * each, each)));
  }
  delivered_ += static_cast<std::int64_t>(frames.size());
  return frames;
}

}  // namespace weir::golden
