#include <algorithm>
#include <tuple>
#include <utility>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// Thresholds that leave every element as it is.
bool is_identity(const Feature& x, const Steps& steps) {
  const Quantised& q = steps.at_low;
  if (q.type == DataType::bipolar()) return false;
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    if (steps.is_falling[s]) return false;
    for (std::int64_t e = x.low[s]; e <= x.high[s]; ++e) {
      if (e - x.low[s] > q.levels) return false;
      const auto* row = &steps.thresholds.data[s * static_cast<std::size_t>(q.levels)];
      if (count_thresholds(e, row, q.levels, Compare::LessEqual, q.act_val) != e) return false;
    }
  }
  return q.type.min() <= x.type.min() && q.type.max() >= x.type.max();
}

}  // namespace

DataType weight_type(DataType declared, const Tensor& codes) {
  if (declared == DataType::bipolar() || declared == DataType::binary() || codes.data.empty()) return declared;
  const auto [low, high] = std::minmax_element(codes.data.begin(), codes.data.end());
  if (*low >= 0) return smallest_type(0, *high);
  return smallest_type(std::min<std::int64_t>({*low, -static_cast<std::int64_t>(*high) - 1, -2}), 0);
}

std::vector<std::int64_t> vectors_of(const Shape& stored) {
  if (stored.size() < 2) return {1};
  return {stored.begin(), stored.end() - 1};
}

Step Importer::step_of(const Node& node) const {
  Step step;
  step.node = node;
  bool found = false;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const bool is_data = feature(node.inputs[i]) != nullptr;
    if (is_data && found)
      throw Error("onnx-unsupported", node.label() + " combines two tensors that flow", "",
                  "legal of two tensors: Add, Sub, Mul, Concat; of curves of one and the same tensor, with a quantiser "
                  "(QuantIdentity) behind, also Div, Max, Min and Pow");
    if (is_data) step.position = i;
    found = found || is_data;
    step.constants.push_back(constant(node.inputs[i]));
  }
  // [K] and [1, K, 1] have their channels where no constant of a vector's shape has them.
  const Feature& x = *feature(node.inputs[step.position]);
  const bool by_channel = std::any_of(step.constants.begin(), step.constants.end(),
                                      [](const auto& value) { return value != nullptr && value->data.size() > 1; });
  if (x.seen && by_channel && (node.op_type != "BatchNormalization" || x.seen->size() != 3))
    throw Error("onnx-unsupported", node.label() + " reads " + to_string(*x.seen) + " with constants per channel");
  return step;
}

void Importer::elementwise(const Node& node) {
  if (node.inputs.size() == 2 && feature(node.inputs[0]) != nullptr && feature(node.inputs[1]) != nullptr)
    if (auto joint = joined_curves(node, *feature(node.input(0)), *feature(node.input(1))))
      return set(node, std::move(*joint));
  Step step = step_of(node);
  Feature x = *feature(node.input(step.position));
  Feature checked = x;  // parameters of operations that change nothing
  if (node.op_type == "Identity" || node.op_type == "Dropout")
    add_step(checked, std::move(step));
  else
    add_step(x, std::move(step));
  set(node, std::move(x));
}

void Importer::cast(const Node& node) {
  constexpr std::int64_t kFloat = 1, kDouble = 11, kBool = 9;
  const Step step = step_of(node);
  Feature x = *feature(node.input(step.position));
  const std::int64_t to = node.integer("to", kFloat);
  if (to == kBool)
    throw Error("onnx-unsupported", node.label() + " makes truths of a tensor that flows, to = 9", "",
                "legal: float, double, integers of 8 to 64 bits");
  const bool is_plain =
      std::none_of(x.chain.begin(), x.chain.end(), [](const Step& s) { return s.node.op_type == "Cast"; });
  if (is_plain && (to == kFloat || to == kDouble)) return set(node, std::move(x));
  require_single(x, node);
  Feature at_high = x;  // add_step() tries the least elements
  at_high.low = at_high.high;
  add_step(at_high, step);
  add_step(x, step);
  set(node, std::move(x));
}

