#include <algorithm>

#include "golden/model/executor.hpp"
#include "golden/network/frame.hpp"

namespace weir::golden {

namespace {

/// What the largest layer's input and output of one batch may take.
constexpr std::int64_t kBatchElements = std::int64_t{1} << 22;
constexpr std::int64_t kMaxBatchFrames = 256;

std::int64_t largest_stream(const Network& network) {
  std::int64_t largest = 1;
  for (const auto& stream : network.streams) largest = std::max(largest, element_count(stream.shape));
  return largest;
}

Tensor concatenate(std::span<const Tensor> frames, const FramePart& part) {
  Tensor all;
  all.shape = {std::ssize(frames), part.size};
  all.data.reserve(static_cast<std::size_t>(element_count(all.shape)));
  for (const auto& frame : frames) {
    const auto elements = elements_of(frame, part);
    all.data.insert(all.data.end(), elements.begin(), elements.end());
  }
  return all;
}

class ReferenceExecutor final : public Executor {
 public:
  explicit ReferenceExecutor(const Network& network) : network_(network) {
    for (const auto& layer : network_.layers) layers_.push_back(layer.name);
  }

  const std::vector<std::string>& reference_layers() const override { return layers_; }

  std::int64_t batch_frames() const override {
    return std::clamp<std::int64_t>(kBatchElements / largest_stream(network_), 1, kMaxBatchFrames);
  }

  void run(std::span<const Tensor> frames, const std::set<std::string>& taps,
           std::span<FrameResult> results) const override {
    std::map<std::string, Tensor> live;  // streams made but not yet consumed, all frames of the batch in a row
    for (const FramePart& part : frame_parts(network_))
      keep(part.stream->name, live[part.stream->name] = concatenate(frames, part), taps, results);
    for (const auto& layer : network_.layers) {
      std::vector<const Tensor*> inputs;
      for (const auto& name : layer.inputs) inputs.push_back(&live.at(name));
      std::vector<Tensor> outputs =
          std::visit([&](const auto& kind) { return compute(kind, inputs, layer.parameters); }, layer.kind);
      for (const auto& name : layer.inputs) live.erase(name);
      for (std::size_t port = 0; port < outputs.size(); ++port) {
        keep(layer.outputs[port], outputs[port], taps, results);
        live[layer.outputs[port]] = std::move(outputs[port]);
      }
    }
    for (std::size_t i = 0; i < results.size(); ++i)
      results[i].output = frame_of(network_.outputs.front(), live.at(network_.outputs.front()), i);
  }

  void run_pictures(std::span<const std::uint8_t> pictures, std::size_t picture_bytes,
                    std::span<std::int32_t> outputs) const override {
    run_encoded(*this, network_, pictures, picture_bytes, outputs);
  }

 private:
  void keep(const std::string& name, const Tensor& all, const std::set<std::string>& taps,
            std::span<FrameResult> results) const {
    if (!taps.contains(name) && !taps.contains("*")) return;
    for (std::size_t i = 0; i < results.size(); ++i) results[i].taps[name] = frame_of(name, all, i);
  }

  Tensor frame_of(const std::string& name, const Tensor& all, std::size_t index) const {
    Tensor frame;
    frame.shape = network_.find_stream(name)->shape;
    const auto size = static_cast<std::ptrdiff_t>(element_count(frame.shape));
    const auto first = all.data.begin() + static_cast<std::ptrdiff_t>(index) * size;
    frame.data.assign(first, first + size);
    return frame;
  }

  const Network& network_;
  std::vector<std::string> layers_;
};

}  // namespace

void run_encoded(const Executor& executor, const Network& network, std::span<const std::uint8_t> pictures,
                 std::size_t picture_bytes, std::span<std::int32_t> outputs) {
  std::vector<Tensor> frames;
  for (std::size_t first = 0; first < pictures.size(); first += picture_bytes)
    frames.push_back(encode_input(network, pictures.subspan(first, picture_bytes)));
  std::vector<FrameResult> results(frames.size());
  executor.run(frames, {}, results);
  auto to = outputs.begin();
  for (const FrameResult& result : results) to = std::copy(result.output.data.begin(), result.output.data.end(), to);
}

std::unique_ptr<Executor> make_reference_executor(const Network& network) {
  return std::make_unique<ReferenceExecutor>(network);
}

}  // namespace weir::golden
