#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "golden/floats/operations.hpp"

namespace weir::golden::floats {

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
    {"Log", [](double x) { return std::log(x); }},
    {"Reciprocal", [](double x) { return 1 / x; }},
    {"Erf", [](double x) { return std::erf(x); }},
    {"Softplus", [](double x) { return x > 30 ? x : std::log1p(std::exp(x)); }},
    {"Softsign", [](double x) { return x / (1 + std::abs(x)); }},
    {"Mish", [](double x) { return x * std::tanh(x > 30 ? x : std::log1p(std::exp(x))); }},
    {"HardSwish", [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
    {"Not", [](double x) { return x == 0 ? 1.0 : 0.0; }},
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
    {"Mod", [](double a, double b) { return a - std::floor(a / b) * b; }},
    {"PRelu", [](double x, double slope) { return x < 0 ? slope * x : x; }},
};
/// Truths, 0 or 1.
const std::map<std::string, Binary> kComparison{
    {"Equal", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
    {"Greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
    {"GreaterOrEqual", [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
    {"Less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
    {"LessOrEqual", [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
    {"And", [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }},
    {"Or", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
};

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

/// Of a curve with parameters.
using Curve = double (*)(double x, double alpha, double beta);
struct CurveOp {
  Curve curve;
  double alpha, beta;  ///< ONNX's defaults
  const char* second;  ///< name of the second parameter; nullptr: there is none
};
const std::map<std::string, CurveOp> kCurves{
    {"LeakyRelu", {[](double x, double a, double) { return x < 0 ? a * x : x; }, 0.01, 0, nullptr}},
    {"Elu", {[](double x, double a, double) { return x < 0 ? a * std::expm1(x) : x; }, 1, 0, nullptr}},
    {"Celu", {[](double x, double a, double) { return x < 0 ? a * std::expm1(x / a) : x; }, 1, 0, nullptr}},
    {"Selu",
     {[](double x, double a, double gamma) { return gamma * (x < 0 ? a * std::expm1(x) : x); },
      1.67326319217681884765625, 1.05070102214813232421875, "gamma"}},
    {"HardSigmoid", {[](double x, double a, double b) { return std::clamp(a * x + b, 0.0, 1.0); }, 0.2, 0.5, "beta"}},
    {"ThresholdedRelu", {[](double x, double a, double) { return x > a ? x : 0; }, 1, 0, nullptr}},
    {"Swish", {[](double x, double a, double) { return x / (1 + std::exp(-a * x)); }, 1, 0, nullptr}},
};

Value curve(const Node& node, const Inputs& inputs) {
  const CurveOp& op = kCurves.at(node.op_type);
  Value out = need(node, inputs, 0);
  const double alpha = to_float32(node.number("alpha", op.alpha));
  const double beta = op.second == nullptr ? 0 : to_float32(node.number(op.second, op.beta));
  for (double& x : out.data) x = to_float32(op.curve(x, alpha, beta));
  out.codes = nullptr;
  return out;
}

Value gelu(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  const std::string way = node.text("approximate", "none");
  if (way != "none" && way != "tanh")
    throw Error("onnx-attribute", node.label() + ": approximate is \"" + way + "\"", "", "legal: none, tanh");
  for (double& x : out.data)
    x = to_float32(way == "none" ? x * 0.5 * (1 + std::erf(x / std::sqrt(2.0)))
                                 : x * 0.5 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))));
  out.codes = nullptr;
  return out;
}

Value where(const Node& node, const Inputs& inputs) {
  const Value &condition = need(node, inputs, 0), &a = need(node, inputs, 1), &b = need(node, inputs, 2);
  Value out;
  out.is_integer = a.is_integer;
  out.shape = broadcast(node, broadcast(node, condition.shape, a.shape), b.shape);
  const auto is_first = spread(node, condition, out.shape), other = spread(node, b, out.shape);
  out.data = spread(node, a, out.shape);
  for (std::size_t i = 0; i < other.size(); ++i)
    if (is_first[i] == 0) out.data[i] = other[i];
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

}  // namespace

std::int64_t whole(double x) { return std::isnan(x) ? 0 : static_cast<std::int64_t>(std::clamp(x, -9e15, 9e15)); }

void bad_shape(const Node& node, const std::string& what, const std::string& hint) {
  throw Error("onnx-shape", node.label() + ": " + what, "", hint);
}

const Value& need(const Node& node, const Inputs& inputs, std::size_t index) {
  if (const Value* value = inputs[index]) return *value;
  throw Error("onnx-constant", node.label() + ": input " + std::to_string(index) + " is missing or no constant");
}

std::int64_t axis_of(const Node& node, std::int64_t axis, std::size_t rank) {
  const auto extent = static_cast<std::int64_t>(rank);
  if (axis < -extent || axis >= extent) bad_shape(node, "axis " + std::to_string(axis));
  return axis < 0 ? axis + extent : axis;
}

std::vector<std::int64_t> axes_of(const Node& node, const Inputs& inputs) {
  if (inputs[1] == nullptr) return node.integers("axes", {});
  std::vector<std::int64_t> axes;
  for (const double axis : inputs[1]->data) axes.push_back(whole(axis));
  return axes;
}

void round_unless_integer(Value& value) {
  if (!value.is_integer)
    for (double& x : value.data) x = to_float32(x);
}

Axis::Axis(const Shape& shape, std::size_t axis) {
  for (std::size_t i = 0; i < shape.size(); ++i)
    (i < axis ? outer : i == axis ? extent : inner) *= static_cast<std::size_t>(shape[i]);
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
  const auto shift = static_cast<std::int64_t>(q.zero);
  if (shift != 0) codes.type = smallest_type(q.type.min() - shift, q.type.max() - shift);
  for (std::size_t i = 0; i < q.count.size(); ++i) {
    const std::int64_t element = q.element(i);
    out.data.push_back(to_float32(q.scale[i] * (static_cast<double>(element) - q.zero)));
    codes.code.push_back(element - shift);
  }
  if (static_cast<double>(shift) == q.zero) out.codes = std::make_shared<const Codes>(std::move(codes));
  return out;
}

const std::map<std::string, Function>& element_functions() {
  static const std::map<std::string, Function> kFunctions = [] {
    std::map<std::string, Function> all{
        {"Clip", clip}, {"BatchNormalization", batch_norm}, {"Cast", cast}, {"Gelu", gelu}, {"Where", where}};
    for (const char* op : {"Quant", "IntQuant", "BipolarQuant", "Trunc", "MultiThreshold"}) all[op] = dequantised;
    for (const auto& [op, parameters] : kCurves) all[op] = curve;
    return all;
  }();
  return kFunctions;
}

const std::set<std::string>& monotone_operations() {
  static const std::set<std::string> kMonotone{"Identity",
                                               "Dropout",
                                               "Neg",
                                               "Relu",
                                               "Sqrt",
                                               "Floor",
                                               "Ceil",
                                               "Round",
                                               "Sigmoid",
                                               "Tanh",
                                               "Exp",
                                               "Log",
                                               "Sign",
                                               "Erf",
                                               "Softplus",
                                               "Softsign",
                                               "Add",
                                               "Sub",
                                               "Mul",
                                               "Div",
                                               "Max",
                                               "Min",
                                               "LeakyRelu",
                                               "PRelu",
                                               "Clip",
                                               "Cast",
                                               "Elu",
                                               "Celu",
                                               "Selu",
                                               "HardSigmoid",
                                               "ThresholdedRelu",
                                               "BatchNormalization",
                                               "Quant",
                                               "IntQuant",
                                               "BipolarQuant",
                                               "Trunc",
                                               "MultiThreshold"};
  return kMonotone;
}

bool is_of_elements(const std::string& op) {
  return kUnary.contains(op) || kBinary.contains(op) || element_functions().contains(op);
}

bool is_known(const std::string& op) {
  return op == "Constant" || op == "Split" || op == "TopK" || kComparison.contains(op) || is_of_elements(op) ||
         shape_functions().contains(op) || joining_functions().contains(op);
}

Value evaluate(const Node& node, const Inputs& inputs) {
  const std::string& op = node.op_type;
  if (op == "Constant") return constant(node);
  if (const auto found = kUnary.find(op); found != kUnary.end()) return unary(node, inputs, found->second);
  if (const auto found = kBinary.find(op); found != kBinary.end()) return binary(node, inputs, found->second);
  if (const auto found = kComparison.find(op); found != kComparison.end()) {
    Value out = binary(node, inputs, found->second);
    out.is_integer = true;
    return out;
  }
  for (const auto* functions : {&element_functions(), &shape_functions(), &joining_functions()})
    if (const auto found = functions->find(op); found != functions->end()) return found->second(node, inputs);
  throw Error("onnx-unsupported", node.label() + " cannot be computed in advance");
}

std::vector<Value> evaluate_all(const Node& node, const Inputs& inputs) {
  if (node.op_type == "Split") return split(node, inputs);
  if (node.op_type == "TopK") return top_k(node, inputs);
  std::vector<Value> out;
  out.push_back(evaluate(node, inputs));
  return out;
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

}  // namespace weir::golden::floats
