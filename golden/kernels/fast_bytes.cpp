// Element-wise layers on bytes and ints: a few vectors at a time as int32, which stay near the core.
#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"
#include "golden/kernels/sum_store.hpp"

namespace weir::golden {

namespace {

constexpr std::int64_t kGroupElements = 4096;
constexpr std::int64_t kLanes = 16;  ///< channels that the kernels for levels look at together

/// Calls work(first, count) for groups of vectors of about kGroupElements elements.
template <class Work>
void for_groups(const Packed& packed, const Work& work) {
  const std::int64_t group = std::max<std::int64_t>(1, kGroupElements / packed.channels);
  for (std::int64_t v = 0; v < packed.vectors; v += group) work(v, std::min(group, packed.vectors - v));
}

std::size_t elements(std::int64_t vectors, const Packed& packed) {
  return static_cast<std::size_t>(vectors) * static_cast<std::size_t>(packed.channels);
}

/// `count` vectors as int32: where they are, or unpacked to `room`.
const std::int32_t* values_of(const KernelSet& kernels, const Packed& packed, std::int64_t first, std::int64_t count,
                              std::int32_t* room) {
  if (packed.form == Form::Ints) return packed.ints() + first * packed.channels;
  unpack(kernels, packed, first, {room, elements(count, packed)});
  return room;
}

class WideThresholdLayer final : public FastLayer {
 public:
  WideThresholdLayer(const FastLayerContext& context, const Thresholding& t)
      : kernels_(context.kernels),
        output_(context.output(0)),
        store_(activation_of(t, context.layer.parameters.thresholds, output_.form), static_cast<int>(t.channels)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch& scratch) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    for_groups(in, [&](std::int64_t v, std::int64_t count) {
      scratch.ints.resize(elements(count, in));
      const std::int32_t* values = values_of(kernels_, in, v, count, scratch.ints.data());
      store_.store(kernels_, values, v, static_cast<int>(count), *outputs[0]);
    });
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  SumStore store_;
};

/// Thresholds of bytes to bytes, channel by channel: what becomes of each byte. For pictures, whose few channels would
/// leave most lanes of the kernels for levels empty.
class ByteTableLayer final : public FastLayer {
 public:
  ByteTableLayer(const FastLayerContext& context, const Thresholding& t)
      : output_(context.output(0)), channels_(static_cast<std::size_t>(t.channels)), table_(channels_ * kBytes) {
    const auto levels = static_cast<std::size_t>(t.levels);
    for (std::size_t i = 0; i < table_.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(i % kBytes);
      const std::int64_t value = t.input.min() < 0 ? std::int64_t{static_cast<std::int8_t>(byte)} : byte;
      const std::int32_t* thresholds = &context.layer.parameters.thresholds.data[i / kBytes * levels];
      const std::int32_t code = count_thresholds(value, thresholds, t.levels, t.compare, t.act_val);
      table_[i] = static_cast<std::uint8_t>(t.output == DataType::bipolar() ? 2 * code - 1 : code);
    }
  }

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    const std::uint8_t* from = in.bytes();
    std::uint8_t* to = outputs[0]->bytes();
    for (std::int64_t v = 0; v < in.vectors; ++v)
      for (std::size_t c = 0; c < channels_; ++c) *to++ = table_[c * kBytes + *from++];
  }

 private:
  static constexpr std::size_t kBytes = 256;
  StreamLayout output_;
  std::size_t channels_;
  std::vector<std::uint8_t> table_;  ///< [channel][byte]
};

/// What becomes of int32 elements one by one, two streams or one: map(lhs, rhs) with rhs 0 if there is one.
template <class Map>
class WideMapLayer final : public FastLayer {
 public:
  WideMapLayer(const FastLayerContext& context, Map map)
      : kernels_(context.kernels), output_(context.output(0)), map_(std::move(map)) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch& scratch) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    for_groups(in, [&](std::int64_t v, std::int64_t count) {
      const std::size_t n = elements(count, in);
      scratch.ints.resize(3 * n);
      std::int32_t* room = scratch.ints.data();
      const std::int32_t* lhs = values_of(kernels_, in, v, count, room);
      std::int32_t* out = room + 2 * n;
      if (inputs.size() == 1)
        std::transform(lhs, lhs + n, out, [&](std::int32_t x) { return map_(x, 0); });
      else
        std::transform(lhs, lhs + n, values_of(kernels_, *inputs[1], v, count, room + n), out, map_);
      pack(kernels_, {out, n}, v, *outputs[0]);
    });
  }

 private:
  const KernelSet& kernels_;
  StreamLayout output_;
  Map map_;
};

template <class Map>
std::unique_ptr<FastLayer> make_map(const FastLayerContext& context, Map map) {
  return std::make_unique<WideMapLayer<Map>>(context, std::move(map));
}

