#include "golden/model/model.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <random>
#include <thread>

#include "golden/base/joined.hpp"
#include "golden/model/executor.hpp"
#include "golden/network/frame.hpp"
#include "golden/network/tail.hpp"

namespace weir::golden {

namespace {

/// Of a network with one, or the first.
const NetworkStream& input_stream(const Network& network) { return *network.find_stream(network.inputs.front()); }

std::string known_streams(const Network& network) {
  return joined(network.streams, " ", [](const auto& stream) { return stream.name; });
}

/// Calls visit(layer, name of its weight stream).
template <class Visit>
void for_each_weight_stream(const Network& network, const Visit& visit) {
  for (const auto& layer : network.layers)
    if (const auto stream = weight_stream(layer)) visit(layer, stream->name);
}

void require_taps(const Network& network, const std::set<std::string>& taps) {
  std::set<std::string> weights;
  for_each_weight_stream(network, [&](const Layer&, const std::string& name) { weights.insert(name); });
  for (const auto& tap : taps)
    if (tap != "*" && network.find_stream(tap) == nullptr && !weights.contains(tap))
      throw Error("unknown-stream", network.name + " has no stream \"" + tap + "\"", "",
                  "streams: " + known_streams(network));
}

/// DataType::holds() of every value, without a branch per value.
bool holds_all(DataType type, std::span<const std::int32_t> values) {
  std::int32_t low = 0, high = 0, zeros = 0;
  for (const std::int32_t value : values) {
    low = std::min(low, value);
    high = std::max(high, value);
    zeros |= value == 0 ? 1 : 0;
  }
  return low >= type.min() && high <= type.max() && (zeros == 0 || type.holds(0));
}

void require_frame(const std::vector<FramePart>& parts, const Tensor& frame, std::size_t index) {
  const std::string name = "frame " + std::to_string(index);
  if (frame.size() != parts.back().first + parts.back().size) {
    std::string takes;
    for (const FramePart& part : parts)
      takes += (takes.empty() ? "stream " : ", then ") + part.stream->name + " takes " + to_string(part.stream->shape);
    throw Error("input-size", name + " has " + std::to_string(frame.size()) + " elements", "", takes);
  }
  for (const FramePart& part : parts) {
    const NetworkStream& stream = *part.stream;
    const auto elements = elements_of(frame, part);
    if (holds_all(stream.type, elements)) continue;
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (!stream.type.holds(elements[i]))
        throw Error("dtype-range", name + " holds " + std::to_string(elements[i]) + " at element " + std::to_string(i),
                    "", "stream " + stream.name + " is " + stream.type.name());
  }
}

void require_weights(const Network& network) {
  for (const auto& layer : network.layers) {
    const bool has_weights =
        std::visit([](const auto& k) { return !parameter_specs(k).weights.shape.empty(); }, layer.kind);
    if (has_weights && layer.parameters.weights.empty())
      throw Error("weights-missing", network.name + " came without the weights of " + layer.name, "",
                  "give them when the network is imported or run (--fc-weights)");
  }
}

/// Runs job(0) .. job(count - 1) on `threads` threads; the first exception is rethrown here.
template <class Job>
void for_each_parallel(std::size_t count, int threads, const Job& job) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        job(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::jthread> helpers;
  for (int t = 1; t < threads; ++t) helpers.emplace_back(work);
  work();
  helpers.clear();
  if (failure) std::rethrow_exception(failure);
}

std::int32_t binarized(std::uint8_t pixel, DataType type) {
  return static_cast<std::int32_t>(type.decode(pixel >= 128));
}

void fill_at_random(std::span<std::int32_t> elements, DataType type, std::mt19937_64& random) {
  constexpr std::uint64_t kTensorCodes = std::uint64_t{1} << 31;  // of a type without sign, elements being int32
  const std::uint64_t all = std::uint64_t{1} << type.bits, codes = type.min() < 0 ? all : std::min(all, kTensorCodes);
  // The top bits: distributions of the standard library differ between implementations.
  for (std::int32_t& element : elements)
    element = static_cast<std::int32_t>(type.decode(static_cast<std::uint32_t>((random() >> 32) % codes)));
}

Error wrong_size(const NetworkStream& stream, std::size_t given, std::int64_t wanted) {
  return {"input-size", "the picture has " + std::to_string(given) + " bytes", "",
          "stream " + stream.name + " " + to_string(stream.shape) + " takes " + std::to_string(wanted)};
}

/// First maximum of what the scores stand for; a single one has no maximum to look for: class 1 if it is above
/// `decision`.
int best_value(std::span<const double> values, double decision) {
  if (values.size() == 1) return values.front() > decision ? 1 : 0;
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace

/// Made when first asked for: packing the weights of a large network takes longer than a frame.
struct Model::Executors {
  std::once_flag reference_made, fast_made;
  std::unique_ptr<const Executor> reference, fast;
};

Model::Model(std::shared_ptr<const Network> network)
    : network_(std::move(network)), executors_(std::make_unique<Executors>()) {}

Model::~Model() = default;

const Executor& Model::executor(bool reference) const {
  Executors& e = *executors_;
  if (reference) {
    std::call_once(e.reference_made, [&] { e.reference = make_reference_executor(*network_); });
    return *e.reference;
  }
  std::call_once(e.fast_made, [&] { e.fast = make_fast_executor(*network_); });
  return *e.fast;
}

const std::vector<std::string>& Model::reference_layers(const RunOptions& options) const {
  require_weights(*network_);
  return executor(options.reference).reference_layers();
}

template <class Work>
void Model::run_batches(std::int64_t count, const Executor& chosen, const RunOptions& options, const Work& work) const {
  const int threads = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  // Small jobs are cut so that every thread gets some.
  const auto batch = std::clamp<std::int64_t>((count + threads - 1) / std::max(threads, 1), 1, chosen.batch_frames());
  for_each_parallel(static_cast<std::size_t>((count + batch - 1) / batch), threads, [&](std::size_t job) {
    if (options.stop != nullptr && *options.stop) throw Error("stopped", "the run was stopped");
    const std::int64_t first = static_cast<std::int64_t>(job) * batch;
    work(static_cast<std::size_t>(first), static_cast<std::size_t>(std::min(batch, count - first)));
  });
}

std::vector<FrameResult> Model::run(const std::vector<Tensor>& frames, const RunOptions& options) const {
  require_weights(*network_);
  require_taps(*network_, options.taps);
  const Executor& chosen = executor(options.reference);
  const std::vector<FramePart> parts = frame_parts(*network_);
  std::vector<FrameResult> results(frames.size());
  run_batches(std::ssize(frames), chosen, options, [&](std::size_t first, std::size_t size) {
    for (std::size_t i = first; i < first + size; ++i) require_frame(parts, frames[i], i);
    chosen.run(std::span(frames).subspan(first, size), options.taps, std::span(results).subspan(first, size));
  });
  for_each_weight_stream(*network_, [&](const Layer& layer, const std::string& name) {
    if (!options.taps.contains(name) && !options.taps.contains("*")) return;
    for (FrameResult& result : results) result.taps[name] = weight_stream_frame(layer);
  });
  return results;
}

void Model::run_pictures(std::span<const std::uint8_t> pictures, std::size_t picture_bytes,
                         std::span<std::int32_t> outputs, const RunOptions& options) const {
  require_weights(*network_);
  if (picture_bytes == 0 || pictures.size() % picture_bytes != 0)
    throw Error("input-size", std::to_string(pictures.size()) + " bytes are no whole number of pictures", "",
                "a picture has " + std::to_string(picture_bytes) + " bytes");
  const std::size_t count = pictures.size() / picture_bytes;
  const auto output_elements =
      static_cast<std::size_t>(element_count(network_->find_stream(network_->outputs.front())->shape));
  if (outputs.size() != count * output_elements)
    throw Error("output-size", "there is room for " + std::to_string(outputs.size()) + " output elements", "",
                std::to_string(count) + " frames have " + std::to_string(count * output_elements));
  const Executor& chosen = executor(options.reference);
  run_batches(static_cast<std::int64_t>(count), chosen, options, [&](std::size_t first, std::size_t size) {
    chosen.run_pictures(pictures.subspan(first * picture_bytes, size * picture_bytes), picture_bytes,
                        outputs.subspan(first * output_elements, size * output_elements));
  });
}

std::int32_t signed_pixel(std::uint8_t pixel) { return std::min(127, pixel - 128 + (pixel >= 128 ? 1 : 0)); }

Tensor encode_input(const Network& network, std::span<const std::uint8_t> bytes) {
  const NetworkStream& stream = input_stream(network);
  Tensor frame(frame_shape(network));
  const std::int64_t elements = frame.size();
  switch (network.input_encoding) {
    case InputEncoding::Raw:
      if (std::ssize(bytes) != elements) throw wrong_size(stream, bytes.size(), elements);
      std::copy(bytes.begin(), bytes.end(), frame.data.begin());
      break;
    case InputEncoding::BnnPynqBinarize: {
      // Whole 64-bit words: the padding of the last word belongs to the stream.
      if (bytes.empty() || (std::ssize(bytes) + 63) / 64 * 64 != elements)
        throw wrong_size(stream, bytes.size(), elements);
      std::fill(frame.data.begin(), frame.data.end(), binarized(0, stream.type));
      std::transform(bytes.begin(), bytes.end(), frame.data.begin(),
                     [&](std::uint8_t pixel) { return binarized(pixel, stream.type); });
      break;
    }
    case InputEncoding::BnnPynqSigned: {
      if (std::ssize(bytes) != elements) throw wrong_size(stream, bytes.size(), elements);
      const auto channels = static_cast<std::size_t>(stream.shape.back());
      const std::size_t pixels = bytes.size() / channels;
      for (std::size_t i = 0; i < bytes.size(); ++i)
        frame.data[i] = signed_pixel(bytes[i % channels * pixels + i / channels]);
      break;
    }
  }
  return frame;
}

int decode_class(const Network& network, const Tensor& output) {
  std::span scores(output.data);
  if (network.class_count > 0 && network.class_count < std::ssize(scores))
    scores = scores.first(static_cast<std::size_t>(network.class_count));
  switch (network.output_decoding) {
    case OutputDecoding::HighestSetBit: {
      const auto last = std::find_if(scores.rbegin(), scores.rend(), [](std::int32_t bit) { return bit > 0; });
      return last == scores.rend() ? 0 : static_cast<int>(scores.rend() - last) - 1;
    }
    case OutputDecoding::ArgMaxFromZero: {
      const auto best = std::max_element(scores.begin(), scores.end());
      return best == scores.end() || *best <= 0 ? 0 : static_cast<int>(best - scores.begin());
    }
    case OutputDecoding::ArgMax: {
      std::vector<double> values = output_values(network, output);
      if (network.tail == nullptr) values.resize(scores.size());
      return best_value(values, network.tail == nullptr ? 0 : network.tail->decision());
    }
    case OutputDecoding::TopKIndices: return output.data.empty() ? 0 : ranked_classes(network, output).front();
  }
  return 0;
}

std::vector<int> ranked_classes(const Network& network, const Tensor& output) {
  if (network.output_decoding != OutputDecoding::TopKIndices) return {decode_class(network, output)};
  if (network.tail == nullptr) return {output.data.begin(), output.data.end()};
  std::vector<int> classes;
  for (const double index : output_values(network, output)) classes.push_back(static_cast<int>(index));
  return classes;
}

std::vector<Tensor> random_frames(const Network& network, int count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::vector<FramePart> parts = frame_parts(network);
  std::vector<Tensor> frames;
  for (int i = 0; i < count; ++i) {
    Tensor frame(frame_shape(network));
    for (const FramePart& part : parts)
      fill_at_random(std::span(frame.data)
                         .subspan(static_cast<std::size_t>(part.first))
                         .first(static_cast<std::size_t>(part.size)),
                     part.stream->type, random);
    frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace weir::golden
