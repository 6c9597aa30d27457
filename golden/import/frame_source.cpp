#include "golden/import/frame_source.hpp"

#include <algorithm>

#include "golden/import/idx.hpp"
#include "golden/network/file.hpp"
#include "golden/network/model.hpp"

namespace weir::golden {

namespace {

/// Bytes of one picture that encode_input takes for this network: pixels of the input, padding elements excluded.
std::int64_t raw_frame_bytes(const Network& network) {
  return element_count(network.find_stream(network.inputs.front())->shape);
}

}  // namespace

FrameSource::FrameSource(const Network& network, std::vector<std::filesystem::path> files, std::int64_t limit)
    : network_(network), files_(std::move(files)) {
  for (const auto& file : files_) total_ += read(network_, file).count();
  if (limit > 0) total_ = std::min(total_, limit);
}

FrameSource::FrameSource(const Network& network, std::int64_t count, std::uint64_t seed)
    : network_(network), total_(count), random_(true), seed_(seed) {}

FrameSource::Pictures FrameSource::read(const Network& network, const std::filesystem::path& file) {
  if (looks_like_idx(file)) {
    IdxImages images = read_idx_images(file);
    return {std::move(images.pixels), images.rows * images.columns};
  }
  Pictures pictures{read_binary_file(file), raw_frame_bytes(network)};
  const auto size = static_cast<std::int64_t>(pictures.bytes.size());
  if (network.input_encoding != InputEncoding::Raw || size == 0 || size % pictures.bytes_each != 0)
    throw Error("input-format",
                "\"" + file.string() + "\" (" + std::to_string(size) + " bytes) is no picture file that " +
                    network.name + " takes",
                "",
                network.input_encoding == InputEncoding::Raw
                    ? "legal: raw frames of " + std::to_string(pictures.bytes_each) + " bytes"
                    : "legal: MNIST IDX images (magic 0x00000803), plain or gzip");
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
      open_ = read(network_, files_.at(file_++));
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
