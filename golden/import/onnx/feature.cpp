#include "golden/import/onnx/feature.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace weir::golden::onnx_import {

namespace {

/// The largest range whose values are looked at one by one to see whether a chain is a straight line.
constexpr std::int64_t kMaxScanned = 1 << 16;

Inputs inputs_of(const Step& step, const Value& data) {
  Inputs inputs(step.node);
  for (std::size_t i = 0; i < step.constants.size(); ++i)
    inputs.push_back(i == step.position ? &data : step.constants[i].get());
  return inputs;
}

void require_finite(const Node& node, const std::vector<double>& values) {
  for (const double x : values)
    if (!std::isfinite(x)) throw Error("onnx-constant", node.label() + " gives a number that is not finite");
}

Value run_step(const Step& step, Value value) {
  value.shape = probe_shape(step.form, std::ssize(value.data));
  std::vector<Value> branches(step.branches.size(), value);
  Inputs inputs = step.branches.empty() ? inputs_of(step, value) : Inputs(step.node);
  for (std::size_t i = 0; i < branches.size(); ++i) {
    for (const Step& inner : step.branches[i]) branches[i] = run_step(inner, std::move(branches[i]));
    inputs.push_back(&branches[i]);
  }
  Value out = evaluate(step.node, inputs);
  require_finite(step.node, out.data);
  return out;
}

/// Thresholds are 32 bits wide, and many thousands per channel are a damaged file's.
void require_size(const Feature& feature, const Node& node, int levels) {
  constexpr std::int64_t kMostThresholds = 1 << 22, kMostSum = std::int64_t{1} << 30;
  const bool is_wide = std::any_of(feature.low.begin(), feature.low.end(), [](auto x) { return x < -kMostSum; }) ||
                       std::any_of(feature.high.begin(), feature.high.end(), [](auto x) { return x > kMostSum; });
  if (is_wide || std::ssize(feature.low) * levels > kMostThresholds)
    throw Error("onnx-unsupported",
                node.label() + ": " + std::to_string(levels) + " steps for " + std::to_string(feature.low.size()) +
                    " channels of " + feature.type.name(),
                "", "sums of up to 31 bits, up to " + std::to_string(kMostThresholds) + " thresholds");
}

/// One element per channel, and the quantiser's verdict on each.
class StepSearch {
 public:
  StepSearch(const Feature& feature, const Step& quantiser) : feature_(feature), quantiser_(quantiser) {}

  Quantised at(const std::vector<std::int64_t>& elements) const {
    Value value = run_chain(feature_, elements);
    value.shape = probe_shape(quantiser_.form, std::ssize(value.data));
    return quantise(quantiser_.node, inputs_of(quantiser_, value));
  }

  /// Per channel of the stream: the least element (of -element where falling) with a count of at least `level`;
  /// beyond the end of the range if there is none. `from` bounds it below.
  std::vector<std::int64_t> first_with(int level, const std::vector<bool>& falling,
                                       const std::vector<std::int64_t>& from) const {
    std::vector<std::int64_t> low = from, high(from.size());
    for (std::size_t s = 0; s < from.size(); ++s) high[s] = (falling[s] ? -feature_.low[s] : feature_.high[s]) + 1;
    while (low != high) {
      std::vector<std::int64_t> middle(low.size()), probe(low.size());
      for (std::size_t s = 0; s < low.size(); ++s) {
        middle[s] = low[s] + (high[s] - low[s]) / 2;
        probe[s] = std::clamp(falling[s] ? -middle[s] : middle[s], feature_.low[s], feature_.high[s]);
      }
      const Quantised q = at(probe);
      for (std::size_t k = 0; k < low.size(); ++k) {
        const std::size_t s = feature_.channel_at(k);
        if (low[s] == high[s]) continue;
        (q.count[k] >= level ? high[s] : low[s]) = q.count[k] >= level ? middle[s] : middle[s] + 1;
      }
    }
    return low;
  }