void Importer::quantiser(const Node& node) {
  Step step = step_of(node);
  if (step.position != 0) throw Error("onnx-unsupported", node.label() + ": a parameter of it flows");
  const Feature x = *feature(node.input(0));
  Feature checked = x;
  add_step(checked, step);  // shapes of its constants
  step.form = x.form;
  // FINN annotates levels that an Add makes signed with the type that they have behind it.
  const bool has_bias = node.op_type == "MultiThreshold" && node.number("out_bias", 0) != 0;
  if (node.op_type == "MultiThreshold" && !has_bias && node.text("out_dtype", "").starts_with("INT"))
    shifted_later_.insert(node.outputs.front());
  if (node.op_type == "Trunc" && node.inputs.size() == 5) step = with_range(x, std::move(step));
  set(node, quantised(x, step));
}

Feature Importer::joined(Feature x, const Step& quantiser) {
  const JointSteps joint = find_joint_steps(x, quantiser);
  const auto times = [&](const Feature& f, const std::vector<std::int64_t>& factors) {
    const auto [least, most] = std::minmax_element(factors.begin(), factors.end());
    if (*least == 1 && *most == 1) return std::pair{f.stream, f.type};
    ChannelwiseOp op;
    op.function = "mul";
    op.channels = x.channels();
    op.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
    op.input = f.type;
    op.parameter = smallest_type(std::min<std::int64_t>(*least, 0), *most);
    Parameters parameters;
    parameters.bias = Tensor({op.channels});
    std::int64_t low = 0, high = 0;
    for (std::size_t s = 0; s < factors.size(); ++s) {
      parameters.bias.data[s] = static_cast<std::int32_t>(factors[s]);
      low = std::min({low, factors[s] * f.type.min(), factors[s] * f.type.max()});
      high = std::max({high, factors[s] * f.type.min(), factors[s] * f.type.max()});
    }
    op.output = smallest_type(low, high);
    return std::pair{builder_.output_of(builder_.add(op, {f.stream}, std::move(parameters))), op.output};
  };
  AddStreams sum;
  std::string streams[2];
  std::tie(streams[0], sum.lhs) = times(x, joint.factor);
  std::tie(streams[1], sum.rhs) = times(*x.partner, joint.partner_factor);
  sum.channels = x.form == Form::Vector ? x.channels() : x.stored.back();
  sum.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  sum.output = smallest_type(sum.lhs.min() + sum.rhs.min(), sum.lhs.max() + sum.rhs.max());
  x.stream = builder_.output_of(builder_.add(sum, {streams[0], streams[1]}));
  x.type = sum.output;
  x.partner = nullptr;
  x.accumulator.reset();
  return with_thresholds(std::move(x), joint.steps);
}

Feature Importer::quantised(Feature x, const Step& quantiser, bool stays) {
  if (x.partner != nullptr) return joined(std::move(x), quantiser);
  if (turns(x))
    if (const auto steps = find_curve_steps(x, quantiser)) return curved(std::move(x), *steps);
  if (x.factors != nullptr && x.factors->stream == x.stream && !turns(x)) return quantised_product(x, quantiser);
  const Steps steps = find_steps(x, quantiser);
  if (x.accumulator) {
    set_thresholds(x, steps);
    return after_quantiser(std::move(x), steps);
  }
  if (!stays && is_identity(x, steps)) return after_quantiser(std::move(x), steps);
  x = flipped(std::move(x), steps.is_falling);
  return with_thresholds(std::move(x), steps);
}

Feature Importer::flipped(Feature x, const std::vector<bool>& channels) {
  std::vector<std::int64_t> factors;
  for (const bool flips : channels) factors.push_back(flips ? -1 : 1);
  if (std::find(channels.begin(), channels.end(), true) == channels.end()) return x;
  return scaled(std::move(x), factors, x.type);
}

