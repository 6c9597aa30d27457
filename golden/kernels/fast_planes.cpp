// Element-wise layers on bit planes.
#include <algorithm>

#include "golden/kernels/fast_kinds.hpp"

namespace weir::golden {

namespace {

/// A word of ones for every 64 channels, the last one cut.
std::vector<std::uint64_t> channel_words(int channels) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>((channels + 63) / 64), ~std::uint64_t{0});
  if (channels % 64 != 0) words.back() = (std::uint64_t{1} << channels % 64) - 1;
  return words;
}

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

class PlaneThresholdLayer final : public FastLayer {
 public:
  PlaneThresholdLayer(const FastLayerContext& context, const Thresholding& t)
      : kernels_(context.kernels),
        code_(plane_code(t.input)),
        activation_(activation_of(t, context.layer.parameters.thresholds, Form::Planes)),
        channels_(channel_words(static_cast<int>(t.channels))),
        planes_(t.input.bits) {
    const std::size_t words = channels_.size(), levels = static_cast<std::size_t>(t.levels);
    below_.assign(levels * static_cast<std::size_t>(planes_) * words, 0);
    reachable_.assign(levels * words, 0);
    const std::int64_t highest = (std::int64_t{1} << planes_) - 1;
    for (std::size_t i = 0; i < activation_.at_least.size(); ++i) {
      const std::size_t channel = i / levels, level = i % levels;
      const std::int64_t at_least =
          std::max<std::int64_t>(divide_up(activation_.at_least[i] - code_.offset, code_.scale), 0);
      const std::uint64_t bit = std::uint64_t{1} << channel % 64;
      if (at_least > highest) continue;
      reachable_[level * words + channel / 64] |= bit;
      for (int p = 0; p < planes_; ++p)
        if ((at_least >> p & 1) == 0)
          below_[(level * static_cast<std::size_t>(planes_) + static_cast<std::size_t>(p)) * words + channel / 64] |=
              bit;
    }
  }

  void run(std::int64_t, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    outputs[0]->reset(activation_.output, in.vectors, in.channels);
    kernels_.threshold_u4_nxn({.x = in.data.data(),
                               .codes = outputs[0]->data.data(),
                               .vectors = in.vectors,
                               .planes = planes_,
                               .code_planes = outputs[0]->planes,
                               .words = in.words,
                               .levels = activation_.levels,
                               .inverts_top = code_.inverts_top,
                               .below = below_.data(),
                               .reachable = reachable_.data(),
                               .flips = activation_.flips,
                               .initial = activation_.initial,
                               .channels = channels_.data()});
  }

 private:
  const KernelSet& kernels_;
  PlaneCode code_;
  PackedActivation activation_;
  std::vector<std::uint64_t> channels_, below_, reachable_;
  int planes_;
};

/// lhs + rhs + offset, or lhs - offset limited from below, by adding codes u.
class PlaneAddLayer final : public FastLayer {
 public:
  /// `rhs` is what the second input holds; without one, a type whose only value is 0.
  PlaneAddLayer(const FastLayerContext& context, DataType lhs, std::optional<DataType> rhs, DataType output,
                std::int64_t offset, std::int64_t channels)
      : kernels_(context.kernels), output_(output), channels_(channel_words(static_cast<int>(channels))) {
    job_.a_planes = lhs.bits;
    job_.b_planes = rhs ? rhs->bits : 0;
    job_.a_inverts_top = plane_code(lhs).inverts_top;
    job_.b_inverts_top = rhs && plane_code(*rhs).inverts_top;
    job_.inverts_top = plane_code(output).inverts_top;
    const std::int64_t delta = lhs.min() + (rhs ? rhs->min() : 0) + offset - output.min();
    const std::int64_t highest = lhs.max() - lhs.min() + (rhs ? rhs->max() - rhs->min() : 0) + delta;
    while (sum_bits_ <= kMaxSumPlanes && !DataType::int_(sum_bits_).holds(std::min<std::int64_t>(delta, 0)))
      ++sum_bits_;
    while (sum_bits_ <= kMaxSumPlanes && !DataType::int_(sum_bits_).holds(std::max<std::int64_t>(highest, 0)))
      ++sum_bits_;
    sum_bits_ = std::max(sum_bits_, output.bits + 1);
    job_.delta = static_cast<int>(delta);
    job_.sum_planes = sum_bits_;
  }
  bool fits() const { return sum_bits_ <= kMaxSumPlanes; }

  void run(std::int64_t, std::span<const Packed* const> inputs, std::span<Packed* const> outputs,
           Scratch&) const override {
    const Packed& in = *inputs[0];
    outputs[0]->reset(output_, in.vectors, in.channels);
    PlaneAddJob job = job_;
    job.a = in.data.data();
    job.b = inputs.size() > 1 ? inputs[1]->data.data() : nullptr;
    job.codes = outputs[0]->data.data();
    job.vectors = in.vectors;
    job.code_planes = outputs[0]->planes;
    job.words = in.words;
    job.channels = channels_.data();
    kernels_.add_u4_nxn(job);
  }

 private:
  const KernelSet& kernels_;
  DataType output_;
  std::vector<std::uint64_t> channels_;
  PlaneAddJob job_{};
  int sum_bits_ = 2;
};

bool are_planes(const FastLayerContext& context) {
  for (std::size_t port = 0; port < context.layer.inputs.size(); ++port)
    if (context.input(port).form != Form::Planes) return false;
  return context.output(0).form == Form::Planes;
}
bool counts_up(DataType type) { return form_of(type) == Form::Planes && type != DataType::bipolar(); }

}  // namespace

PackedActivation activation_of(const Thresholding& t, const Tensor& thresholds, Form form) {
  Mvau like;
  like.MH = t.channels;
  like.output = t.output;
  like.act_val = t.act_val;
  like.compare = t.compare;
  like.levels = t.levels;
  PackedActivation a = make_activation(like, thresholds, form);
  if (form != Form::Bytes) return a;
  const auto levels = static_cast<std::size_t>(a.levels);
  for (std::size_t row = 0; row * levels < a.at_least.size(); ++row)
    straighten_levels(std::span(a.at_least).subspan(row * levels, levels), t.input.min(), t.input.max());
  return a;
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Thresholding& t) {
  if (context.input(0).channels != t.channels || context.output(0).channels != t.channels) return nullptr;
  if (!are_planes(context)) return make_wide_thresholding(context, t);
  return std::make_unique<PlaneThresholdLayer>(context, t);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const AddStreams& a) {
  const int channels = context.output(0).channels;
  if (context.input(0).channels != channels || context.input(1).channels != channels) return nullptr;
  if (are_planes(context) && counts_up(a.lhs) && counts_up(a.rhs) && counts_up(a.output)) {
    auto layer = std::make_unique<PlaneAddLayer>(context, a.lhs, a.rhs, a.output, a.offset, channels);
    if (layer->fits()) return layer;
  }
  return make_wide_sum(context, a);
}

std::unique_ptr<FastLayer> make_fast(const FastLayerContext& context, const Relu& r) {
  const int channels = context.output(0).channels;
  if (context.input(0).channels != channels) return nullptr;
  // The adder limits at the output's lowest value, which must be ReLU's 0.
  if (are_planes(context) && counts_up(r.input) && counts_up(r.output) && r.output.min() == 0) {
    auto layer = std::make_unique<PlaneAddLayer>(context, r.input, std::nullopt, r.output, -r.offset, channels);
    if (layer->fits()) return layer;
  }
  return make_wide_relu(context, r);
}

}  // namespace weir::golden