 private:
  const Feature& feature_;
  const Step& quantiser_;
};

/// An operation that turns, always or because of its parameters.
bool is_turning(const Step& step) {
  const std::string& op = step.node.op_type;
  if (!step.branches.empty() || !monotone_operations().contains(op) || (op == "Div" && step.position != 0)) return true;
  if (op == "PRelu") {
    const auto& slopes = step.constants.size() > 1 ? step.constants[1] : nullptr;
    return slopes != nullptr &&
           std::any_of(slopes->data.begin(), slopes->data.end(), [](double slope) { return slope < 0; });
  }
  if (op == "LeakyRelu" || op == "Elu" || op == "Celu" || op == "Selu" || op == "ThresholdedRelu")
    return step.node.number("alpha", 1) < 0 || (op == "Selu" && step.node.number("gamma", 1) < 0);
  return false;
}

}  // namespace

Shape probe_shape(Form form, std::int64_t channels) {
  switch (form) {
    case Form::ChannelsFirst: return {1, channels, 1, 1};
    case Form::ChannelsLast: return {1, 1, 1, channels};
    case Form::LineFirst: return {1, channels, 1};
    case Form::LineLast: return {1, 1, channels};
    case Form::Vector: break;
  }
  return {1, channels};
}

Shape Feature::graph_shape() const {
  if (seen) return *seen;
  if (form == Form::LineFirst) return {1, stored[2], stored[0]};
  if (form == Form::LineLast) return {1, stored[0], stored[2]};
  if (form == Form::Vector) return {1, element_count(stored)};
  if (form == Form::ChannelsLast) return {1, stored[0], stored[1], stored[2]};
  return {1, stored[2], stored[0], stored[1]};
}

bool turns(const Feature& feature) {
  return std::any_of(feature.chain.begin(), feature.chain.end(), [](const Step& step) { return step.turns; });
}

void require_monotone(const Feature& feature, const Node& reader) {
  const auto step =
      std::find_if(feature.chain.begin(), feature.chain.end(), [](const Step& each) { return each.turns; });
  if (step != feature.chain.end())
    throw Error("onnx-unsupported",
                reader.label() + " reads the result of " + step->node.label() + ", which rises and falls", "",
                "put a quantiser (QuantIdentity, Quant) between the two when exporting");
}

std::optional<Feature> joined_curves(const Node& node, const Feature& a, const Feature& b) {
  const auto element = [](const Feature& x) {
    return std::tie(x.stream, x.scale, x.offset, x.low, x.high, x.columns, x.stored, x.form, x.seen, x.partner);
  };
  if (element(a) != element(b) || a.partner != nullptr) return std::nullopt;
  const auto is_same = [](const Step& one, const Step& other) {
    return one.node.outputs == other.node.outputs && one.node.op_type == other.node.op_type;
  };
  const auto [in_a, in_b] = std::mismatch(a.chain.begin(), a.chain.end(), b.chain.begin(), b.chain.end(), is_same);
  Step join;
  join.node = node;
  join.constants.assign(2, nullptr);
  join.branches = {{in_a, a.chain.end()}, {in_b, b.chain.end()}};
  Feature x = a;
  x.accumulator.reset();
  x.chain.erase(x.chain.begin() + (in_a - a.chain.begin()), x.chain.end());
  add_step(x, std::move(join));
  return x;
}

