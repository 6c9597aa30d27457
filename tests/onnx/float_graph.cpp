#include "tests/onnx/float_graph.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "tests/onnx/float_pictures.hpp"

namespace weir::test {

using namespace oracle;

namespace {

double rounded(double x) { return static_cast<double>(static_cast<float>(x)); }

/// Element `at` of `from`, spread over `shape` from the last axis on.
double spread(const Numbers& from, const Shape& shape, std::int64_t at) {
  std::int64_t index = 0, stride = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::int64_t extent = shape[shape.size() - 1 - i], place = at % extent;
    at /= extent;
    if (i >= from.shape.size()) continue;
    const std::int64_t own = from.shape[from.shape.size() - 1 - i];
    if (own != 1) index += place * stride;
    stride *= own;
  }
  return from.data[static_cast<std::size_t>(index)];
}

Numbers pairwise(const Numbers& a, const Numbers& b, const std::function<double(double, double)>& f) {
  Numbers out;
  for (std::size_t i = 0; i < std::max(a.shape.size(), b.shape.size()); ++i) {
    const auto of = [&](const Shape& s) { return i < s.size() ? s[s.size() - 1 - i] : 1; };
    out.shape.insert(out.shape.begin(), std::max(of(a.shape), of(b.shape)));
  }
  for (std::int64_t i = 0; i < count(out.shape); ++i)
    out.data.push_back(f(spread(a, out.shape, i), spread(b, out.shape, i)));
  return out;
}

Numbers product(const Numbers& x, const Numbers& w, bool is_transposed, const Numbers* bias) {
  const std::int64_t K = x.shape.back(), N = w.shape[is_transposed ? 0 : 1];
  Numbers out{x.shape, {}};
  out.shape.back() = N;
  for (std::int64_t row = 0; row < count(x.shape) / K; ++row)
    for (std::int64_t n = 0; n < N; ++n) {
      double sum = bias != nullptr ? bias->data[static_cast<std::size_t>(n)] : 0;
      for (std::int64_t k = 0; k < K; ++k)
        sum += x.data[static_cast<std::size_t>(row * K + k)] *
               w.data[static_cast<std::size_t>(is_transposed ? n * K + k : k * N + n)];
      out.data.push_back(sum);
    }
  return out;
}

Numbers batch_norm(const onnx::NodeProto& node, const std::vector<const Numbers*>& in) {
  Numbers out = *in[0];
  const auto* a = find(node, "epsilon");
  const double epsilon = a == nullptr ? 1e-5 : static_cast<double>(a->f());
  const std::int64_t C = out.shape[1], inner = count(out.shape) / C;
  for (std::size_t i = 0; i < out.data.size(); ++i) {
    const auto c = static_cast<std::size_t>(static_cast<std::int64_t>(i) / inner);
    out.data[i] =
        (out.data[i] - in[3]->data[c]) / std::sqrt(in[4]->data[c] + epsilon) * in[1]->data[c] + in[2]->data[c];
  }
  return out;
}

Numbers quant(const onnx::NodeProto& node, const std::vector<const Numbers*>& in) {
  const Numbers &x = *in[0], &scale = *in[1];
  const double zero = in[2]->data[0], bits = in[3]->data[0];
  const bool is_signed = integer(node, "signed", 1) != 0, is_narrow = integer(node, "narrow", 0) != 0;
  const double low = is_signed ? -std::exp2(bits - 1) + (is_narrow ? 1 : 0) : 0;
  const double high = is_signed ? std::exp2(bits - 1) - 1 : std::exp2(bits) - 1 - (is_narrow ? 1 : 0);
  return pairwise(x, scale, [&](double value, double s) {
    return (std::nearbyint(std::clamp(value / s + zero, low, high)) - zero) * s;
  });
}

double by_mode(const std::string& mode, double x) {
  return mode == "FLOOR" ? std::floor(x) : mode == "CEIL" ? std::ceil(x) : std::nearbyint(x);
}

/// Without the lower bits: the old form as they are, the new one clipped before it rounds, in a scale of its own.
Numbers trunc(const onnx::NodeProto& node, const std::vector<const Numbers*>& in) {
  const double scale = in[1]->data[0], zero = in[2]->data[0], bits = in[3]->data[0];
  const bool is_old = in.size() == 5, is_signed = integer(node, "signed", 1) != 0;
  const double to_bits = in[is_old ? 4 : 5]->data[0], to_scale = is_old ? scale : in[4]->data[0];
  const double factor = std::exp2(is_old ? bits - to_bits : std::nearbyint(std::log2(to_scale / scale)));
  const double low = is_signed ? -std::exp2(to_bits - 1) : 0, high = std::exp2(to_bits - (is_signed ? 1 : 0)) - 1;
  Numbers out = *in[0];
  for (double& x : out.data) {
    const double code = std::nearbyint(x / scale + zero) / factor;
    x = by_mode(word(node, "rounding_mode", "FLOOR"), is_old ? code : std::clamp(code, low, high));
    x = (x - (is_old ? zero : zero / factor)) * to_scale;
  }
  return out;
}

/// How many thresholds of its channel an element reaches.
Numbers multi_threshold(const onnx::NodeProto& node, const Numbers& x, const Numbers& thresholds) {
  const auto* scale = find(node, "out_scale");
  const auto* bias = find(node, "out_bias");
  const std::int64_t C = x.shape[1], inner = count(x.shape) / C, levels = thresholds.shape[1];
  Numbers out = x;
  for (std::int64_t i = 0; i < count(x.shape); ++i) {
    const std::int64_t row = thresholds.shape[0] == 1 ? 0 : i / inner % C;
    const auto first = thresholds.data.begin() + row * levels;
    const double reached = static_cast<double>(
        std::count_if(first, first + levels, [&](double t) { return x.data[static_cast<std::size_t>(i)] >= t; }));
    out.data[static_cast<std::size_t>(i)] = reached * (scale == nullptr ? 1 : static_cast<double>(scale->f())) +
                                            (bias == nullptr ? 0 : static_cast<double>(bias->f()));
  }
  return out;
}

Numbers softmax(const Numbers& x, bool is_log) {
  Numbers out = x;
  const double most = *std::max_element(x.data.begin(), x.data.end());
  double sum = 0;
  for (const double v : x.data) sum += std::exp(v - most);
  for (double& v : out.data) v = is_log ? v - most - std::log(sum) : std::exp(v - most) / sum;
  return out;
}

/// Places of the k largest elements along an axis, the first of equal ones first.
Numbers largest(const Numbers& x, std::int64_t axis, std::int64_t k, bool keeps_axis) {
  const auto at = static_cast<std::size_t>(axis < 0 ? axis + std::ssize(x.shape) : axis);
  std::int64_t inner = 1;
  for (std::size_t i = at + 1; i < x.shape.size(); ++i) inner *= x.shape[i];
  const std::int64_t extent = x.shape[at];
  Numbers out{x.shape, std::vector<double>(static_cast<std::size_t>(count(x.shape) / extent * k))};
  out.shape[at] = k;
  for (std::int64_t n = 0; n < count(x.shape) / extent; ++n) {
    const std::int64_t first = n / inner * extent * inner + n % inner, to = n / inner * k * inner + n % inner;
    std::vector<std::int64_t> order(static_cast<std::size_t>(extent));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    const auto value = [&](std::int64_t place) { return x.data[static_cast<std::size_t>(first + place * inner)]; };
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return value(a) > value(b); });
    for (std::int64_t i = 0; i < k; ++i)
      out.data[static_cast<std::size_t>(to + i * inner)] = static_cast<double>(order[static_cast<std::size_t>(i)]);
  }
  if (!keeps_axis) out.shape.erase(out.shape.begin() + static_cast<std::ptrdiff_t>(at));
  return out;
}

