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
    if (is_data && found) throw Error("onnx-unsupported", node.label() + " combines two tensors that flow");
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
  const Steps steps = find_steps(x, quantiser);
  if (x.accumulator) {
    set_thresholds(x, steps);
    return after_quantiser(std::move(x), steps);
  }
  if (!stays && is_identity(x, steps)) return after_quantiser(std::move(x), steps);
  if (std::find(steps.is_falling.begin(), steps.is_falling.end(), true) != steps.is_falling.end()) {
    ChannelwiseOp flip;
    flip.function = "mul";
    flip.channels = x.channels();
    flip.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
    flip.input = x.type;
    flip.parameter = DataType::int_(2);
    flip.output = smallest_type(std::min(x.type.min(), -x.type.max()), std::max(x.type.max(), -x.type.min()));
    Parameters signs;
    signs.bias = Tensor({x.channels()});
    for (std::size_t s = 0; s < x.low.size(); ++s) signs.bias.data[s] = steps.is_falling[s] ? -1 : 1;
    x.stream = builder_.output_of(builder_.add(flip, {x.stream}, std::move(signs)));
    x.type = flip.output;
  }
  return with_thresholds(std::move(x), steps);
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
  const Value at_low = run_chain(x, x.low), at_high = run_chain(x, x.high);
  std::vector<bool> falling(x.low.size());
  for (std::size_t k = 0; k < falling.size(); ++k) falling[x.channel_at(k)] = at_low.data[k] > at_high.data[k];
  if (std::find(falling.begin(), falling.end(), true) == falling.end()) return;
  if (!x.accumulator)
    throw Error("onnx-unsupported",
                reader.label() + ": its input falls in some channels as the integers behind it rise", "",
                "that is read only right behind a matrix product or convolution");
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
  if (a == nullptr || b == nullptr) return elementwise(node);
  set(node, add_features(node, *a, *b));
}

Feature Importer::add_features(const Node& node, Feature a, Feature b) {
  settle(a, node);
  settle(b, node);
  if (a.stored != b.stored || a.form != b.form || a.columns != b.columns)
    throw Error("onnx-shape", node.label() + ": " + to_string(a.graph_shape()) + " and " + to_string(b.graph_shape()));
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
  if (x.form == Form::ChannelsFirst && pixels > 1 && channels > 1)
    for (std::int64_t c = 0; c < channels; ++c)
      for (std::int64_t p = 0; p < pixels; ++p) x.columns.push_back(p * channels + c);
  if (pixels > 1) x.accumulator.reset();
  x.form = Form::Vector;
  return x;
}

void Importer::shape_change(const Node& node) {
  const Feature* found = feature(node.input(0));
  if (found == nullptr) throw Error("onnx-unsupported", node.label() + " takes the shape from a tensor that flows");
  Feature x = *found;
  const Shape shape = x.graph_shape();
  x.seen.reset();
  if (node.op_type == "Shape") {
    Value extents;
    extents.is_integer = true;
    const std::int64_t rank = std::ssize(shape);
    const auto clipped = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
    const std::int64_t start = clipped(node.integer("start", 0)), end = clipped(node.integer("end", rank));
    if (start < end) extents.data.assign(shape.begin() + start, shape.begin() + end);
    extents.shape = {std::ssize(extents.data)};
    constants_[node.outputs.front()] = std::make_shared<const Value>(std::move(extents));
    return;
  }
  // The constants' rules of shapes, on a value with the tensor's shape.
  Value stand_in;
  stand_in.shape = shape;
  stand_in.data.resize(static_cast<std::size_t>(element_count(shape)));
  Inputs inputs(node, {&stand_in});
  for (std::size_t i = 1; i < node.inputs.size(); ++i) inputs.push_back(&constant_input(node, i, "shape"));
  const Shape result = evaluate(node, inputs).shape;
  if (result.size() == 2 && result.front() == 1) x = as_vector(node, x);
  const bool is_column = x.form == Form::Vector && x.stored.size() == 1 && result == Shape{1, x.stored[0], 1, 1};
  if (is_column) {
    x.form = Form::ChannelsFirst;
    x.stored = {1, 1, x.stored[0]};
  }
  const bool is_vector = x.form == Form::Vector && x.stored.size() == 1;
  if (is_vector && (result == Shape{x.stored[0]} || result == Shape{1, x.stored[0], 1})) x.seen = result;
  if (x.graph_shape() != result)
    throw Error("onnx-unsupported", node.label() + ": " + to_string(shape) + " becomes " + to_string(result), "",
                "one vector per frame, [1, K]");
  set(node, std::move(x));
}

void Importer::transpose(const Node& node) {
  Feature x = data_of(node);
  const auto perm = node.integers("perm", {});
  const auto is = [&](const std::vector<std::int64_t>& wanted) { return perm == wanted; };
  if (x.form == Form::ChannelsFirst && is({0, 2, 3, 1}))
    x.form = Form::ChannelsLast;
  else if (x.form == Form::ChannelsLast && is({0, 3, 1, 2}))
    x.form = Form::ChannelsFirst;
  else if (!is({0, 1}) && !is({0, 1, 2, 3}))
    throw Error("onnx-unsupported",
                node.label() + ": perm " + to_string(perm) + " of " + to_string(x.graph_shape()) +
                    ", which weir reads with its channels " + (x.form == Form::ChannelsFirst ? "first" : "last"),
                "",
                x.form == Form::ChannelsFirst
                    ? "legal: [0, 2, 3, 1]; an input [1, H, W, C] needs the annotation tensor_layout NHWC"
                : x.form == Form::ChannelsLast ? "legal: [0, 3, 1, 2]"
                                               : "legal: [0, 1]");
  set(node, std::move(x));
}

}  // namespace weir::golden::onnx_import
