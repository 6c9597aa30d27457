#include "golden/import/onnx/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace weir::golden::onnx_import {

namespace {

using Unary = double (*)(double);
using Binary = double (*)(double, double);

const std::map<std::string, Unary> kUnary{
    {"Identity", [](double x) { return x; }},
    {"Dropout", [](double x) { return x; }},
    {"Neg", [](double x) { return -x; }},
    {"Abs", [](double x) { return std::abs(x); }},
    {"Relu", [](double x) { return x > 0 ? x : 0; }},
    {"Sqrt", [](double x) { return std::sqrt(x); }},
    {"Floor", [](double x) { return std::floor(x); }},
    {"Ceil", [](double x) { return std::ceil(x); }},
    {"Round", [](double x) { return std::nearbyint(x); }},
    {"Sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"Tanh", [](double x) { return std::tanh(x); }},
    {"Exp", [](double x) { return std::exp(x); }},
    {"Sign", [](double x) { return x > 0   ? 1.0
                                   : x < 0 ? -1.0
                                           : 0.0; }},
};
const std::map<std::string, Binary> kBinary{
    {"Add", [](double a, double b) { return a + b; }},
    {"Sub", [](double a, double b) { return a - b; }},
    {"Mul", [](double a, double b) { return a * b; }},
    {"Div", [](double a, double b) { return a / b; }},
    {"Pow", [](double a, double b) { return std::pow(a, b); }},
    {"Max", [](double a, double b) { return std::max(a, b); }},
    {"Min", [](double a, double b) { return std::min(a, b); }},
};

/// A number as an index or extent.
std::int64_t whole(double x) { return std::isnan(x) ? 0 : static_cast<std::int64_t>(std::clamp(x, -9e15, 9e15)); }

[[noreturn]] void bad_shape(const Node& node, const std::string& what, const std::string& hint = {}) {
  throw Error("onnx-shape", node.label() + ": " + what, "", hint);
}

const Value& need(const Node& node, const Inputs& inputs, std::size_t index) {
  if (const Value* value = inputs[index]) return *value;
  throw Error("onnx-constant", node.label() + ": input " + std::to_string(index) + " is missing or no constant");
}

void round_unless_integer(Value& value) {
  if (!value.is_integer)
    for (double& x : value.data) x = to_float32(x);
}

/// A Dropout that drops nothing: its ratio says nothing unless it is being trained.
void require_inference(const Node& node, const Inputs& inputs) {
  const Value *ratio = inputs[1], *training = inputs[2];
  if (ratio != nullptr && training != nullptr && training->data != std::vector<double>{0})
    throw Error("onnx-unsupported", node.label() + ": training_mode is set", "", "export the model for inference");
}

Value unary(const Node& node, const Inputs& inputs, Unary operation) {
  Value out = need(node, inputs, 0);
  if (node.op_type == "Dropout") require_inference(node, inputs);
  const bool keeps = node.op_type == "Identity" || node.op_type == "Dropout";
  if (keeps) return out;
  out.codes = nullptr;
  for (double& x : out.data) x = operation(x);
  round_unless_integer(out);
  return out;
}

Value binary(const Node& node, const Inputs& inputs, Binary operation) {
  const Value& a = need(node, inputs, 0);
  const bool is_variadic = node.op_type == "Max" || node.op_type == "Min";
  if (is_variadic && inputs.size() == 1) return a;
  const Value& b = need(node, inputs, 1);
  Value out;
  out.is_integer = a.is_integer && b.is_integer;
  out.shape = broadcast(node, a.shape, b.shape);
  out.data = spread(node, a, out.shape);
  const std::vector<double> right = spread(node, b, out.shape);
  for (std::size_t i = 0; i < right.size(); ++i) out.data[i] = operation(out.data[i], right[i]);
  if (out.is_integer && node.op_type == "Div")
    for (double& x : out.data) x = std::trunc(x);
  round_unless_integer(out);
  if (!is_variadic || inputs.size() < 3) return out;
  Inputs rest(node, {&out});
  for (std::size_t i = 2; i < inputs.size(); ++i) rest.push_back(&need(node, inputs, i));
  return binary(node, rest, operation);
}

Value clip(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  const auto bound = [&](std::size_t index, const char* key, double otherwise) {
    if (const Value* value = inputs[index]; value != nullptr && !value->data.empty()) return value->data.front();
    return node.number(key, otherwise);
  };
  const double low = bound(1, "min", -std::numeric_limits<double>::infinity());
  const double high = bound(2, "max", std::numeric_limits<double>::infinity());
  for (double& x : out.data) x = std::min(std::max(x, low), high);
  out.codes = nullptr;
  return out;
}

Value leaky_relu(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  const double slope = node.number("alpha", 0.01);
  if (slope < 0) throw Error("onnx-unsupported", node.label() + ": alpha " + std::to_string(slope), "", "0 or more");
  for (double& x : out.data) x = to_float32(x < 0 ? to_float32(slope) * x : x);
  out.codes = nullptr;
  return out;
}

/// As runtimes compute it: one factor and one summand per channel, each rounded, then a product and a sum.
Value batch_norm(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  if (node.integer("training_mode", 0) != 0)
    throw Error("onnx-unsupported", node.label() + ": training_mode is 1", "", "export the model for inference");
  if (out.shape.size() < 2) bad_shape(node, "input " + to_string(out.shape) + " has no channels");
  const auto channels = static_cast<std::size_t>(out.shape[1]);
  for (std::size_t i = 1; i < 5; ++i)
    if (need(node, inputs, i).data.size() != channels)
      bad_shape(node, "parameter " + to_string(inputs[i]->shape), std::to_string(channels) + " channels");
  const double epsilon = to_float32(node.number("epsilon", 1e-5));
  std::size_t inner = 1;
  for (std::size_t i = 2; i < out.shape.size(); ++i) inner *= static_cast<std::size_t>(out.shape[i]);
  for (std::size_t i = 0; i < out.data.size(); ++i) {
    const std::size_t c = i / inner % channels;
    const double deviation = to_float32(std::sqrt(to_float32(inputs[4]->data[c] + epsilon)));
    const double factor = to_float32(inputs[1]->data[c] / deviation);
    const double summand = to_float32(inputs[2]->data[c] - to_float32(inputs[3]->data[c] * factor));
    out.data[i] = to_float32(to_float32(out.data[i] * factor) + summand);
  }
  out.codes = nullptr;
  return out;
}

std::int64_t axis_of(const Node& node, std::int64_t axis, std::size_t rank) {
  const auto extent = static_cast<std::int64_t>(rank);
  if (axis < -extent || axis >= extent) bad_shape(node, "axis " + std::to_string(axis));
  return axis < 0 ? axis + extent : axis;
}

/// out[i] = in[from[i]], for the numbers and the codes behind them.
Value gathered(const Value& in, Shape shape, const std::vector<std::size_t>& from) {
  Value out;
  out.shape = std::move(shape);
  out.is_integer = in.is_integer;
  for (const std::size_t i : from) out.data.push_back(in.data[i]);
  if (in.codes) {
    Codes codes{in.codes->type, {}, {}};
    for (const std::size_t i : from) {
      codes.code.push_back(in.codes->code[i]);
      codes.scale.push_back(in.codes->scale[i]);
    }
    out.codes = std::make_shared<const Codes>(std::move(codes));
  }
  return out;
}

Value transpose(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  const std::size_t rank = in.shape.size();
  std::vector<std::int64_t> reversed;
  for (std::size_t i = rank; i-- > 0;) reversed.push_back(static_cast<std::int64_t>(i));
  const auto perm = node.integers("perm", reversed);
  if (std::set<std::int64_t>(perm.begin(), perm.end()).size() != rank || perm.size() != rank)
    bad_shape(node, "perm " + to_string(perm) + " for " + to_string(in.shape));
  std::vector<std::size_t> strides(rank, 1), from;
  for (std::size_t i = rank; i-- > 1;) strides[i - 1] = strides[i] * static_cast<std::size_t>(in.shape[i]);
  Shape shape;
  for (const std::int64_t axis : perm) shape.push_back(in.shape[static_cast<std::size_t>(axis_of(node, axis, rank))]);
  std::vector<std::int64_t> at(rank, 0);
  for (std::size_t n = 0; n < in.data.size(); ++n) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < rank; ++i)
      index += static_cast<std::size_t>(at[i]) * strides[static_cast<std::size_t>(perm[i])];
    from.push_back(index);
    for (std::size_t i = rank; i-- > 0;) {
      if (++at[i] < shape[i]) break;
      at[i] = 0;
    }
  }
  return gathered(in, shape, from);
}