Feature Importer::with_thresholds(Feature x, const Steps& steps) {
  const Quantised& q = steps.at_low;
  Thresholding t;
  t.channels = x.channels();
  t.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  t.input = x.type;
  const auto [low, high] = std::minmax_element(steps.thresholds.data.begin(), steps.thresholds.data.end());
  t.threshold = smallest_type(std::min<std::int64_t>(*low, x.type.min()), std::max<std::int64_t>(*high, x.type.max()));
  t.output = q.type;
  t.act_val = q.act_val;
  t.levels = q.levels;
  Parameters parameters;
  parameters.thresholds = steps.thresholds;
  x.stream = builder_.output_of(builder_.add(t, {x.stream}, std::move(parameters)));
  x.type = q.type;
  return after_quantiser(std::move(x), steps);
}

Feature Importer::after_quantiser(Feature x, const Steps& steps) {
  x.accumulator.reset();
  x.outgrows_type = false;
  x.chain.clear();
  x.low.assign(x.low.size(), x.type.min());
  x.high.assign(x.high.size(), x.type.max());
  x.scale = steps.scale;
  x.offset = steps.offset;
  return x;
}

void Importer::set_thresholds(Feature& x, const Steps& steps) {
  const std::size_t index = *x.accumulator;
  negate_rows(index, steps.is_falling);
  const Quantised& q = steps.at_low;
  std::int64_t low = 0, high = 0;
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    low = std::min(low, steps.is_falling[s] ? -x.high[s] : x.low[s]);
    high = std::max(high, steps.is_falling[s] ? -x.low[s] : x.high[s]);
  }
  for (const std::int32_t t : steps.thresholds.data) {
    low = std::min<std::int64_t>(low, t);
    high = std::max<std::int64_t>(high, t);
  }
  Layer& layer = builder_.layer(index);
  const auto take = [&](auto& m) {
    m.no_activation = false;
    m.accumulator = smallest_type(low, high);
    m.output = q.type;
    m.act_val = q.act_val;
    m.levels = q.levels;
  };
  if (auto* m = std::get_if<Mvau>(&layer.kind)) take(*m);
  if (auto* v = std::get_if<Vvau>(&layer.kind)) take(*v);
  layer.parameters.thresholds = steps.thresholds;
  builder_.refresh(index);
  x.type = q.type;
}

void Importer::negate_rows(std::size_t index, const std::vector<bool>& rows) {
  if (std::find(rows.begin(), rows.end(), true) == rows.end()) return;
  Layer& layer = builder_.layer(index);
  Tensor& weights = layer.parameters.weights;
  const auto columns = static_cast<std::size_t>(weights.shape[1]);
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t i = row * columns; rows[row] && i < (row + 1) * columns; ++i) weights.data[i] = -weights.data[i];
  if (auto* m = std::get_if<Mvau>(&layer.kind)) m->weight = weight_type(m->weight, weights);
  if (auto* v = std::get_if<Vvau>(&layer.kind)) v->weight = weight_type(v->weight, weights);
}

void Importer::make_rising(Feature& x, const Node& reader) {
  require_single(x, reader);
  require_monotone(x, reader);
  const Value at_low = run_chain(x, x.low), at_high = run_chain(x, x.high);
  std::vector<bool> falling(x.low.size());
  for (std::size_t k = 0; k < falling.size(); ++k) falling[x.channel_at(k)] = at_low.data[k] > at_high.data[k];
  if (std::find(falling.begin(), falling.end(), true) == falling.end()) return;
  if (!x.accumulator) {
    x = flipped(std::move(x), falling);
    return;
  }
  negate_rows(*x.accumulator, falling);
  for (std::size_t s = 0; s < falling.size(); ++s) {
    if (!falling[s]) continue;
    x.scale[s] = -x.scale[s];
    x.offset[s] = -x.offset[s];
    x.low[s] = -std::exchange(x.high[s], -x.low[s]);
  }
  const DataType type =
      smallest_type(*std::min_element(x.low.begin(), x.low.end()), *std::max_element(x.high.begin(), x.high.end()));
  Layer& layer = builder_.layer(*x.accumulator);
  if (auto* m = std::get_if<Mvau>(&layer.kind)) m->accumulator = m->output = type;
  if (auto* v = std::get_if<Vvau>(&layer.kind)) v->accumulator = v->output = type;
  builder_.refresh(*x.accumulator);
  x.type = type;
}