Numbers squeezed(const onnx::NodeProto& node, const Numbers& x, const Numbers* axes) {
  Shape taken = integers(node, "axes", {}), shape;
  if (axes != nullptr) taken.assign(axes->data.begin(), axes->data.end());
  for (std::int64_t i = 0; i < std::ssize(x.shape); ++i)
    if (std::find(taken.begin(), taken.end(), i) == taken.end()) shape.push_back(x.shape[static_cast<std::size_t>(i)]);
  return {shape, x.data};
}

Numbers concat(const std::vector<const Numbers*>& in) {  // along axis 1
  Numbers out{in[0]->shape, {}};
  out.shape[1] = 0;
  for (const auto* part : in) {
    out.shape[1] += part->shape[1];
    out.data.insert(out.data.end(), part->data.begin(), part->data.end());
  }
  return out;
}

std::vector<Numbers> split(const onnx::NodeProto& node, const Numbers& x, const Numbers* parts) {
  std::vector<Numbers> out;
  const std::int64_t inner = count(x.shape) / x.shape[1], n = node.output_size();
  std::int64_t from = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t each =
        parts != nullptr ? static_cast<std::int64_t>(parts->data[static_cast<std::size_t>(i)]) : x.shape[1] / n;
    Numbers part{x.shape, {x.data.begin() + from * inner, x.data.begin() + (from + each) * inner}};
    part.shape[1] = each;
    from += each;
    out.push_back(std::move(part));
  }
  return out;
}