Value reshaped(const Value& in, Shape shape) {
  Value out = in;
  out.shape = std::move(shape);
  return out;
}

Value reshape(const Node& node, const Inputs& inputs) {
  const Value &in = need(node, inputs, 0), &wanted = need(node, inputs, 1);
  Shape shape;
  std::int64_t known = 1, open = -1;
  const bool keeps_zero = node.integer("allowzero", 0) != 0;
  for (std::size_t i = 0; i < wanted.data.size(); ++i) {
    auto extent = whole(wanted.data[i]);
    if (extent == 0 && !keeps_zero && i < in.shape.size()) extent = in.shape[i];
    if (extent == -1 && open < 0)
      open = static_cast<std::int64_t>(i);
    else if (extent < 1 || extent > std::ssize(in.data) || known > std::ssize(in.data))
      bad_shape(node, "extent " + std::to_string(extent));
    else
      known *= extent;
    shape.push_back(extent);
  }
  if (open >= 0) shape[static_cast<std::size_t>(open)] = std::ssize(in.data) / std::max<std::int64_t>(known, 1);
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1; }) ||
      element_count(shape) != std::ssize(in.data))
    bad_shape(node, to_string(in.shape) + " into " + to_string(shape));
  return reshaped(in, shape);
}

std::vector<std::int64_t> axes_of(const Node& node, const Inputs& inputs) {
  if (inputs[1] == nullptr) return node.integers("axes", {});
  std::vector<std::int64_t> axes;
  for (const double axis : inputs[1]->data) axes.push_back(whole(axis));
  return axes;
}

