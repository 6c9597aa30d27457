#include <algorithm>
#include <cmath>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// More than any picture or window on an FPGA has; a shape that says so is damaged.
constexpr std::int64_t kMaxElements = 1 << 24;

/// The one value of a list. Throws where channels differ.
double common(const Node& node, const std::vector<double>& values, const char* what) {
  for (const double x : values)
    if (x != values.front())
      throw Error(
          "onnx-unsupported",
          node.label() + " sums channels of different " + what + ", which whole numbers cannot express", "",
          "put a quantiser with one scale for all channels (QuantIdentity, QuantReLU) before it when exporting");
  return values.front();
}

}  // namespace

std::vector<std::int64_t> Importer::pair_of(const Node& node, const std::string& key,
                                            std::vector<std::int64_t> otherwise) {
  auto values = node.integers(key, std::move(otherwise));
  if (values.size() == 1) values.push_back(1);
  if (values.size() != 2 || values[0] < 1 || values[1] < 1 || values[0] > 1 << 16 || values[1] > 1 << 16)
    throw Error("onnx-attribute", node.label() + ": " + key + " is " + to_string(values), "", "two extents, 1 or more");
  return values;
}

std::vector<std::int64_t> Importer::pads_of(const Node& node, const std::string& key, bool is_line) {
  auto pads = node.integers(key, is_line ? Shape{0, 0} : Shape{0, 0, 0, 0});
  if (pads.size() == 2) pads = is_line ? Shape{pads[0], 0, pads[1], 0} : Shape{pads[0], pads[1], pads[0], pads[1]};
  const bool is_legal =
      pads.size() == 4 && std::all_of(pads.begin(), pads.end(), [](std::int64_t p) { return p >= 0 && p < 1 << 16; });
  if (!is_legal)
    throw Error("onnx-attribute", node.label() + ": " + key + " is " + to_string(pads), "",
                is_line ? "two numbers" : "four numbers");
  const std::string automatic = node.text("auto_pad", "NOTSET");
  if (automatic != "NOTSET" && automatic != "VALID")
    throw Error("onnx-unsupported", node.label() + ": auto_pad " + automatic, "", "export with explicit pads");
  return pads;
}

std::vector<std::int64_t> Importer::pads_around(const Node& node, const Feature& x, const Window& window) {
  const std::string automatic = node.text("auto_pad", "NOTSET");
  if (!automatic.starts_with("SAME_")) return pads_of(node, "pads", is_line(x.form));
  if (automatic != "SAME_UPPER" && automatic != "SAME_LOWER")
    throw Error("onnx-attribute", node.label() + ": auto_pad " + automatic, "",
                "legal: NOTSET VALID SAME_UPPER SAME_LOWER");
  std::vector<std::int64_t> pads(4);
  for (std::size_t side = 0; side < 2; ++side) {
    const std::int64_t in = x.stored[side], stride = window.stride[side];
    const std::int64_t reach = (window.kernel[side] - 1) * window.dilation[side] + 1;
    const std::int64_t all = std::max<std::int64_t>(0, ((in + stride - 1) / stride - 1) * stride + reach - in);
    pads[side] = automatic == "SAME_UPPER" ? all / 2 : all - all / 2;
    pads[side + 2] = all - pads[side];
  }
  return pads;
}

void Importer::require_kernel(const Node& node, const Shape& kernel, bool is_line) {
  Shape said = node.integers("kernel_shape", kernel);
  if (is_line && said.size() == 1) said.push_back(1);
  if (said != kernel)
    throw Error("onnx-shape",
                node.label() + ": kernel_shape is " + to_string(said) + ", its weights are " + to_string(kernel));
}