void Importer::add(const Node& node) {
  const Feature *a = feature(node.input(0)), *b = feature(node.input(1));
  if (a == nullptr || b == nullptr || joins_curves(node)) return elementwise(node);
  set(node, add_features(node, *a, *b));
}

void Importer::sub(const Node& node) {
  const Feature *a = feature(node.input(0)), *b = feature(node.input(1));
  if (a == nullptr || b == nullptr || joins_curves(node)) return elementwise(node);
  Feature minuend = *a, subtrahend = *b;
  settle(minuend, node);
  settle(subtrahend, node);
  make_alike(node, minuend, subtrahend);
  if (minuend.scale == subtrahend.scale) {
    Eltwise difference;
    difference.operation = "Sub";
    difference.channels = minuend.stored.back();
    difference.num_input_vectors = vectors_of(minuend.stored);
    difference.lhs = minuend.type;
    difference.rhs = subtrahend.type;
    difference.output =
        smallest_type(minuend.type.min() - subtrahend.type.max(), minuend.type.max() - subtrahend.type.min());
    const Shape stored = minuend.stored;
    add_layer(node, difference, {minuend.stream, subtrahend.stream}, minuend);
    minuend.stored = stored;
    for (std::size_t s = 0; s < minuend.low.size(); ++s) {
      minuend.low[s] -= subtrahend.high[s];
      minuend.high[s] -= subtrahend.low[s];
      minuend.offset[s] -= subtrahend.offset[s];
    }
    return set(node, std::move(minuend));
  }
  for (double& scale : subtrahend.scale) scale = -scale;
  set(node, add_features(node, std::move(minuend), std::move(subtrahend)));
}

void Importer::make_alike(const Node& node, Feature& a, Feature& b) {
  for (auto [small, large] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
    if (a.form != b.form || small->stored.size() != large->stored.size()) break;
    if (small->channels() == 1 && large->channels() > 1 && small->columns.empty() && large->columns.empty())
      *small =
          selected(node, std::move(*small), std::vector<std::int64_t>(static_cast<std::size_t>(large->channels()), 0));
    if (a.form == Form::Vector) continue;
    std::vector<std::int64_t> factor{1, 1};
    for (std::size_t side = 0; side < 2; ++side)
      if (small->stored[side] == 1) factor[side] = large->stored[side];
    *small = enlarged(node, std::move(*small), factor);
  }
  if (a.stored != b.stored || a.form != b.form || a.columns != b.columns)
    throw Error(
        "onnx-shape", node.label() + ": " + to_string(a.graph_shape()) + " and " + to_string(b.graph_shape()), "",
        is_channels_first(a.form) == is_channels_first(b.form)
            ? "legal: one shape, or 1 on the axes along which one of them is repeated"
            : "the channels of one lie first, those of the other last, by the nodes that read the inputs: say it of "
              "each input (annotation tensor_layout, qonnx's set_tensor_layout)");
}

Feature Importer::add_features(const Node& node, Feature a, Feature b) {
  settle(a, node);
  settle(b, node);
  make_alike(node, a, b);
  if (a.scale != b.scale) {
    a.accumulator.reset();
    b.accumulator.reset();
    a.partner = std::make_shared<const Feature>(std::move(b));
    return a;
  }
  AddStreams sum;
  sum.channels = a.stored.back();
  sum.num_input_vectors = vectors_of(a.stored);
  sum.lhs = a.type;
  sum.rhs = b.type;
  sum.output = smallest_type(a.type.min() + b.type.min(), a.type.max() + b.type.max());
  a.stream = builder_.output_of(builder_.add(sum, {a.stream, b.stream}));
  a.type = sum.output;
  a.accumulator.reset();
  for (std::size_t s = 0; s < a.low.size(); ++s) {
    a.low[s] += b.low[s];
    a.high[s] += b.high[s];
    a.offset[s] += b.offset[s];
  }
  return a;
}

