#include "golden/kernels/executor.hpp"

#include <algorithm>

#include "golden/network/frame.hpp"

namespace weir::golden {

struct FastExecutor::State {
  std::vector<Packed> buffers;
  Scratch scratch;
};

/// A State that goes back to the idle ones at the end.
class FastExecutor::Lease {
 public:
  explicit Lease(const FastExecutor& owner) : owner_(owner) {
    const std::lock_guard lock(owner_.mutex_);
    if (owner_.idle_.empty()) {
      state_ = std::make_unique<State>();
      state_->buffers.resize(static_cast<std::size_t>(owner_.plan_.buffer_count));
    } else {
      state_ = std::move(owner_.idle_.back());
      owner_.idle_.pop_back();
    }
  }
  ~Lease() {
    const std::lock_guard lock(owner_.mutex_);
    owner_.idle_.push_back(std::move(state_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  State& state() { return *state_; }

 private:
  const FastExecutor& owner_;
  std::unique_ptr<State> state_;
};

FastExecutor::FastExecutor(const Network& network, Isa isa)
    : network_(network),
      kernels_(kernels(isa)),
      plan_(make_execution_plan(network, kernels_)),
      input_(layout_of(*network.find_stream(network.inputs.front()), plan_.forms)) {
  for (int pixel = 0; pixel < 256; ++pixel)
    signed_codes_[static_cast<std::size_t>(pixel)] =
        static_cast<std::uint8_t>(signed_pixel(static_cast<std::uint8_t>(pixel)));
}

FastExecutor::~FastExecutor() = default;

void FastExecutor::run(std::span<const Tensor> frames, const std::set<std::string>& taps,
                       std::span<FrameResult> results) const {
  Lease lease(*this);
  State& state = lease.state();
  for (const FramePart& part : frame_parts(network_)) {
    const StreamLayout layout = layout_of(*part.stream, plan_.forms);
    Packed& input = state.buffers[static_cast<std::size_t>(plan_.places.at(part.stream->name).buffer)];
    layout.reset(std::ssize(frames), input);
    for (std::size_t i = 0; i < frames.size(); ++i)
      pack(kernels_, elements_of(frames[i], part), static_cast<std::int64_t>(i) * layout.vectors, input);
    keep(state, part.stream->name, taps, results);
  }
  run_layers(state, nullptr, std::ssize(frames), taps, results);

  const std::string& name = network_.outputs.front();
  const Packed& output = state.buffers[static_cast<std::size_t>(plan_.places.at(name).buffer)];
  const NetworkStream& stream = *network_.find_stream(name);
  const std::int64_t vectors = layout_of(stream).vectors;
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].output = Tensor(stream.shape);
    unpack(output, static_cast<std::int64_t>(i) * vectors, results[i].output.data);
  }
}

void FastExecutor::run(const Packed& input, Packed& output) const {
  if (input.form != input_.form) return run(reformed(input), output);
  Lease lease(*this);
  State& state = lease.state();
  run_layers(state, &input, input.vectors / input_.vectors, {}, {});
  const int buffer = plan_.places.at(network_.outputs.front()).buffer;
  if (plan_.passes_input_through)
    output = input;
  else
    std::swap(output, state.buffers[static_cast<std::size_t>(buffer)]);
}

Packed FastExecutor::reformed(const Packed& input) const {
  std::vector<std::int32_t> values(static_cast<std::size_t>(input.vectors * input.channels));
  unpack(input, 0, values);
  Packed out;
  input_.reset(input.vectors / input_.vectors, out);
  pack(kernels_, values, 0, out);
  return out;
}

void FastExecutor::run_layers(State& state, const Packed* input, std::int64_t frames, const std::set<std::string>& taps,
                              std::span<FrameResult> results) const {
  const int input_buffer = plan_.places.at(network_.inputs.front()).buffer;
  // The caller's input stands in for its buffer until the first layer that could reuse that has read it.
  bool input_is_outside = input != nullptr;
  for (std::size_t i = 0; i < plan_.layers.size(); ++i) {
    const PlannedLayer& layer = plan_.layers[i];
    std::vector<const Packed*> from;
    std::vector<Packed*> to;
    for (const int buffer : layer.inputs)
      from.push_back(input_is_outside && buffer == input_buffer ? input
                                                                : &state.buffers[static_cast<std::size_t>(buffer)]);
    for (const int buffer : layer.outputs) to.push_back(&state.buffers[static_cast<std::size_t>(buffer)]);
    if (layer.kernel != nullptr) {
      layer.kernel->run(frames, from, to, state.scratch);
      if (std::find(layer.outputs.begin(), layer.outputs.end(), input_buffer) != layer.outputs.end())
        input_is_outside = false;
    }
    for (const auto& name : network_.layers[i].outputs) keep(state, name, taps, results);
  }
}

void FastExecutor::keep(const State& state, const std::string& name, const std::set<std::string>& taps,
                        std::span<FrameResult> results) const {
  if (results.empty() || (!taps.contains(name) && !taps.contains("*"))) return;
  const StreamPlace& place = plan_.places.at(name);
  const Packed& packed = state.buffers[static_cast<std::size_t>(place.buffer)];
  const Shape& shape = network_.find_stream(name)->shape;
  for (std::size_t i = 0; i < results.size(); ++i) {
    Tensor tensor(shape);
    const auto frame = static_cast<std::int64_t>(i);
    if (place.window)
      gather_windows(packed, *place.window, frame * place.window->out_pixels(), tensor.data);
    else
      unpack(packed, frame * (packed.vectors / std::ssize(results)), tensor.data);
    results[i].taps[name] = std::move(tensor);
  }
}

std::unique_ptr<Executor> make_fast_executor(const Network& network) { return std::make_unique<FastExecutor>(network); }

void FastExecutor::encode(std::span<const std::uint8_t> pictures, std::size_t picture_bytes, Packed& input) const {
  if (picture_bytes == 0 || pictures.size() % picture_bytes != 0)
    throw Error("input-size", std::to_string(pictures.size()) + " bytes are no whole number of pictures", "",
                "a picture has " + std::to_string(picture_bytes) + " bytes");
  const auto count = static_cast<std::int64_t>(pictures.size() / picture_bytes);
  input_.reset(count, input);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto picture = pictures.subspan(static_cast<std::size_t>(i) * picture_bytes, picture_bytes);
    if (!encode_packed(picture, i, input))
      pack(kernels_, encode_input(network_, picture).data, i * input_.vectors, input);
  }
}

void FastExecutor::run_pictures(std::span<const std::uint8_t> pictures, std::size_t picture_bytes,
                                std::span<std::int32_t> outputs) const {
  if (network_.inputs.size() > 1) return run_encoded(*this, network_, pictures, picture_bytes, outputs);
  Packed input, output;
  encode(pictures, picture_bytes, input);
  run(input, output);
  unpack(output, 0, outputs);
}

bool FastExecutor::encode_packed(std::span<const std::uint8_t> picture, std::int64_t frame, Packed& input) const {
  const std::int64_t bytes = std::ssize(picture), elements = input_.vectors * input_.channels;
  std::uint8_t* to = input.bytes() + frame * elements;
  switch (network_.input_encoding) {
    case InputEncoding::BnnPynqBinarize:
      if (input.form != Form::Planes || input_.type.bits != 1 || input_.vectors != 1 ||
          (bytes + 63) / 64 * 64 != elements)
        return false;
      kernels_.pack_u8_sign(picture.data(), static_cast<int>(bytes), input.vector(frame));
      return true;
    case InputEncoding::BnnPynqSigned: {
      if (input.form != Form::Bytes || bytes != elements) return false;
      for (std::int64_t c = 0; c < input_.channels; ++c)
        for (std::int64_t i = 0; i < input_.vectors; ++i)
          to[i * input_.channels + c] = signed_codes_[picture[static_cast<std::size_t>(c * input_.vectors + i)]];
      return true;
    }
    case InputEncoding::Raw:
      if (input_.type != DataType::uint(8) || bytes != elements) return false;
      std::copy(picture.begin(), picture.end(), to);
      return true;
  }
  return false;
}

}  // namespace weir::golden