Weights Importer::weights_of(const Node& node, const std::string& tensor, const std::vector<std::size_t>& order,
                             std::int64_t rows) const {
  const auto value = constant(tensor);
  if (value == nullptr) throw Error("onnx-unsupported", node.label() + ": its weights \"" + tensor + "\" flow");
  Codes annotated;
  const Codes* codes = value->codes.get();
  if (codes == nullptr) {
    const auto type = graph_.datatypes.find(tensor);
    if (type == graph_.datatypes.end() || type->second.starts_with("FLOAT"))
      throw Error(
          "onnx-datatype", node.label() + ": its weights \"" + tensor + "\" have no whole numbers", "",
          "train with QuantConv2d and QuantLinear (Brevitas) and export_qonnx; else give them a quantiser (Quant, "
          "BipolarQuant) or the annotation finn_datatype");
    annotated.type = DataType::parse(type->second);
    for (const double x : value->data) {
      if (!(std::abs(x) < 1 << 30) || !annotated.type.holds(static_cast<std::int64_t>(x)) || x != std::floor(x))
        throw Error("onnx-datatype", node.label() + ": its weights \"" + tensor + "\" are annotated " + type->second +
                                         ", but hold " + std::to_string(x));
      annotated.code.push_back(static_cast<std::int64_t>(x));
    }
    annotated.scale.assign(value->data.size(), 1);
    codes = &annotated;
  }
  Weights weights;
  weights.type = codes->type;
  const std::int64_t columns = std::ssize(order) / std::max<std::int64_t>(rows, 1);
  weights.codes = Tensor({rows, columns});
  for (std::size_t i = 0; i < order.size(); ++i)
    weights.codes.data[i] = static_cast<std::int32_t>(codes->code[order[i]]);
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto first = order.begin() + row * columns;
    weights.scale.push_back(codes->scale[*first]);
    if (std::any_of(first, first + columns, [&](std::size_t i) { return codes->scale[i] != weights.scale.back(); }))
      throw Error("onnx-unsupported", node.label() + ": the weights of one output have different scales");
  }
  weights.type = weight_type(weights.type, weights.codes);
  return weights;
}

Weights Importer::matrix_of(const Node& node, const std::string& tensor, const Feature& x, bool transposed) const {
  const auto value = constant(tensor);
  const std::int64_t K = x.form == Form::Vector ? x.channels() : x.stored.back();
  if (value == nullptr) throw Error("onnx-unsupported", node.label() + ": its weights \"" + tensor + "\" flow");
  const Shape& shape = value->shape;
  if (shape.size() != 2 || shape[transposed ? 1 : 0] != K || shape[transposed ? 0 : 1] < 1)
    throw Error("onnx-shape", node.label() + ": weights " + to_string(shape) + " for an input of " + std::to_string(K));
  const std::int64_t N = shape[transposed ? 0 : 1];
  std::vector<std::size_t> order(static_cast<std::size_t>(N * K));
  for (std::int64_t n = 0; n < N; ++n)
    for (std::int64_t k = 0; k < K; ++k)
      order[static_cast<std::size_t>(n * K) + x.channel_at(static_cast<std::size_t>(k))] =
          static_cast<std::size_t>(transposed ? n * K + k : k * N + n);
  return weights_of(node, tensor, order, N);
}