void add_step(Feature& feature, Step step) {
  step.turns = is_turning(step);
  if (step.turns && !is_of_elements(step.node.op_type))
    throw Error("onnx-unsupported", step.node.label() + " is no operation on single elements");
  if (step.node.op_type == "BatchNormalization" &&
      (feature.form == Form::ChannelsLast || feature.form == Form::LineLast))
    throw Error("onnx-unsupported", step.node.label() + " reads a tensor with its channels last");
  step.form = feature.form;
  const Shape shape = probe_shape(step.form, feature.channels());
  const bool by_shape = step.node.op_type != "BatchNormalization" && step.node.op_type != "MultiThreshold";
  for (std::size_t i = 0; i < step.constants.size() && by_shape; ++i) {
    if (i == step.position || step.constants[i] == nullptr || step.constants[i]->data.empty()) continue;
    if (broadcast(step.node, shape, step.constants[i]->shape) != shape)
      throw Error("onnx-unsupported",
                  step.node.label() + ": a constant of shape " + to_string(step.constants[i]->shape) +
                      " on a tensor of shape " + to_string(feature.graph_shape()),
                  "", "constants may differ from channel to channel, not from pixel to pixel");
  }
  const std::string& op = step.node.op_type;
  static const std::set<std::string> kOnEitherSide{"Add", "Sub", "Mul", "Div", "Pow", "Max", "Min"};
  if (step.position != 0 && !kOnEitherSide.contains(op))
    throw Error("onnx-unsupported", step.node.label() + ": input " + std::to_string(step.position) + " flows");
  feature.chain.push_back(std::move(step));
  run_chain(feature, feature.low);  // wrong constants show here, with the node's name
}

namespace {

double value_of(const Feature& feature, std::size_t channel, std::int64_t element) {
  return to_float32(feature.scale[channel] * (static_cast<double>(element) + feature.offset[channel]));
}

}  // namespace

void require_single(const Feature& feature, const Node& reader) {
  if (feature.partner != nullptr)
    throw Error("onnx-unsupported", reader.label() + " reads a sum of two tensors of different scales", "",
                "put a quantiser (Quant) behind the sum, or give both the same scale when exporting");
}

Value run_chain(const Feature& feature, const std::vector<std::int64_t>& elements,
                const std::vector<std::int64_t>* partner) {
  Value value;
  value.data.resize(elements.size());
  for (std::size_t k = 0; k < elements.size(); ++k) {
    const std::size_t s = feature.channel_at(k);
    value.data[k] = value_of(feature, s, elements[s]);
    if (feature.partner == nullptr) continue;
    const Feature& other = *feature.partner;
    value.data[k] = to_float32(value.data[k] + value_of(other, s, partner != nullptr ? (*partner)[s] : other.low[s]));
  }
  return run_steps(feature, std::move(value));
}

Value run_steps(const Feature& feature, Value value) {
  for (const Step& step : feature.chain) value = run_step(step, std::move(value));
  return value;
}

void settle(Feature& feature, const Node& reader) {
  require_single(feature, reader);
  if (feature.chain.empty()) return;
  const auto channels = feature.low.size();
  const std::vector<std::int64_t> low = feature.low, high = feature.high;
  const Value first = run_chain(feature, low), last = run_chain(feature, high);
  std::int64_t longest = 0;
  for (std::size_t s = 0; s < channels; ++s) longest = std::max(longest, high[s] - low[s]);
  Feature settled = feature;
  for (std::size_t k = 0; k < channels; ++k) {
    const std::size_t s = feature.channel_at(k);
    const double slope = high[s] == low[s] ? 1 : (last.data[k] - first.data[k]) / static_cast<double>(high[s] - low[s]);
    settled.scale[s] = slope;
    settled.offset[s] = slope == 0 ? 0 : first.data[k] / slope - static_cast<double>(low[s]);
    // Rounding leaves whole offsets a hair beside themselves.
    if (std::abs(settled.offset[s] - std::round(settled.offset[s])) < 1e-5)
      settled.offset[s] = std::round(settled.offset[s]);
  }
  settled.chain.clear();
  const auto refuse = [&] {
    throw Error("onnx-unsupported",
                reader.label() + " reads the result of " + feature.chain.back().node.label() +
                    ", which is no whole number times a scale",
                "", "put a quantiser (Quant, BipolarQuant) between the two when exporting");
  };
  // Of straight operations the ends and a few points between show mistakes; a kink could lie anywhere.
  const bool is_straight = std::all_of(feature.chain.begin(), feature.chain.end(), [](const Step& step) {
    const std::string& op = step.node.op_type;
    if (step.turns) return false;
    return op == "Add" || op == "Sub" || op == "Mul" || op == "Div" || op == "Neg" || op == "BatchNormalization";
  });
  if (!is_straight && longest > kMaxScanned) refuse();
  const std::int64_t stride = is_straight ? std::max<std::int64_t>(1, longest / 64) : 1;
  for (std::int64_t step = 0; step <= longest; step += stride) {
    std::vector<std::int64_t> elements(channels);
    for (std::size_t s = 0; s < channels; ++s) elements[s] = std::min(low[s] + step, high[s]);
    const Value is = run_chain(feature, elements), wanted = run_chain(settled, elements);
    for (std::size_t k = 0; k < channels; ++k) {
      // A few units in the last place of float32: the graph's own sums are no more exact.
      const double most = std::max(std::abs(first.data[k]), std::abs(last.data[k]));
      if (std::abs(is.data[k] - wanted.data[k]) > most * std::exp2(-21)) refuse();
    }
  }
  feature = std::move(settled);
}