Value unsqueeze(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  const auto axes = axes_of(node, inputs);
  Shape shape = in.shape;
  std::set<std::int64_t> places;  // in the result
  for (const std::int64_t axis : axes) places.insert(axis_of(node, axis, shape.size() + axes.size()));
  for (const std::int64_t at : places) shape.insert(shape.begin() + at, 1);
  return reshaped(in, shape);
}

Value squeeze(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  std::set<std::int64_t> axes;
  for (const std::int64_t axis : axes_of(node, inputs)) axes.insert(axis_of(node, axis, in.shape.size()));
  Shape shape;
  for (std::size_t i = 0; i < in.shape.size(); ++i) {
    const bool goes = axes.empty() ? in.shape[i] == 1 : axes.contains(static_cast<std::int64_t>(i));
    if (!goes)
      shape.push_back(in.shape[i]);
    else if (in.shape[i] != 1)
      bad_shape(node, "axis " + std::to_string(i) + " of " + to_string(in.shape));
  }
  return reshaped(in, shape);
}

Value flatten(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  std::int64_t axis = node.integer("axis", 1);
  if (axis < 0) axis += std::ssize(in.shape);
  if (axis < 0 || axis > std::ssize(in.shape)) bad_shape(node, "axis " + std::to_string(axis));
  std::int64_t outer = 1;
  for (std::int64_t i = 0; i < axis; ++i) outer *= in.shape[static_cast<std::size_t>(i)];
  return reshaped(in, {outer, std::ssize(in.data) / std::max<std::int64_t>(outer, 1)});
}