Feature Importer::product(const Node& node, Feature x, Weights weights, bool is_popcount) {
  // Columns of windows repeat the channels; channels of their own scales are brought to one where that is exact.
  Mvau m;
  m.MH = weights.codes.shape[0];
  m.MW = weights.codes.shape[1];
  m.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  m.input = x.type;
  m.weight = weights.type;
  m.no_activation = true;
  m.levels = 0;
  m.binary_xnor = is_popcount;
  const double x_scale = common(node, x.scale, "scales");
  std::int64_t low = 0, high = 0;
  Feature sums;
  for (std::int64_t row = 0; row < m.MH; ++row) {
    const std::int32_t* w = &weights.codes.data[static_cast<std::size_t>(row * m.MW)];
    std::int64_t least = 0, most = is_popcount ? m.MW : 0;
    double offset = 0;
    for (std::int64_t c = 0; c < m.MW && !is_popcount; ++c) {
      least += std::min(w[c] * x.type.min(), w[c] * x.type.max());
      most += std::max(w[c] * x.type.min(), w[c] * x.type.max());
      // Columns of windows repeat the channels.
      offset += w[c] * x.offset[static_cast<std::size_t>(c % std::ssize(x.offset))];
    }
    sums.low.push_back(least);
    sums.high.push_back(most);
    sums.scale.push_back(x_scale * weights.scale[static_cast<std::size_t>(row)]);
    sums.offset.push_back(offset);
    low = std::min(low, least);
    high = std::max(high, most);
  }
  if (low < -(std::int64_t{1} << 30) || high >= std::int64_t{1} << 30)
    throw Error("onnx-unsupported",
                node.label() + ": its sums reach " + std::to_string(low) + ".." + std::to_string(high), "",
                "legal: sums of up to 31 bits; fewer bits of weights or of the input (weight_bit_width, bit_width) "
                "give smaller ones");
  m.accumulator = m.output = smallest_type(low, high);
  Parameters parameters;
  parameters.weights = std::move(weights.codes);
  const std::size_t index = builder_.add(m, {x.stream}, std::move(parameters));
  sums.stream = builder_.output_of(index);
  sums.type = m.output;
  sums.form = x.form;
  sums.stored = x.form == Form::Vector ? Shape{m.MH} : Shape{x.stored[0], x.stored[1], m.MH};
  sums.accumulator = index;
  return sums;
}

void Importer::mat_mul(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  if (is_channels_first(x.form))
    throw Error("onnx-unsupported", node.label() + " multiplies along the columns of " + to_string(x.graph_shape()), "",
                "flatten the tensor, or transpose its channels to the end, before the linear layer");
  x = with_one_scale(std::move(x));
  Weights weights = matrix_of(node, node.input(1), x, false);
  set(node, product(node, std::move(x), std::move(weights)));
}

void Importer::xnor_popcount(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  Weights weights = matrix_of(node, node.input(1), x, false);
  x.type = DataType::binary();
  weights.type = DataType::binary();
  set(node, product(node, std::move(x), std::move(weights), true));
}

void Importer::add_bias(const Node& node, const std::string& tensor, Feature& x, double factor) const {
  auto bias = constant(tensor);
  if (bias == nullptr) throw Error("onnx-unsupported", node.label() + ": its bias \"" + tensor + "\" flows");
  Value shaped = *bias;
  for (double& value : shaped.data) value = static_cast<float>(value * factor);
  if (x.form == Form::ChannelsFirst) shaped.shape = {std::ssize(shaped.data), 1, 1};
  if (x.form == Form::LineFirst) shaped.shape = {std::ssize(shaped.data), 1};
  Step step;
  step.node = node;
  step.node.op_type = "Add";
  step.constants = {nullptr, std::make_shared<const Value>(std::move(shaped))};
  add_step(x, std::move(step));
}

void Importer::gemm(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const double alpha = node.number("alpha", 1), beta = node.number("beta", 1);
  if (x.form != Form::Vector || node.integer("transA", 0) != 0 || alpha == 0)
    throw Error("onnx-unsupported", node.label() + ": transA, alpha 0, or an input that is no vector", "",
                "legal: a vector [1, K], transA 0, any other alpha; flatten the tensor first");
  x = with_one_scale(std::move(x));
  Weights weights = matrix_of(node, node.input(1), x, node.integer("transB", 0) != 0);
  Feature sums = product(node, std::move(x), std::move(weights));
  for (double& scale : sums.scale) scale *= alpha;
  if (const std::string bias = node.optional_input(2); !bias.empty()) add_bias(node, bias, sums, beta);
  set(node, std::move(sums));
}

Feature Importer::padded(const Node& node, Feature x, const std::vector<std::int64_t>& pads) {
  if (x.form == Form::Vector) throw Error("onnx-shape", node.label() + " wants a picture, not a vector");
  if (std::all_of(pads.begin(), pads.end(), [](std::int64_t p) { return p == 0; })) return x;
  return bordered(node, zero_at_code_0(node, std::move(x)), pads);
}