double curve(const onnx::NodeProto& node, double x) {
  const std::string& op = node.op_type();
  const auto* given = find(node, "alpha");
  const auto alpha = [&](double otherwise) { return given == nullptr ? otherwise : static_cast<double>(given->f()); };
  if (op == "Relu") return std::max(x, 0.0);
  if (op == "Sigmoid") return rounded(1 / (1 + std::exp(-x)));
  if (op == "Tanh") return rounded(std::tanh(x));
  if (op == "Elu") return x < 0 ? rounded(alpha(1) * (std::exp(x) - 1)) : x;
  if (op == "LeakyRelu") return x < 0 ? rounded(alpha(0.01) * x) : x;
  if (op == "HardSigmoid") return rounded(std::clamp(alpha(0.2) * x + 0.5, 0.0, 1.0));
  if (op == "Softplus") return rounded(std::log(1 + std::exp(x)));
  if (op == "HardSwish") return rounded(x * std::clamp(x / 6 + 0.5, 0.0, 1.0));
  if (op == "Gelu") return rounded(0.5 * x * (1 + std::erf(x / std::sqrt(2.0))));
  if (op == "Mish") return rounded(x * std::tanh(std::log(1 + std::exp(x))));
  if (op == "Erf") return rounded(std::erf(x));
  if (op == "Abs") return std::abs(x);
  if (op == "Neg") return -x;
  if (op == "Softsign") return rounded(x / (1 + std::abs(x)));
  if (op == "ThresholdedRelu") return x > alpha(1) ? x : 0;
  if (op == "Selu") return rounded(1.05070098 * (x < 0 ? 1.67326324 * (std::exp(x) - 1) : x));
  if (op == "Sign") return x > 0 ? 1 : x < 0 ? -1 : 0;
  if (op == "Floor") return std::floor(x);
  if (op == "Ceil") return std::ceil(x);
  if (op == "Round") return std::nearbyint(x);
  if (op == "Exp") return rounded(std::exp(x));
  if (op == "Sqrt") return rounded(std::sqrt(x));
  if (op == "Celu") return x < 0 ? rounded(alpha(1) * (std::exp(x / alpha(1)) - 1)) : x;
  throw std::runtime_error("the oracle has no " + op);
}

/// Every step-th place along axis 1, 2 and so on.
Numbers sliced(const Numbers& x, const std::vector<const Numbers*>& in) {
  Shape first(x.shape.size(), 0), step(x.shape.size(), 1);
  Numbers out{x.shape, {}};
  for (std::size_t i = 0; i < in[1]->data.size(); ++i) {
    const auto axis = static_cast<std::size_t>(in[3]->data[i]);
    const std::int64_t extent = x.shape[axis], last = static_cast<std::int64_t>(in[2]->data[i]);
    first[axis] = static_cast<std::int64_t>(in[1]->data[i]);
    step[axis] = in.size() > 4 ? static_cast<std::int64_t>(in[4]->data[i]) : 1;
    const std::int64_t end = last < 0 ? last + extent : std::min(last, extent);
    out.shape[axis] = (end - first[axis] + step[axis] - 1) / step[axis];
  }
  for (std::int64_t n = 0; n < count(out.shape); ++n) {
    std::int64_t rest = n, from = 0, stride = 1;
    for (std::size_t i = x.shape.size(); i-- > 0;) {
      from += (first[i] + rest % out.shape[i] * step[i]) * stride;
      rest /= out.shape[i];
      stride *= x.shape[i];
    }
    out.data.push_back(x.data[static_cast<std::size_t>(from)]);
  }
  return out;
}

Numbers gathered(const Numbers& x, const Numbers& places) {  // along axis 1
  Numbers out{x.shape, {}};
  out.shape[1] = std::ssize(places.data);
  const std::int64_t inner = count(x.shape) / x.shape[1];
  for (const double place : places.data)
    for (std::int64_t i = 0; i < inner; ++i)
      out.data.push_back(x.data[static_cast<std::size_t>(static_cast<std::int64_t>(place) * inner + i)]);
  return out;
}