/// Elements with the constant of their channel; of vectors that are parts of the operation's, or several of them.
class ChannelwiseLayer final : public FastLayer {
 public:
  ChannelwiseLayer(const FastLayerContext& context, const ChannelwiseOp& c)
      : kernels_(context.kernels),
        output_(context.output(0)),
        function_(c.function),
        constants_(context.layer.parameters.bias.data) {}

  void run(std::int64_t frames, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch& scratch) const override {
    const Packed& in = *inputs[0];
    output_.reset(frames, *outputs[0]);
    for_groups(in, [&](std::int64_t v, std::int64_t count) {
      const std::size_t n = elements(count, in);
      scratch.ints.resize(2 * n);
      const std::int32_t* x = values_of(kernels_, in, v, count, scratch.ints.data());
      std::int32_t* out = scratch.ints.data() + n;
      if (function_ == "add") apply(x, n, elements(v, in), out, [](std::int32_t a, std::int32_t p) { return a + p; });
      if (function_ == "mul") apply(x, n, elements(v, in), out, [](std::int32_t a, std::int32_t p) { return a * p; });
      if (function_ == "cmp_le")
        apply(x, n, elements(v, in), out, [](std::int32_t a, std::int32_t p) { return p <= a ? 1 : 0; });
      if (function_ == "cmp_ge")
        apply(x, n, elements(v, in), out, [](std::int32_t a, std::int32_t p) { return p >= a ? 1 : 0; });
      pack(kernels_, {out, n}, v, *outputs[0]);
    });
  }

 private:
  /// `first`: the place of x[0] in the stream.
  template <class Function>
  void apply(const std::int32_t* x, std::size_t count, std::size_t first, std::int32_t* out, Function function) const {
    std::size_t channel = first % constants_.size();
    for (std::size_t done = 0; done < count; channel = 0) {
      const std::size_t run = std::min(count - done, constants_.size() - channel);
      const std::int32_t* p = constants_.data() + channel;
      for (std::size_t i = 0; i < run; ++i) out[done + i] = function(x[done + i], p[i]);
      done += run;
    }
  }

  const KernelSet& kernels_;
  StreamLayout output_;
  const std::string function_;
  const std::vector<std::int32_t>& constants_;
};

bool fits_int32(std::int64_t value) { return DataType::int_(32).holds(value); }

}  // namespace

std::unique_ptr<FastLayer> make_wide_thresholding(const FastLayerContext& context, const Thresholding& t) {
  const bool are_bytes = context.input(0).form == Form::Bytes && context.output(0).form == Form::Bytes;
  if (are_bytes && t.channels < kLanes) return std::make_unique<ByteTableLayer>(context, t);
  return std::make_unique<WideThresholdLayer>(context, t);
}

std::unique_ptr<FastLayer> make_wide_sum(const FastLayerContext& context, const AddStreams& a) {
  // Sums beyond int32 are left to the reference.
  if (!fits_int32(a.lhs.min() + a.rhs.min() + std::min(a.offset, 0)) ||
      !fits_int32(a.lhs.max() + a.rhs.max() + std::max(a.offset, 0)))
    return nullptr;
  const std::int32_t offset = a.offset;
  if (!a.saturate) return make_map(context, [=](std::int32_t x, std::int32_t y) { return x + y + offset; });
  const auto low = static_cast<std::int32_t>(a.output.min()),
             high = static_cast<std::int32_t>(std::min<std::int64_t>(a.output.max(), DataType::int_(32).max()));
  return make_map(context, [=](std::int32_t x, std::int32_t y) { return std::clamp(x + y + offset, low, high); });
}

namespace {

/// Vectors of one length at all ports: groups of them lie side by side.
bool has_one_length(const FastLayerContext& context) {
  for (std::size_t port = 0; port < context.layer.inputs.size(); ++port)
    if (context.input(port).channels != context.output(0).channels) return false;
  return true;
}

}  // namespace

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Eltwise& e) {
  if (!has_one_length(context)) return nullptr;
  if (e.operation == "Add") return make_map(context, [](std::int32_t x, std::int32_t y) { return x + y; });
  if (e.operation == "Sub") return make_map(context, [](std::int32_t x, std::int32_t y) { return x - y; });
  if (e.operation == "Mul") return make_map(context, [](std::int32_t x, std::int32_t y) { return x * y; });
  return make_map(context, [](std::int32_t x, std::int32_t y) { return std::abs(x - y); });
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AbsDiffStreams&) {
  if (!has_one_length(context)) return nullptr;
  return make_map(context, [](std::int32_t x, std::int32_t y) { return std::abs(x - y); });
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const ChannelwiseOp& c) {
  if (!has_one_length(context)) return nullptr;
  return std::make_unique<ChannelwiseLayer>(context, c);
}

std::unique_ptr<FastLayer> make_wide_relu(const FastLayerContext& context, const Relu& r) {
  if (!fits_int32(r.input.min() - r.offset) || !fits_int32(r.input.max() - r.offset)) return nullptr;
  const std::int32_t offset = r.offset;
  return make_map(context, [=](std::int32_t x, std::int32_t) { return std::max(x - offset, 0); });
}

}  // namespace weir::golden