Value gather(const Node& node, const Inputs& inputs) {
  const Value &in = need(node, inputs, 0), &indices = need(node, inputs, 1);
  if (in.shape.size() != 1 || axis_of(node, node.integer("axis", 0), 1) != 0)
    throw Error("onnx-unsupported", node.label() + ": only elements of lists are gathered");
  std::vector<std::size_t> from;
  for (const double index : indices.data) {
    const double at = index < 0 ? index + static_cast<double>(in.data.size()) : index;
    if (!(at >= 0 && at < static_cast<double>(in.data.size()))) bad_shape(node, "index " + std::to_string(index));
    from.push_back(static_cast<std::size_t>(at));
  }
  return gathered(in, indices.shape, from);
}

Value concat(const Node& node, const Inputs& inputs) {
  Value out;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Value& in = need(node, inputs, i);
    if (in.shape.size() != 1 || axis_of(node, node.integer("axis", 0), 1) != 0)
      throw Error("onnx-unsupported", node.label() + ": only lists are joined");
    out.is_integer = in.is_integer;
    out.data.insert(out.data.end(), in.data.begin(), in.data.end());
  }
  out.shape = {std::ssize(out.data)};
  return out;
}

/// Of an ONNX element type.
bool integer_range(std::int64_t type, double& least, double& most) {
  const std::map<std::int64_t, std::pair<bool, int>> kIntegers{{2, {false, 8}},   {3, {true, 8}},   {4, {false, 16}},
                                                               {5, {true, 16}},   {6, {true, 32}},  {7, {true, 64}},
                                                               {12, {false, 32}}, {13, {false, 64}}};
  const auto found = kIntegers.find(type);
  if (found == kIntegers.end()) return false;
  const auto [is_signed, bits] = found->second;
  least = is_signed ? -std::exp2(bits - 1) : 0;
  most = std::exp2(is_signed ? bits - 1 : bits) - 1;
  return true;
}

Value cast(const Node& node, const Inputs& inputs) {
  constexpr std::int64_t kFloat = 1, kDouble = 11, kBool = 9;
  Value out = need(node, inputs, 0);
  const std::int64_t to = node.integer("to", kFloat);
  double least = 0, most = 1;
  out.is_integer = to != kFloat && to != kDouble;
  if (out.is_integer && to != kBool && !integer_range(to, least, most))
    throw Error("onnx-unsupported", node.label() + ": to is " + std::to_string(to), "",
                "legal: float, double, bool, integers of 8 to 64 bits");
  for (double& x : out.data) {
    x = to == kBool ? (x != 0 ? 1 : 0) : out.is_integer ? std::trunc(x) : to_float32(x);
    if (out.is_integer && !(x >= least && x <= most))
      throw Error("onnx-constant", node.label() + ": a number of its input is beyond the type that it makes");
  }
  if (to == kBool) out.codes = nullptr;
  return out;
}

Value constant(const Node& node) {
  if (const Attribute* found = node.attribute("value"))
    if (const Value* value = std::get_if<Value>(found)) return *value;
  Value out;
  if (node.has("value_floats") || node.has("value_ints")) {
    if (const auto* floats = std::get_if<std::vector<double>>(node.attribute("value_floats"))) out.data = *floats;
    out.is_integer = node.has("value_ints");
    for (const std::int64_t x : node.integers("value_ints", {})) out.data.push_back(static_cast<double>(x));
    out.shape = {std::ssize(out.data)};
    return out;
  }
  if (node.has("value_float")) out.data = {node.number("value_float", 0)};
  if (node.has("value_int")) out.data = {static_cast<double>(node.integer("value_int", 0))}, out.is_integer = true;
  if (out.data.empty()) throw Error("onnx-unsupported", node.label() + ": no value that is read");
  return out;
}

