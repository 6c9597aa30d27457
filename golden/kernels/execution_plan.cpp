#include "golden/kernels/execution_plan.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace weir::golden {

namespace {

constexpr std::int64_t kLeastBatchFrames = 2, kMaxBatchFrames = 4096;
/// What the live streams of a batch may take: where bits of hundreds of vectors are counted at once, registers must be
/// filled; products are fast with few vectors, and the streams of few frames stay near the core.
constexpr std::int64_t kSlicedBatchBytes = std::int64_t{32} << 20, kBatchBytes = std::int64_t{256} << 10;
constexpr int kProductVectors = 8;      ///< whose products share the loads of weights
constexpr double kWorthwhile = 0.9995;  ///< a larger batch must do with this much of the work per frame

std::int64_t bytes_of(const StreamLayout& layout) {
  Packed frame;
  layout.reset(1, frame);
  return static_cast<std::int64_t>(frame.data.size()) * 8;
}

bool counts_bits(const Network& network) {
  return std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    const auto* m = std::get_if<Mvau>(&layer.kind);
    return m != nullptr && PackedMvau::is_sliced(*m);
  });
}

/// Gives streams buffers in the order of the layers, and takes them back after the last layer that reads them.
class BufferAssigner {
 public:
  BufferAssigner(const Network& network, ExecutionPlan& plan) : network_(network), plan_(plan) {
    for (const auto& name : network.inputs) root_[name] = name;
  }
  void pass_on(const std::string& from, const std::string& to) { root_[to] = root_.at(from); }
  void create(const std::string& stream) { root_[stream] = stream; }

  /// Call when every stream is known.
  void assign() {
    count_readers();
    for (const auto& name : network_.inputs) give(name);
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const Layer& layer = network_.layers[i];
      PlannedLayer& planned = plan_.layers[i];
      for (const auto& name : layer.outputs) give(name);
      for (const auto& name : layer.inputs) planned.inputs.push_back(plan_.places.at(name).buffer);
      for (const auto& name : layer.outputs) planned.outputs.push_back(plan_.places.at(name).buffer);
      for (const auto& name : layer.inputs) release(name);
    }
    plan_.passes_input_through = root_.at(network_.outputs.front()) == network_.inputs.front();
    const std::int64_t bytes = counts_bits(network_) ? kSlicedBatchBytes : kBatchBytes;
    plan_.batch_frames =
        std::clamp<std::int64_t>(bytes / std::max<std::int64_t>(most_bytes_, 1), kLeastBatchFrames, kMaxBatchFrames);
  }

 private:
  /// A stream without consumer leaves the network and is never released.
  void count_readers() {
    for (const auto& [name, root] : root_) readers_[root] += 1;
  }

  void give(const std::string& name) {
    const std::string& root = root_.at(name);
    StreamPlace& place = plan_.places[name];
    if (root != name) {
      place.buffer = plan_.places.at(root).buffer;
      return;
    }
    if (free_.empty()) free_.insert(plan_.buffer_count++);
    place.buffer = *free_.begin();
    free_.erase(free_.begin());
    live_bytes_ += bytes_of(layout_of(*network_.find_stream(name), plan_.forms));
    most_bytes_ = std::max(most_bytes_, live_bytes_);
  }

  void release(const std::string& name) {
    const std::string& root = root_.at(name);
    if (--readers_[root] > 0) return;
    free_.insert(plan_.places.at(root).buffer);
    live_bytes_ -= bytes_of(layout_of(*network_.find_stream(root), plan_.forms));
  }

  const Network& network_;
  ExecutionPlan& plan_;
  std::map<std::string, std::string> root_;  ///< the stream whose buffer a stream shares
  std::map<std::string, int> readers_;       ///< streams in a buffer that are still to be read
  std::set<int> free_;
  std::int64_t live_bytes_ = 0, most_bytes_ = 0;
};

/// The least padded work per frame, weighed by multiplications.
std::int64_t best_batch(const Network& network, int lanes, std::int64_t most) {
  std::int64_t best = 1;
  double least = std::numeric_limits<double>::max();
  for (std::int64_t batch = 1; batch <= most; ++batch) {
    double work = 0;
    for (const Layer& layer : network.layers)
      if (const auto* m = std::get_if<Mvau>(&layer.kind)) {
        const int tile = PackedMvau::is_sliced(*m) ? lanes : kProductVectors;
        const std::int64_t tiles = (vectors_per_frame(*m) * batch + tile - 1) / tile;
        work += static_cast<double>(tiles * tile * m->MW * m->MH);
      }
    work /= static_cast<double>(batch);
    if (work >= least * kWorthwhile) continue;
    least = work;
    best = batch;
  }
  return best;
}

}  // namespace

ExecutionPlan make_execution_plan(const Network& network, const KernelSet& kernels) {
  ExecutionPlan plan;
  plan.forms = choose_forms(network);
  BufferAssigner assigner(network, plan);
  for (const Layer& layer : network.layers) {
    PlannedLayer& planned = plan.layers.emplace_back();
    const std::optional<Window> read = plan.places[layer.inputs[0]].window;
    const std::optional<Window> made = readable_window(network, layer, plan.forms);
    if (made || only_passes_on(layer.kind)) {
      for (const auto& output : layer.outputs) {
        assigner.pass_on(layer.inputs[0], output);
        plan.places[output].window = made ? made : read;
      }
      continue;
    }
    const FastLayerContext context{network, layer, kernels, plan.forms, read};
    planned.kernel = make_fast_layer(context);
    if (planned.kernel == nullptr) {
      planned.kernel = make_reference_layer(context);
      plan.reference_layers.push_back(layer.name);
    }
    for (const auto& output : layer.outputs) assigner.create(output);
  }
  assigner.assign();
  plan.batch_frames = best_batch(network, kernels.lanes, plan.batch_frames);
  return plan;
}

}  // namespace weir::golden