/// Mean or largest along one axis, which stays.
Numbers reduced_along(const onnx::NodeProto& node, const Numbers& x, std::size_t axis) {
  std::int64_t inner = 1;
  for (std::size_t i = axis + 1; i < x.shape.size(); ++i) inner *= x.shape[i];
  Numbers out{x.shape, {}};
  out.shape[axis] = 1;
  for (std::int64_t n = 0; n < count(out.shape); ++n) {
    double most = -INFINITY, sum = 0;
    for (std::int64_t i = 0; i < x.shape[axis]; ++i) {
      const double v = x.data[static_cast<std::size_t>((n / inner * x.shape[axis] + i) * inner + n % inner)];
      most = std::max(most, v);
      sum += v;
    }
    const double n_along = node.op_type() == "ReduceSum" ? 1 : static_cast<double>(x.shape[axis]);
    out.data.push_back(node.op_type() == "ReduceMax" ? most : sum / n_along);
  }
  return out;
}

Numbers reduced(const onnx::NodeProto& node, const Numbers& x) {
  const Shape axes = integers(node, "axes", {});
  Numbers out = x;
  for (const std::int64_t axis : axes) out = reduced_along(node, out, static_cast<std::size_t>(axis));
  if (integer(node, "keepdims", 1) == 0)  // the last axes
    out.shape.resize(out.shape.size() - axes.size());
  return out;
}

Numbers shaped(Numbers x, Shape shape) {
  x.shape = std::move(shape);
  return x;
}

Numbers reshaped(const Numbers& x, const Numbers& wanted) {
  Shape shape;
  std::int64_t known = 1;
  for (std::size_t i = 0; i < wanted.data.size(); ++i) {
    shape.push_back(wanted.data[i] == 0 ? x.shape.at(i) : static_cast<std::int64_t>(wanted.data[i]));
    if (shape.back() > 0) known *= shape.back();
  }
  for (std::int64_t& extent : shape)
    if (extent < 0) extent = count(x.shape) / known;
  return shaped(x, shape);
}

Numbers transposed(const onnx::NodeProto& node, const Numbers& x) {
  const Shape perm = integers(node, "perm", {});
  Numbers out;
  for (const auto axis : perm) out.shape.push_back(x.shape[static_cast<std::size_t>(axis)]);
  for (std::int64_t n = 0; n < count(x.shape); ++n) {
    Shape at(perm.size());
    std::int64_t rest = n, index = 0;
    for (std::size_t i = perm.size(); i-- > 0;) {
      at[static_cast<std::size_t>(perm[i])] = rest % out.shape[i];
      rest /= out.shape[i];
    }
    for (std::size_t i = 0; i < at.size(); ++i) index = index * x.shape[i] + at[i];
    out.data.push_back(x.data[static_cast<std::size_t>(index)]);
  }
  return out;
}

/// To floating point, or to whole numbers by cutting the fraction off.
Numbers cast(const onnx::NodeProto& node, Numbers x) {
  const bool is_float = integer(node, "to", 1) == onnx::TensorProto::FLOAT;
  for (double& v : x.data) v = is_float ? v : std::trunc(v);
  return x;
}