Feature Importer::zero_at_code_0(const Node& node, Feature x) {
  const double offset = common(node, x.offset, "offsets");
  if (offset != std::floor(offset) || std::abs(offset) >= 1 << 16)
    throw Error("onnx-unsupported",
                node.label() +
                    " pads with zeros, but 0 is no element of its input: an Add or a zero point shifts it by " +
                    std::to_string(offset),
                "", "quantise the input with a zero point that is a whole number (QuantIdentity's default is 0)");
  x = shifted(std::move(x), static_cast<std::int64_t>(offset));
  if (x.type != DataType::bipolar()) return x;
  if (options_.warnings != nullptr)
    options_.warnings->push_back(node.label() +
                                 " pads with zeros, which its BIPOLAR input has none of: it becomes INT2 in front of "
                                 "the padding; padding=0, or pads of -1 or +1, would keep one bit");
  const std::vector<std::int64_t> once(static_cast<std::size_t>(x.channels()), 1);
  return scaled(std::move(x), once, DataType::int_(2));
}

Feature Importer::shifted(Feature x, std::int64_t by) {
  if (by == 0) return x;
  ChannelwiseOp shift;
  shift.function = "add";
  shift.channels = x.stored.back();
  shift.num_input_vectors = vectors_of(x.stored);
  shift.input = x.type;
  shift.parameter = smallest_type(std::min<std::int64_t>(by, 0), std::max<std::int64_t>(by, 0));
  shift.output = smallest_type(x.type.min() + by, x.type.max() + by);
  Parameters parameters;
  parameters.bias = Tensor({shift.channels});
  std::fill(parameters.bias.data.begin(), parameters.bias.data.end(), static_cast<std::int32_t>(by));
  x.stream = builder_.output_of(builder_.add(shift, {x.stream}, std::move(parameters)));
  x.type = shift.output;
  x.accumulator.reset();
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    x.low[s] += by;
    x.high[s] += by;
    x.offset[s] -= static_cast<double>(by);
  }
  return x;
}

Feature Importer::bordered(const Node& node, Feature x, const std::vector<std::int64_t>& pads) {
  FmPadding padding;
  padding.in_size = {x.stored[0], x.stored[1]};
  padding.padding = pads;
  padding.channels = x.stored[2];
  padding.type = x.type;
  x.stream = builder_.output_of(builder_.add(padding, {x.stream}));
  x.stored = {x.stored[0] + pads[0] + pads[2], x.stored[1] + pads[1] + pads[3], x.stored[2]};
  if (element_count(x.stored) > kMaxElements)
    throw Error("onnx-shape", node.label() + " pads to " + to_string(x.stored), "",
                "legal: up to " + std::to_string(kMaxElements) + " elements");
  return x;
}

void Importer::pad(const Node& node) {
  Feature x = data_of(node);
  std::vector<double> pads;
  if (node.has("pads"))
    for (const std::int64_t p : node.integers("pads", {})) pads.push_back(static_cast<double>(p));
  else
    pads = constant_input(node, 1, "pads").data;
  const auto is_zero = [](double p) { return p == 0; };
  const std::string mode = node.text("mode", "constant");
  const auto value = constant(node.optional_input(2));
  const double given = node.number("value", 0);
  if (std::all_of(pads.begin(), pads.end(), is_zero)) return set(node, std::move(x));
  const bool has_zeros = value == nullptr ? given == 0 : std::all_of(value->data.begin(), value->data.end(), is_zero);
  // [N, C, H, W] before, then behind
  const std::size_t rank = x.graph_shape().size();
  const bool is_picture = is_channels_first(x.form) && pads.size() == 2 * rank && pads[0] == 0 && pads[1] == 0 &&
                          pads[rank] == 0 && pads[rank + 1] == 0;
  const bool is_legal = std::all_of(pads.begin(), pads.end(), [](double p) { return p >= 0 && p < 1 << 16; });
  if (!is_picture || !is_legal || !has_zeros || mode != "constant")
    throw Error("onnx-unsupported", node.label() + " pads other than with zeros around pictures");
  settle(x, node);
  const auto side = [&](std::size_t i) { return static_cast<std::int64_t>(pads[i]); };
  set(node, padded(node, std::move(x),
                   rank == 3 ? Shape{side(2), 0, side(5), 0} : Shape{side(2), side(3), side(6), side(7)}));
}