Feature Importer::as_vector(const Node& node, Feature x) const {
  if (x.form == Form::Vector) return x;
  const std::int64_t pixels = x.pixels(), channels = x.channels();
  if (pixels > 1) settle(x, node);
  const auto repeat = [&](auto& values) {
    const auto once = values;
    for (std::int64_t i = 1; i < pixels; ++i) values.insert(values.end(), once.begin(), once.end());
  };
  repeat(x.low);
  repeat(x.high);
  repeat(x.scale);
  repeat(x.offset);
  if (is_channels_first(x.form) && pixels > 1 && channels > 1)
    for (std::int64_t c = 0; c < channels; ++c)
      for (std::int64_t p = 0; p < pixels; ++p) x.columns.push_back(p * channels + c);
  if (pixels > 1) x.accumulator.reset();
  x.form = Form::Vector;
  return x;
}

/// Lists of one number per channel as lists of one per element, and back where all pixels agree.
bool one_per_channel(Feature& x, std::int64_t channels) {
  for (const auto list : {&Feature::scale, &Feature::offset}) {
    for (std::size_t i = 0; i < (x.*list).size(); ++i)
      if ((x.*list)[i] != (x.*list)[i % static_cast<std::size_t>(channels)]) return false;
    (x.*list).resize(static_cast<std::size_t>(channels));
  }
  for (const auto list : {&Feature::low, &Feature::high}) {
    for (std::size_t i = 0; i < (x.*list).size(); ++i) {
      auto& first = (x.*list)[i % static_cast<std::size_t>(channels)];
      first = list == &Feature::low ? std::min(first, (x.*list)[i]) : std::max(first, (x.*list)[i]);
    }
    (x.*list).resize(static_cast<std::size_t>(channels));
  }
  return true;
}

/// The vector's places in the stream are those of a picture flattened channel by channel.
bool is_flattened(const Feature& x, std::int64_t channels) {
  const std::int64_t pixels = std::ssize(x.low) / channels;
  if (x.columns.empty()) return channels == 1 || pixels == 1;
  for (std::int64_t k = 0; k < std::ssize(x.columns); ++k)
    if (x.columns[static_cast<std::size_t>(k)] != k % pixels * channels + k / pixels) return false;
  return true;
}