std::vector<Numbers> run(const onnx::NodeProto& node, const std::vector<const Numbers*>& in) {
  const std::string& op = node.op_type();
  const auto optional = [&](std::size_t i) { return i < in.size() ? in[i] : nullptr; };
  if (op == "Conv") return {conv(node, *in[0], *in[1], optional(2))};
  if (op == "ConvTranspose") return {conv_transpose(node, *in[0], *in[1], optional(2))};
  if (op == "MatMul") return {product(*in[0], *in[1], false, nullptr)};
  if (op == "Gemm") {
    Numbers x = *in[0];
    const auto* alpha = find(node, "alpha");
    for (double& v : x.data) v *= alpha == nullptr ? 1 : static_cast<double>(alpha->f());
    Numbers bias = optional(2) == nullptr ? Numbers{} : *in[2];
    const auto* beta = find(node, "beta");
    for (double& v : bias.data) v = rounded(v * (beta == nullptr ? 1 : static_cast<double>(beta->f())));
    return {product(x, *in[1], integer(node, "transB", 0) != 0, bias.data.empty() ? nullptr : &bias)};
  }
  if (op == "MaxPool") return {pool(node, *in[0], true)};
  if (op == "AveragePool") return {pool(node, *in[0], false)};
  if (op == "GlobalAveragePool") return {over_pixels(*in[0], false)};
  if (op == "GlobalMaxPool") return {over_pixels(*in[0], true)};
  if (op == "BatchNormalization") return {batch_norm(node, in)};
  if (op == "Quant" || op == "IntQuant") return {quant(node, in)};
  if (op == "BipolarQuant") return {pairwise(*in[0], *in[1], [](double x, double s) { return x >= 0 ? s : -s; })};
  if (op == "Add") return {pairwise(*in[0], *in[1], [](double a, double b) { return a + b; })};
  if (op == "Sub") return {pairwise(*in[0], *in[1], [](double a, double b) { return a - b; })};
  if (op == "Mul") return {pairwise(*in[0], *in[1], [](double a, double b) { return a * b; })};
  if (op == "Div") return {pairwise(*in[0], *in[1], [](double a, double b) { return a / b; })};
  if (op == "PRelu") return {pairwise(*in[0], *in[1], [](double x, double a) { return x < 0 ? rounded(x * a) : x; })};
  if (op == "Concat") return {concat(in)};
  if (op == "Split") return split(node, *in[0], optional(1));
  if (op == "Slice") return {sliced(*in[0], in)};
  if (op == "Gather") return {gathered(*in[0], *in[1])};
  if (op == "ReduceMean" || op == "ReduceMax" || op == "ReduceSum") return {reduced(node, *in[0])};
  if (op == "Resize") return {repeated(*in[0], *in[2])};
  if (op == "DepthToSpace") return {depth_to_space(node, *in[0])};
  if (op == "SpaceToDepth") return {space_to_depth(node, *in[0])};
  if (op == "Upsample") return {repeated(*in[0], *in[1])};
  if (op == "ArgMax") return {largest(*in[0], integer(node, "axis", 0), 1, integer(node, "keepdims", 1) != 0)};
  if (op == "TopK") {
    const auto k = static_cast<std::int64_t>(in[1]->data[0]);
    return {Numbers{}, largest(*in[0], integer(node, "axis", -1), k, true)};
  }
  if (op == "Trunc") return {trunc(node, in)};
  if (op == "MultiThreshold") return {multi_threshold(node, *in[0], *in[1])};
  if (op == "Squeeze") return {squeezed(node, *in[0], optional(1))};
  if (op == "Softmax" || op == "LogSoftmax") return {softmax(*in[0], op == "LogSoftmax")};
  if (op == "Transpose") return {transposed(node, *in[0])};
  if (op == "Identity" || op == "Dropout") return {*in[0]};
  if (op == "Cast") return {cast(node, *in[0])};
  if (op == "Reshape") return {reshaped(*in[0], *in[1])};
  if (op == "Pad") return {padded(*in[0], *in[1])};
  if (op == "Max") return {pairwise(*in[0], *in[1], [](double a, double b) { return std::max(a, b); })};
  if (op == "Min") return {pairwise(*in[0], *in[1], [](double a, double b) { return std::min(a, b); })};
  if (op == "Clip")
    return {pairwise(pairwise(*in[0], *in[1], [](double x, double low) { return std::max(x, low); }), *in[2],
                     [](double x, double high) { return std::min(x, high); })};
  if (op == "Flatten") return {shaped(*in[0], {1, count(in[0]->shape)})};
  if (op == "Unsqueeze")
    return {shaped(*in[0], [&] {
      Shape shape = in[0]->shape;
      shape.push_back(1);
      return shape;
    }())};
  Numbers out = *in[0];
  for (double& x : out.data) x = curve(node, x);
  return {std::move(out)};
}

Numbers constant(const onnx::TensorProto& tensor) {
  Numbers out{{tensor.dims().begin(), tensor.dims().end()}, {}};
  if (tensor.data_type() == onnx::TensorProto::INT64)
    out.data.assign(tensor.int64_data().begin(), tensor.int64_data().end());
  else
    out.data.assign(tensor.float_data().begin(), tensor.float_data().end());
  return out;
}

}  // namespace

Numbers compute(const onnx::GraphProto& graph, const Numbers& input, const std::string& tensor) {
  return compute(graph, std::map<std::string, Numbers>{{"in", input}}, tensor);
}

Numbers compute(const onnx::GraphProto& graph, const std::map<std::string, Numbers>& inputs,
                const std::string& tensor) {
  std::map<std::string, Numbers> tensors = inputs;
  for (const auto& each : graph.initializer()) tensors[each.name()] = constant(each);
  for (const auto& node : graph.node()) {
    std::vector<const Numbers*> in;
    for (const auto& name : node.input()) in.push_back(name.empty() ? nullptr : &tensors.at(name));
    auto made = run(node, in);
    for (std::size_t i = 0; i < made.size(); ++i) tensors[node.output(static_cast<int>(i))] = std::move(made[i]);
  }
  return tensors.at(tensor);
}

}  // namespace weir::test