Feature Importer::windows(const Node& node, Feature x, const Window& window) {
  if (x.form == Form::Vector) throw Error("onnx-shape", node.label() + " wants a picture, not a vector");
  const auto reach = [&](std::size_t i) { return (window.kernel[i] - 1) * window.dilation[i] + 1; };
  if (reach(0) > x.stored[0] || reach(1) > x.stored[1])
    throw Error("onnx-shape", node.label() + ": kernel " + to_string(window.kernel) + " on " + to_string(x.stored));
  if (window.kernel[0] * window.kernel[1] * x.stored[2] > kMaxElements)
    throw Error("onnx-shape", node.label() + ": kernel " + to_string(window.kernel) + " on " + to_string(x.stored));
  SlidingWindow s;
  s.in_size = {x.stored[0], x.stored[1]};
  s.channels = x.stored[2];
  s.kernel = window.kernel;
  s.stride = window.stride;
  s.dilation = window.dilation;
  s.type = x.type;
  s.depthwise = window.depthwise;
  const auto out = out_size(s);
  x.stream = builder_.output_of(builder_.add(s, {x.stream}));
  x.stored = {out[0], out[1], x.stored[2]};
  x.accumulator.reset();
  return x;
}

void Importer::conv(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const auto value = constant(node.input(1));
  if (value == nullptr) throw Error("onnx-unsupported", node.label() + ": its weights flow");
  if (!is_channels_first(x.form) || value->shape.size() != x.graph_shape().size())
    throw Error("onnx-shape",
                node.label() + ": weights " + to_string(value->shape) + " on " + to_string(x.graph_shape()), "",
                "convolutions of [1, C, H, W] or [1, C, L]");
  Shape w = value->shape;
  if (w.size() == 3) w.push_back(1);
  require_kernel(node, {w[2], w[3]}, is_line(x.form));
  const std::int64_t group = node.integer("group", 1), C = x.stored[2];
  const bool is_depthwise = group == C && w[0] == C && w[1] == 1 && C > 1;
  if (group < 1 || C % group != 0 || w[0] % group != 0 || w[1] * group != C)
    throw Error("onnx-shape",
                node.label() + ": " + std::to_string(group) + " groups, weights " + to_string(w) + ", " +
                    std::to_string(C) + " channels",
                "",
                "channels and outputs are multiples of the groups, and weights are [outputs, channels / groups, H, W]");
  Window window{{w[2], w[3]}, pair_of(node, "strides", {1, 1}), pair_of(node, "dilations", {1, 1}), is_depthwise};
  if (!is_depthwise) x = with_one_scale(std::move(x));
  x = padded(node, std::move(x), pads_around(node, x, window));
  const bool is_plain = w[2] == 1 && w[3] == 1 && window.stride == std::vector<std::int64_t>{1, 1} && !is_depthwise;
  if (!is_plain) x = windows(node, std::move(x), window);
  std::vector<std::size_t> order;
  for (std::int64_t out = 0; out < w[0]; ++out)
    for (std::int64_t tap = 0; tap < w[2] * w[3]; ++tap)
      for (std::int64_t in = 0; in < w[1]; ++in)
        order.push_back(static_cast<std::size_t>((out * w[1] + in) * w[2] * w[3] + tap));
  Weights weights = weights_of(node, node.input(1), order, w[0]);
  if (group > 1 && !is_depthwise) spread_groups(node, weights, group, w[1], w[2] * w[3]);
  Feature sums = is_depthwise ? depthwise(node, std::move(x), std::move(weights), window.kernel)
                              : product(node, std::move(x), std::move(weights));
  if (const std::string bias = node.optional_input(2); !bias.empty()) add_bias(node, bias, sums);
  set(node, std::move(sums));
}

