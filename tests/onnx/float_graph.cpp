#include "tests/onnx/float_graph.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace weir::test {

namespace {

using Shape = std::vector<std::int64_t>;

std::int64_t count(const Shape& shape) {
  std::int64_t n = 1;
  for (const auto extent : shape) n *= extent;
  return n;
}

const onnx::AttributeProto* find(const onnx::NodeProto& node, const std::string& key) {
  for (const auto& a : node.attribute())
    if (a.name() == key) return &a;
  return nullptr;
}

std::int64_t integer(const onnx::NodeProto& node, const std::string& key, std::int64_t otherwise) {
  const auto* a = find(node, key);
  return a == nullptr ? otherwise : a->i();
}

Shape integers(const onnx::NodeProto& node, const std::string& key, Shape otherwise) {
  const auto* a = find(node, key);
  return a == nullptr ? otherwise : Shape(a->ints().begin(), a->ints().end());
}

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

/// Pictures of one row of windows: a line [1, C, L] is a picture [1, C, L, 1].
struct Picture {
  const Numbers& of;
  std::int64_t C, H, W;
  explicit Picture(const Numbers& x)
      : of(x), C(x.shape.at(1)), H(x.shape.at(2)), W(x.shape.size() > 3 ? x.shape[3] : 1) {}
  bool holds(std::int64_t y, std::int64_t x) const { return y >= 0 && y < H && x >= 0 && x < W; }
  double at(std::int64_t c, std::int64_t y, std::int64_t x) const {
    return of.data[static_cast<std::size_t>((c * H + y) * W + x)];
  }
};

Shape pair(Shape list, std::int64_t fill) {
  list.resize(2, fill);
  return list;
}

struct Window {
  Shape kernel, stride, dilation, pads;  ///< pads: top, left, bottom, right
  Window(const onnx::NodeProto& node, const Shape& kernel_)
      : kernel(pair(kernel_, 1)),
        stride(pair(integers(node, "strides", {}), 1)),
        dilation(pair(integers(node, "dilations", {}), 1)),
        pads(integers(node, "pads", {0, 0, 0, 0})) {
    if (pads.size() == 2) pads = {pads[0], 0, pads[1], 0};
    is_ceil = integer(node, "ceil_mode", 0) != 0;
  }
  bool is_ceil = false;  ///< a last window that begins within the picture or the padding before it counts
  std::int64_t outputs(std::int64_t extent, std::size_t side) const {
    const std::int64_t room = extent + pads[side] + pads[side + 2] - (kernel[side] - 1) * dilation[side] - 1;
    const std::int64_t all = (room + (is_ceil ? stride[side] - 1 : 0)) / stride[side] + 1;
    return is_ceil && (all - 1) * stride[side] >= extent + pads[side] ? all - 1 : all;
  }
};

Shape like(const Numbers& x, std::int64_t C, std::int64_t H, std::int64_t W) {
  return x.shape.size() > 3 ? Shape{1, C, H, W} : Shape{1, C, H};
}

Numbers conv(const onnx::NodeProto& node, const Numbers& x, const Numbers& w, const Numbers* bias) {
  const Picture in(x);
  const Window window(node, Shape(w.shape.begin() + 2, w.shape.end()));
  const std::int64_t group = integer(node, "group", 1), M = w.shape[0], each = w.shape[1];
  const std::int64_t H = window.outputs(in.H, 0), W = window.outputs(in.W, 1), kh = window.kernel[0],
                     kw = window.kernel[1];
  Numbers out{like(x, M, H, W), {}};
  for (std::int64_t m = 0; m < M; ++m)
    for (std::int64_t oy = 0; oy < H; ++oy)
      for (std::int64_t ox = 0; ox < W; ++ox) {
        double sum = bias != nullptr ? bias->data[static_cast<std::size_t>(m)] : 0;
        for (std::int64_t c = 0; c < each; ++c)
          for (std::int64_t ky = 0; ky < kh; ++ky)
            for (std::int64_t kx = 0; kx < kw; ++kx) {
              const std::int64_t iy = oy * window.stride[0] + ky * window.dilation[0] - window.pads[0];
              const std::int64_t ix = ox * window.stride[1] + kx * window.dilation[1] - window.pads[1];
              if (in.holds(iy, ix))
                sum += in.at(m / (M / group) * each + c, iy, ix) *
                       w.data[static_cast<std::size_t>(((m * each + c) * kh + ky) * kw + kx)];
            }
        out.data.push_back(sum);
      }
  return out;
}

/// Every element adds its weights to the window that begins at its place times the stride.
Numbers conv_transpose(const onnx::NodeProto& node, const Numbers& x, const Numbers& w) {
  const Picture in(x);
  const Window window(node, Shape(w.shape.begin() + 2, w.shape.end()));
  const Shape more = pair(integers(node, "output_padding", {}), 0);
  const std::int64_t group = integer(node, "group", 1), each = w.shape[1], ins = in.C / group;
  const auto extent = [&](std::int64_t e, std::size_t i) {
    return (e - 1) * window.stride[i] + window.kernel[i] + more[i] - window.pads[i] - window.pads[i + 2];
  };
  const std::int64_t H = extent(in.H, 0), W = extent(in.W, 1);
  Numbers out{like(x, each * group, H, W), std::vector<double>(static_cast<std::size_t>(each * group * H * W))};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t m = 0; m < each; ++m)
      for (std::int64_t y = 0; y < in.H; ++y)
        for (std::int64_t px = 0; px < in.W; ++px)
          for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky)
            for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
              const std::int64_t oy = y * window.stride[0] + ky - window.pads[0],
                                 ox = px * window.stride[1] + kx - window.pads[1];
              if (oy < 0 || oy >= H || ox < 0 || ox >= W) continue;
              out.data[static_cast<std::size_t>(((c / ins * each + m) * H + oy) * W + ox)] +=
                  in.at(c, y, px) *
                  w.data[static_cast<std::size_t>(((c * each + m) * window.kernel[0] + ky) * window.kernel[1] + kx)];
            }
  return out;
}