Feature Importer::as_shape(const Node& node, Feature x, const Shape& shape) const {
  const Shape before = x.graph_shape();
  x.seen.reset();
  const auto refuse = [&](const std::string& hint) {
    return Error("onnx-unsupported", node.label() + ": " + to_string(before) + " becomes " + to_string(shape), "",
                 hint);
  };
  if (x.graph_shape() == shape) return x;
  if (shape.empty() || (shape.size() > 1 && shape.front() != 1)) throw refuse("one tensor per frame, [1, ...]");
  if (shape.size() <= 2 && shape.back() == element_count(x.stored)) {
    x = as_vector(node, std::move(x));
    if (x.stored.size() != 1) x.stored = {element_count(x.stored)};
    if (shape.size() == 1) x.seen = shape;
    return x;
  }
  // Between [1, C, L] and pictures of one row or one column.
  const std::int64_t pixels = x.form == Form::Vector ? 0 : x.pixels(), C = x.channels();
  const auto put = [&](Form form, Shape stored) {
    x.form = form;
    x.stored = std::move(stored);
  };
  if (is_channels_first(x.form) && shape == Shape{1, C, pixels})
    put(Form::LineFirst, {pixels, 1, C});
  else if (is_channels_first(x.form) && shape.size() == 4 && shape[1] == C && shape[2] * shape[3] == pixels)
    put(Form::ChannelsFirst, {shape[2], shape[3], C});
  else if (pixels > 0 && !is_channels_first(x.form) && shape == Shape{1, pixels, C})
    put(Form::LineLast, {pixels, 1, C});
  else if (pixels > 0 && !is_channels_first(x.form) && shape.size() == 4 && shape[3] == C &&
           shape[1] * shape[2] == pixels)
    put(Form::ChannelsLast, {shape[1], shape[2], C});
  else if (C == 1 && pixels > 0 && shape.size() == 4 && shape[1] == 1)  // of one channel both orders are the same
    put(Form::ChannelsFirst, {shape[2], shape[3], 1});
  else if (C == 1 && pixels > 0 && shape.size() == 4 && shape[3] == 1)
    put(Form::ChannelsLast, {shape[1], shape[2], 1});
  if (x.graph_shape() == shape) return x;
  if (x.form == Form::Vector && (shape.size() == 3 || shape.size() == 4)) {
    const std::int64_t channels = shape[1];
    if (channels == std::ssize(x.low) && !x.columns.empty() && shape.size() == 3) {
      x.seen = shape;  // a flattened picture: its places in the stream are another order
      return x;
    }
    settle(x, node);
    if (is_flattened(x, channels) && one_per_channel(x, channels)) {
      x.columns.clear();
      x.accumulator.reset();
      put(shape.size() == 3 ? Form::LineFirst : Form::ChannelsFirst,
          {shape[2], shape.size() == 3 ? 1 : shape[3], channels});
      return x;
    }
    throw refuse("a vector as a picture of other channels would move elements about: give the network the picture");
  }
  throw refuse("legal: [1, K], [1, C, L] and [1, C, H, W] of one order of elements");
}

void Importer::shape_change(const Node& node) {
  const Feature* found = feature(node.input(0));
  if (found == nullptr) throw Error("onnx-unsupported", node.label() + " takes the shape from a tensor that flows");
  // The constants' rules of shapes, on a value with the tensor's shape.
  Value stand_in;
  stand_in.shape = found->graph_shape();
  stand_in.data.resize(static_cast<std::size_t>(element_count(stand_in.shape)));
  Value result = reshaped(node, stand_in);
  if (node.op_type == "Shape" || node.op_type == "Size")
    constants_[node.outputs.front()] = std::make_shared<const Value>(std::move(result));
  else
    set(node, as_shape(node, *found, result.shape));
}

void Importer::transpose(const Node& node) {
  Feature x = data_of(node);
  const auto perm = node.integers("perm", {});
  const auto is = [&](Form form, const std::vector<std::int64_t>& wanted) { return x.form == form && perm == wanted; };
  const bool stays = std::is_sorted(perm.begin(), perm.end()) && perm.size() == x.graph_shape().size();
  if (is(Form::ChannelsFirst, {0, 2, 3, 1}))
    x.form = Form::ChannelsLast;
  else if (is(Form::ChannelsLast, {0, 3, 1, 2}))
    x.form = Form::ChannelsFirst;
  else if (is(Form::LineFirst, {0, 2, 1}))
    x.form = Form::LineLast;
  else if (is(Form::LineLast, {0, 2, 1}))
    x.form = Form::LineFirst;
  else if (!stays)
    throw Error("onnx-unsupported",
                node.label() + ": perm " + to_string(perm) + " of " + to_string(x.graph_shape()) +
                    ", whose channels are " + (is_channels_first(x.form) ? "first" : "last"),
                "",
                x.form == Form::ChannelsFirst  ? "legal: [0, 2, 3, 1], the channels to the end"
                : x.form == Form::ChannelsLast ? "legal: [0, 3, 1, 2], the channels to the front"
                : x.form == Form::Vector       ? "legal: [0, 1]"
                                               : "legal: [0, 2, 1]");
  set(node, std::move(x));
}

}  // namespace weir::golden::onnx_import