/// Of [rows][taps][channels of the group] to [rows][taps][all channels], with zeros where another group's lie.
void Importer::spread_groups(const Node& node, Weights& weights, std::int64_t groups, std::int64_t channels,
                             std::int64_t taps) {
  if (!weights.type.holds(0)) {
    const DataType wider = DataType::int_(2);  // of BIPOLAR weights
    if (!std::all_of(weights.codes.data.begin(), weights.codes.data.end(), [&](auto w) { return wider.holds(w); }))
      throw Error("onnx-unsupported",
                  node.label() + ": groups of " + weights.type.name() + " weights, which have no 0");
    weights.type = wider;
  }
  const std::int64_t rows = weights.codes.shape[0], all = channels * groups;
  if (rows * taps * all > std::int64_t{1} << 28)
    throw Error("onnx-shape", node.label() + ": " + std::to_string(groups) + " groups of " + std::to_string(channels) +
                                  " channels and " + std::to_string(rows) + " outputs");
  Tensor dense({rows, taps * all});
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t tap = 0; tap < taps; ++tap)
      for (std::int64_t c = 0; c < channels; ++c)
        dense.data[static_cast<std::size_t>((row * taps + tap) * all + row * groups / rows * channels + c)] =
            weights.codes.data[static_cast<std::size_t>((row * taps + tap) * channels + c)];
  weights.codes = std::move(dense);
  weights.type = weight_type(weights.type, weights.codes);
}

Feature Importer::depthwise(const Node&, Feature windows, Weights weights, const std::vector<std::int64_t>& kernel) {
  Vvau v;
  v.out_size = {windows.stored[0], windows.stored[1]};
  v.kernel = kernel;
  v.channels = windows.stored[2];
  v.input = windows.type;
  v.weight = weights.type;
  v.no_activation = true;
  v.levels = 0;
  Feature sums = windows;
  const std::int64_t taps = kernel[0] * kernel[1];
  std::int64_t low = 0, high = 0;
  for (std::size_t c = 0; c < sums.low.size(); ++c) {
    std::int64_t total = 0;
    sums.low[c] = sums.high[c] = 0;
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      const std::int64_t w = weights.codes.data[c * static_cast<std::size_t>(taps) + static_cast<std::size_t>(tap)];
      sums.low[c] += std::min(w * v.input.min(), w * v.input.max());
      sums.high[c] += std::max(w * v.input.min(), w * v.input.max());
      total += w;
    }
    sums.scale[c] *= weights.scale[c];
    sums.offset[c] *= static_cast<double>(total);
    low = std::min(low, sums.low[c]);
    high = std::max(high, sums.high[c]);
  }
  v.accumulator = v.output = smallest_type(low, high);
  Parameters parameters;
  parameters.weights = std::move(weights.codes);
  const std::size_t index = builder_.add(v, {windows.stream}, std::move(parameters));
  sums.stream = builder_.output_of(index);
  sums.type = v.output;
  sums.accumulator = index;
  return sums;
}

Feature Importer::as_windows(Feature x, std::int64_t taps) {
  const auto repeat = [&](auto& values) {
    const auto once = values;
    for (std::int64_t i = 1; i < taps; ++i) values.insert(values.end(), once.begin(), once.end());
  };
  repeat(x.low);
  repeat(x.high);
  repeat(x.scale);
  repeat(x.offset);
  x.stored[2] *= taps;
  return x;
}

void Importer::im2col(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  if (x.form != Form::ChannelsLast)
    throw Error("onnx-unsupported", node.label() + " reads a tensor with its channels first");
  if (node.integer("depthwise", 0) != 0)
    throw Error("onnx-unsupported", node.label() + ": depthwise windows are read as hardware nodes alone");
  const Window window{pair_of(node, "kernel_size", {1, 1}), pair_of(node, "stride", {1, 1}),
                      pair_of(node, "dilations", {1, 1}), false};
  x = windows(node, padded(node, std::move(x), pads_of(node, "pad_amount")), window);
  set(node, as_windows(std::move(x), window.kernel[0] * window.kernel[1]));
}

}  // namespace weir::golden::onnx_import