bool is_uniform(const Feature& feature, bool& falling) {
  const auto low = *std::min_element(feature.low.begin(), feature.low.end());
  const auto high = *std::max_element(feature.high.begin(), feature.high.end());
  constexpr std::int64_t kProbes = 64;
  falling = false;
  for (std::int64_t i = 0; i <= kProbes; ++i) {
    const std::int64_t element = low + (high - low) * i / kProbes;
    const Value values = run_chain(feature, std::vector<std::int64_t>(feature.low.size(), element));
    for (const double x : values.data)
      if (x != values.data.front()) return false;
  }
  const auto at = [&](std::int64_t element) {
    return run_chain(feature, std::vector<std::int64_t>(feature.low.size(), element)).data.front();
  };
  falling = at(low) > at(high);
  return true;
}

Step with_range(const Feature& feature, Step quantiser) {
  require_single(feature, quantiser.node);
  require_monotone(feature, quantiser.node);
  const StepSearch search(feature, quantiser);
  std::int64_t least = INT64_MAX, most = INT64_MIN;
  for (const auto* end : {&feature.low, &feature.high}) {
    const Quantised q = search.at(*end);
    for (std::size_t i = 0; i < q.count.size(); ++i) {
      least = std::min(least, q.element(i));
      most = std::max(most, q.element(i));
    }
  }
  quantiser.node.set(kLeastCode, least);
  quantiser.node.set(kMostCode, most);
  return quantiser;
}

Steps find_steps(const Feature& feature, const Step& quantiser) {
  const StepSearch search(feature, quantiser);
  Steps steps{search.at(feature.low), search.at(feature.high), {}, {}, {}, {}};
  const Quantised& q = steps.at_low;
  const std::size_t channels = feature.low.size(), levels = static_cast<std::size_t>(q.levels);
  require_size(feature, quantiser.node, q.levels);
  steps.is_falling.assign(channels, false);
  steps.scale.resize(channels);
  steps.offset.assign(channels, -q.zero);
  for (std::size_t k = 0; k < channels; ++k) {
    steps.is_falling[feature.channel_at(k)] = q.count[k] > steps.at_high.count[k];
    steps.scale[feature.channel_at(k)] = q.scale[k];
  }
  steps.thresholds = Tensor({static_cast<std::int64_t>(channels), q.levels});
  std::vector<std::int64_t> from(channels);
  for (std::size_t s = 0; s < channels; ++s) from[s] = steps.is_falling[s] ? -feature.high[s] : feature.low[s];
  for (std::size_t level = 0; level < levels; ++level) {
    from = search.first_with(static_cast<int>(level) + 1, steps.is_falling, from);
    for (std::size_t s = 0; s < channels; ++s)
      steps.thresholds.data[s * levels + level] = static_cast<std::int32_t>(from[s]);
  }
  return steps;
}

}  // namespace weir::golden::onnx_import