Value dequantised(const Node& node, const Inputs& inputs) {
  if (is_wide(node, inputs)) return wide_constant(node, inputs);
  const Quantised q = quantise(node, inputs);
  Value out;
  out.shape = inputs[0]->shape;
  Codes codes{q.type, {}, q.scale};
  for (std::size_t i = 0; i < q.count.size(); ++i) {
    const std::int64_t element = q.element(i);
    out.data.push_back(to_float32(q.scale[i] * (static_cast<double>(element) - q.zero)));
    codes.code.push_back(element);
  }
  if (q.zero == 0) out.codes = std::make_shared<const Codes>(std::move(codes));
  return out;
}

using Function = Value (*)(const Node&, const Inputs&);
const std::map<std::string, Function> kFunctions{
    {"Clip", clip},
    {"LeakyRelu", leaky_relu},
    {"BatchNormalization", batch_norm},
    {"Transpose", transpose},
    {"Reshape", reshape},
    {"Unsqueeze", unsqueeze},
    {"Squeeze", squeeze},
    {"Flatten", flatten},
    {"Gather", gather},
    {"Concat", concat},
    {"Cast", cast},
    {"Quant", dequantised},
    {"IntQuant", dequantised},
    {"BipolarQuant", dequantised},
    {"Trunc", dequantised},
    {"MultiThreshold", dequantised},
};

}  // namespace

bool is_monotone(const std::string& op) {
  static const std::set<std::string> kMonotone{
      "Identity", "Dropout", "Neg", "Relu", "Sqrt", "Floor", "Ceil", "Round", "Sigmoid",   "Tanh",
      "Exp",      "Sign",    "Add", "Sub",  "Mul",  "Div",   "Max",  "Min",   "LeakyRelu", "BatchNormalization",
      "Clip",     "Cast"};
  return kMonotone.contains(op) || is_quantiser(op);
}

Value evaluate(const Node& node, const Inputs& inputs) {
  if (node.op_type == "Constant") return constant(node);
  if (const auto found = kUnary.find(node.op_type); found != kUnary.end()) return unary(node, inputs, found->second);
  if (const auto found = kBinary.find(node.op_type); found != kBinary.end()) return binary(node, inputs, found->second);
  if (const auto found = kFunctions.find(node.op_type); found != kFunctions.end()) return found->second(node, inputs);
  throw Error("onnx-unsupported", node.label() + " cannot be computed in advance");
}

Shape broadcast(const Node& node, const Shape& a, const Shape& b) {
  Shape out(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1, y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1) bad_shape(node, to_string(a) + " and " + to_string(b) + " do not go together");
    out[out.size() - 1 - i] = x == 1 ? y : x;
  }
  return out;
}

std::vector<double> spread(const Node& node, const Value& value, const Shape& shape) {
  if (value.data.empty()) throw Error("onnx-constant", node.label() + ": an empty constant");
  const auto elements = static_cast<std::size_t>(element_count(shape));
  if (value.data.size() == 1) return std::vector<double>(elements, value.data.front());
  if (value.shape == shape) return value.data;
  if (broadcast(node, shape, value.shape) != shape)
    bad_shape(node, "a constant " + to_string(value.shape) + " does not spread over " + to_string(shape));
  std::vector<double> out(elements);
  for (std::size_t n = 0; n < elements; ++n) {
    std::size_t rest = n, index = 0, stride = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const auto extent = static_cast<std::size_t>(shape[shape.size() - 1 - i]);
      const std::size_t at = rest % extent;
      rest /= extent;
      if (i >= value.shape.size()) continue;
      const auto own = static_cast<std::size_t>(value.shape[value.shape.size() - 1 - i]);
      index += (own == 1 ? 0 : at) * stride;
      stride *= own;
    }
    out[n] = value.data[index];
  }
  return out;
}

}  // namespace weir::golden::onnx_import