Numbers pool(const onnx::NodeProto& node, const Numbers& x, bool is_max) {
  const Picture in(x);
  const Window window(node, integers(node, "kernel_shape", {1, 1}));
  const std::int64_t H = window.outputs(in.H, 0), W = window.outputs(in.W, 1);
  const bool counts_pads = integer(node, "count_include_pad", 0) != 0;
  Numbers out{like(x, in.C, H, W), {}};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t oy = 0; oy < H; ++oy)
      for (std::int64_t ox = 0; ox < W; ++ox) {
        double most = -INFINITY, sum = 0, n = 0;
        for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky)
          for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
            const std::int64_t iy = oy * window.stride[0] + ky - window.pads[0],
                               ix = ox * window.stride[1] + kx - window.pads[1];
            // Padding beyond what the node says, of a last window, is never counted.
            n += in.holds(iy, ix) || (counts_pads && iy < in.H + window.pads[2] && ix < in.W + window.pads[3]) ? 1 : 0;
            if (!in.holds(iy, ix)) continue;
            most = std::max(most, in.at(c, iy, ix));
            sum += in.at(c, iy, ix);
          }
        out.data.push_back(is_max ? most : sum / n);
      }
  return out;
}

Numbers over_pixels(const Numbers& x, bool is_max) {
  const std::int64_t C = x.shape[1], pixels = count(x.shape) / C;
  Numbers out{x.shape, {}};
  std::fill(out.shape.begin() + 2, out.shape.end(), 1);
  for (std::int64_t c = 0; c < C; ++c) {
    const auto first = x.data.begin() + c * pixels;
    double sum = 0;
    for (std::int64_t p = 0; p < pixels; ++p) sum += first[p];
    out.data.push_back(is_max ? *std::max_element(first, first + pixels) : sum / static_cast<double>(pixels));
  }
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

Numbers softmax(const Numbers& x) {
  Numbers out = x;
  const double most = *std::max_element(x.data.begin(), x.data.end());
  double sum = 0;
  for (double& v : out.data) sum += v = std::exp(v - most);
  for (double& v : out.data) v /= sum;
  return out;
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

Numbers repeated(const Numbers& x, const Numbers& scales) {  // nearest, whole factors
  const Picture in(x);
  const auto fy = static_cast<std::int64_t>(scales.data[2]),
             fx = scales.data.size() > 3 ? static_cast<std::int64_t>(scales.data[3]) : 1;
  Numbers out{like(x, in.C, in.H * fy, in.W * fx), {}};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t y = 0; y < in.H * fy; ++y)
      for (std::int64_t px = 0; px < in.W * fx; ++px) out.data.push_back(in.at(c, y / fy, px / fx));
  return out;
}

Numbers depth_to_space(const onnx::NodeProto& node, const Numbers& x) {
  const Picture in(x);
  const std::int64_t b = integer(node, "blocksize", 1), C = in.C / b / b;
  const auto* mode = find(node, "mode");
  const bool is_crd = mode != nullptr && mode->s() == "CRD";
  Numbers out{{1, C, in.H * b, in.W * b}, {}};
  for (std::int64_t c = 0; c < C; ++c)
    for (std::int64_t y = 0; y < in.H * b; ++y)
      for (std::int64_t px = 0; px < in.W * b; ++px) {
        const std::int64_t block = y % b * b + px % b;
        out.data.push_back(in.at(is_crd ? c * b * b + block : block * C + c, y / b, px / b));
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
    out.data.push_back(node.op_type() == "ReduceMax" ? most : sum / static_cast<double>(x.shape[axis]));
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

/// Zeros around the sides behind axis 1.
Numbers padded(const Numbers& x, const Numbers& pads) {
  const Picture in(x);
  const std::size_t rank = x.shape.size();
  const auto pad = [&](std::size_t at) { return at < rank ? static_cast<std::int64_t>(pads.data[at]) : 0; };
  const auto end = [&](std::size_t at) { return at < rank ? static_cast<std::int64_t>(pads.data[at + rank]) : 0; };
  const std::int64_t H = pad(2) + in.H + end(2), W = pad(3) + in.W + end(3);
  Numbers out{like(x, in.C, H, W), {}};
  for (std::int64_t c = 0; c < in.C; ++c)
    for (std::int64_t y = -pad(2); y < H - pad(2); ++y)
      for (std::int64_t px = -pad(3); px < W - pad(3); ++px) out.data.push_back(in.holds(y, px) ? in.at(c, y, px) : 0);
  return out;
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

std::vector<Numbers> run(const onnx::NodeProto& node, const std::vector<const Numbers*>& in) {
  const std::string& op = node.op_type();
  const auto optional = [&](std::size_t i) { return i < in.size() ? in[i] : nullptr; };
  if (op == "Conv") return {conv(node, *in[0], *in[1], optional(2))};
  if (op == "ConvTranspose") return {conv_transpose(node, *in[0], *in[1])};
  if (op == "MatMul") return {product(*in[0], *in[1], false, nullptr)};
  if (op == "Gemm") return {product(*in[0], *in[1], integer(node, "transB", 0) != 0, optional(2))};
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
  if (op == "ReduceMean" || op == "ReduceMax") return {reduced(node, *in[0])};
  if (op == "Resize") return {repeated(*in[0], *in[2])};
  if (op == "DepthToSpace") return {depth_to_space(node, *in[0])};
  if (op == "ArgMax") return {Numbers{}};  // of no oracle
  if (op == "Softmax") return {softmax(*in[0])};
  if (op == "Transpose") return {transposed(node, *in[0])};
  if (op == "Identity") return {*in[0]};
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
  for (const auto& tensor : graph.initializer()) tensors[tensor.name()] = constant(tensor);
  for (const auto& node : graph.node()) {
    std::vector<const Numbers*> in;
    for (const auto& name : node.input()) in.push_back(name.empty() ? nullptr : &tensors.at(name));
    auto made = run(node, in);
    for (std::size_t i = 0; i < made.size(); ++i) tensors[node.output(static_cast<int>(i))] = std::move(made[i]);
  }
  return tensors.at(tensor);
}

}  // namespace weir::test
