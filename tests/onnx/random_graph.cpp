#include "tests/onnx/random_graph.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace weir::test {

namespace {

/// A tensor that flows: quantised with one scale for all.
struct Flow {
  std::string name;
  std::vector<std::int64_t> shape;  ///< [1, C, H, W], [1, C, L] or [1, K]
  bool has_zero = true;             ///< BIPOLAR elements have none
  std::int64_t channels() const { return shape[1]; }
  bool is_picture() const { return shape.size() == 4; }
};

class Builder {
 public:
  explicit Builder(std::uint64_t seed) : random_(seed * 7919 + 17), made_{OnnxModel(input_shape()), "", false} {}

  RandomGraph build() {
    Flow x{"in", shape_};
    const bool is_signed = chance(3);
    const int bits = 2 + static_cast<int>(pick(3));
    made_.model.annotate("in", (is_signed ? "INT" : "UINT") + std::to_string(bits));
    sample_.shape = shape_;
    std::int64_t elements = 1;
    for (const auto extent : shape_) elements *= extent;
    for (std::int64_t i = 0; i < elements; ++i)
      sample_.data.push_back(static_cast<double>(pick(1u << bits)) - (is_signed ? std::exp2(bits - 1) : 0));
    const auto blocks = 1 + pick(4);
    for (std::uint64_t i = 0; i < blocks; ++i) x = block(x);
    finish(x);
    return std::move(made_);
  }

 private:
  std::uint64_t pick(std::uint64_t below) { return (random_() >> 20) % below; }
  bool chance(std::uint64_t one_of) { return pick(one_of) == 0; }
  double uniform(double low, double high) { return low + (high - low) * static_cast<double>(pick(1 << 16)) / 65536; }

  std::vector<std::int64_t> input_shape() {
    const auto extent = [&](std::uint64_t least, std::uint64_t more) {
      return static_cast<std::int64_t>(least + pick(more));
    };
    switch (pick(4)) {
      case 0: shape_ = {1, extent(2, 7)}; break;
      case 1: shape_ = {1, extent(1, 3), extent(5, 5)}; break;
      default: shape_ = {1, extent(1, 4), extent(4, 4), extent(4, 4)};
    }
    return shape_;
  }

  std::string fresh() { return "t" + std::to_string(count_++); }
  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output) {
    made_.operations += (made_.operations.empty() ? "" : " ") + op;
    return made_.model.node(op, inputs, output);
  }
  std::string number(const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
    const std::string name = fresh();
    made_.model.constant(name, shape, values);
    return name;
  }
  std::string whole_numbers(const std::vector<std::int64_t>& values) {
    auto& tensor = made_.model.constant(fresh(), {static_cast<std::int64_t>(values.size())}, {});
    tensor.set_data_type(onnx::TensorProto::INT64);
    for (const std::int64_t value : values) tensor.add_int64_data(value);
    return tensor.name();
  }
  /// k * 2^e near `size`.
  float scale_near(double size) {
    const double k = 1 + 2 * static_cast<double>(pick(4));
    return static_cast<float>(k * std::exp2(std::floor(std::log2(std::max(size, 1e-6) / k))));
  }

  std::string weights(const std::vector<std::int64_t>& shape) {
    std::int64_t elements = 1;
    for (const auto extent : shape) elements *= extent;
    const float scale = scale_near(0.25);
    const int bits = 2 + static_cast<int>(pick(3));
    std::vector<float> values;
    for (std::int64_t i = 0; i < elements; ++i)
      values.push_back(scale * static_cast<float>(uniform(-std::exp2(bits - 1), std::exp2(bits - 1))));
    const std::string from = number(shape, values), to = fresh(), by = number({}, {scale});
    if (chance(4)) {
      made_.model.node("BipolarQuant", {from, by}, to);
      return to;
    }
    auto& quant = made_.model.node(chance(3) ? "IntQuant" : "Quant",
                                   {from, by, number({}, {0}), number({}, {static_cast<float>(bits)})}, to);
    integer(quant, "signed", 1);
    integer(quant, "narrow", static_cast<std::int64_t>(pick(2)));
    text(quant, "rounding_mode", "ROUND");
    return to;
  }

  /// Of the tensor as it is for the sample.
  Numbers now(const std::string& name) { return compute(made_.model.graph(), sample_, name); }

  Flow quantised(Flow x) {
    const Numbers values = now(x.name);
    double most = 1e-3, least = 0;
    for (const double v : values.data) most = std::max(most, std::abs(v)), least = std::min(least, v);
    const std::string to = fresh();
    if (chance(6)) {
      node("BipolarQuant", {x.name, number({}, {scale_near(1)})}, to);
      return {to, values.shape, false};
    }
    const int bits = 2 + static_cast<int>(pick(3));
    const bool is_signed = least < 0 && !chance(4);
    const double levels = std::exp2(is_signed ? bits - 1 : bits) - 1;
    const float sign = chance(12) ? -1.0f : 1.0f;  // a scale below 0 turns the codes
    const bool has_zero_point = chance(8) && !is_signed;
    auto& quant = node("Quant",
                       {x.name, number({}, {sign * scale_near(most / levels * uniform(0.4, 1.2))}),
                        number({}, {has_zero_point ? 1.0f : 0.0f}), number({}, {static_cast<float>(bits)})},
                       to);
    integer(quant, "signed", is_signed ? 1 : 0);
    integer(quant, "narrow", is_signed ? static_cast<std::int64_t>(pick(2)) : 0);
    text(quant, "rounding_mode", "ROUND");
    return {to, values.shape, true};
  }

  std::vector<std::int64_t> per_channel(const Flow& x) {
    std::vector<std::int64_t> shape(x.shape.size() - 1, 1);
    shape[0] = x.channels();
    return shape;
  }
  std::vector<float> draws(std::int64_t n, double low, double high) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < n; ++i) values.push_back(static_cast<float>(uniform(low, high)));
    return values;
  }

  Flow then(const Flow& x, const std::string& to) { return {to, now(to).shape, x.has_zero}; }

  /// Batch norm, scale and offset, curves: what a quantiser behind it turns into thresholds.
  Flow in_floating_point(Flow x) {
    const std::int64_t C = x.channels();
    if (chance(2)) {
      const std::string to = fresh();
      node("BatchNormalization",
           {x.name, number({C}, draws(C, -1, 2)), number({C}, draws(C, -1, 1)), number({C}, draws(C, -1, 1)),
            number({C}, draws(C, 0.5, 2))},
           to);
      x = then(x, to);
    }
    if (chance(4)) {
      const std::string to = fresh();
      node(chance(2) ? "Mul" : "Div", {x.name, number(per_channel(x), draws(C, 0.5, 2))}, to);
      x = then(x, to);
    }
    const std::string to = fresh();
    switch (pick(14)) {
      case 0: node("Sigmoid", {x.name}, to); break;
      case 1: node("Tanh", {x.name}, to); break;
      case 2: node("Elu", {x.name}, to); break;
      case 3: node("PRelu", {x.name, number(per_channel(x), draws(C, 0, 1))}, to); break;
      case 4: node("LeakyRelu", {x.name}, to); break;
      case 5: node("HardSigmoid", {x.name}, to); break;
      case 6: node("Softplus", {x.name}, to); break;
      case 7:
      case 8: node("Relu", {x.name}, to); break;
      case 9: node(chance(2) ? "HardSwish" : "Abs", {x.name}, to); break;
      case 10: node(chance(2) ? "Gelu" : "Mish", {x.name}, to); break;
      case 11: {
        const std::string gate = fresh();
        node(chance(2) ? "Sigmoid" : "HardSigmoid", {x.name}, gate);
        node("Mul", {x.name, gate}, to);
        break;
      }
      default: return x;
    }
    return then(x, to);
  }

  std::string with_bias(std::int64_t outputs) {
    return chance(2) ? number({outputs}, draws(outputs, -1, 1)) : std::string();
  }

  Flow product(const Flow& x) {
    const std::string to = fresh();
    const auto N = static_cast<std::int64_t>(1 + pick(6));
    if (x.shape.size() == 2 && chance(2)) {
      node("MatMul", {x.name, weights({x.shape[1], N})}, to);
    } else {
      std::vector<std::string> inputs{x.name, weights({N, x.shape[1]})};
      if (const std::string bias = with_bias(N); !bias.empty()) inputs.push_back(bias);
      integer(node("Gemm", inputs, to), "transB", 1);
    }
    return then(x, to);
  }

  Flow conv(const Flow& x) {
    const std::size_t sides = x.shape.size() - 2;
    const std::int64_t C = x.channels();
    const bool is_depthwise = C > 1 && chance(4), is_grouped = !is_depthwise && C % 2 == 0 && chance(4);
    const std::int64_t group = is_depthwise ? C : is_grouped ? 2 : 1;
    const std::int64_t M = is_depthwise ? C * (chance(3) ? 2 : 1) : group * static_cast<std::int64_t>(1 + pick(3));
    std::vector<std::int64_t> w{M, C / group}, stride, dilation, pads(2 * sides);
    for (std::size_t i = 0; i < sides; ++i) {
      w.push_back(std::min<std::int64_t>(x.shape[i + 2], static_cast<std::int64_t>(1 + pick(3))));
      stride.push_back(static_cast<std::int64_t>(1 + pick(2)));
      dilation.push_back((w.back() - 1) * 2 < x.shape[i + 2] && chance(4) ? 2 : 1);
      if (x.has_zero) pads[i] = static_cast<std::int64_t>(pick(2));
      if (x.has_zero) pads[i + sides] = static_cast<std::int64_t>(pick(2));
    }
    const std::string to = fresh();
    std::vector<std::string> inputs{x.name, weights(w)};
    if (const std::string bias = with_bias(M); !bias.empty()) inputs.push_back(bias);
    auto& made = node("Conv", inputs, to);
    integer(made, "group", group);
    ints(made, "kernel_shape", {w.begin() + 2, w.end()});
    ints(made, "strides", stride);
    ints(made, "dilations", dilation);
    ints(made, "pads", pads);
    return then(x, to);
  }

  Flow transposed_conv(const Flow& x) {
    const std::size_t sides = x.shape.size() - 2;
    const std::int64_t group = x.channels() % 2 == 0 && chance(3) ? 2 : 1;
    std::vector<std::int64_t> w{x.channels(), static_cast<std::int64_t>(1 + pick(2))}, stride, pads(2 * sides), more;
    for (std::size_t i = 0; i < sides; ++i) {
      w.push_back(static_cast<std::int64_t>(1 + pick(3)));
      stride.push_back(static_cast<std::int64_t>(1 + pick(2)));
      const bool has_room = (x.shape[i + 2] - 1) * stride.back() + w.back() > 2;
      pads[i] = pads[i + sides] = has_room ? static_cast<std::int64_t>(pick(2)) : 0;
      more.push_back(stride.back() > 1 ? static_cast<std::int64_t>(pick(2)) : 0);
    }
    const std::string to = fresh();
    auto& made = node("ConvTranspose", {x.name, weights(w)}, to);
    integer(made, "group", group);
    ints(made, "kernel_shape", {w.begin() + 2, w.end()});
    ints(made, "strides", stride);
    ints(made, "pads", pads);
    ints(made, "output_padding", more);
    return then(x, to);
  }

  Flow pool(const Flow& x) {
    const std::size_t sides = x.shape.size() - 2;
    const bool is_max = chance(2);
    std::vector<std::int64_t> kernel, stride, pads(2 * sides);
    for (std::size_t i = 0; i < sides; ++i) {
      kernel.push_back(std::min<std::int64_t>(x.shape[i + 2], static_cast<std::int64_t>(1 + pick(3))));
      stride.push_back(static_cast<std::int64_t>(1 + pick(2)));
      if ((is_max || x.has_zero) && kernel.back() > 1) pads[i] = static_cast<std::int64_t>(pick(2));
    }
    const bool is_ceil = (is_max || x.has_zero) && chance(3);
    const std::string to = fresh();
    auto& made = node(is_max ? "MaxPool" : "AveragePool", {x.name}, to);
    ints(made, "kernel_shape", kernel);
    ints(made, "strides", stride);
    ints(made, "pads", pads);
    integer(made, "ceil_mode", is_ceil ? 1 : 0);
    if (!is_max) integer(made, "count_include_pad", chance(2) ? 1 : 0);
    return then(x, to);
  }

  /// A gate per channel, or one per pixel.
  Flow gated(const Flow& x) {
    const std::string gate = fresh(), to = fresh();
    if (chance(2))
      node("GlobalAveragePool", {x.name}, gate);
    else
      ints(node("ReduceMean", {x.name}, gate), "axes", {chance(2) ? 1 : 2});
    node("Mul", {x.name, quantised({gate, {}, true}).name}, to);
    return then({to, x.shape, true}, to);
  }

  Flow part(const Flow& x) {
    const std::string to = fresh();
    const auto axis = static_cast<std::int64_t>(1 + pick(x.shape.size() - 1));
    const auto extent = static_cast<std::uint64_t>(x.shape[static_cast<std::size_t>(axis)]);
    const auto first = static_cast<std::int64_t>(pick(extent));
    const std::string places[] = {whole_numbers({first}), whole_numbers({static_cast<std::int64_t>(extent)}),
                                  whole_numbers({axis}), whole_numbers({static_cast<std::int64_t>(1 + pick(2))})};
    node("Slice", {x.name, places[0], places[1], places[2], places[3]}, to);
    return then(x, to);
  }

  Flow enlarged(const Flow& x) {
    const std::string to = fresh();
    if (x.is_picture() && x.channels() % 4 == 0 && chance(2)) {
      auto& made = node("DepthToSpace", {x.name}, to);
      integer(made, "blocksize", 2);
      text(made, "mode", chance(2) ? "DCR" : "CRD");
      return then(x, to);
    }
    std::vector<float> scales{1, 1};
    for (std::size_t i = 2; i < x.shape.size(); ++i) scales.push_back(static_cast<float>(1 + pick(2)));
    const std::string by = number({static_cast<std::int64_t>(scales.size())}, scales);
    auto& made = node("Resize", {x.name, "", by}, to);
    text(made, "mode", "nearest");
    text(made, "coordinate_transformation_mode", "asymmetric");
    text(made, "nearest_mode", "floor");
    return then(x, to);
  }

  Flow two_ways(const Flow& x) {
    const std::string to = fresh();
    const Flow a = quantised(x), b = quantised(x);
    switch (pick(4)) {
      case 0: node("Add", {a.name, b.name}, to); break;
      case 1: node("Sub", {a.name, b.name}, to); break;
      case 2: node("Mul", {a.name, b.name}, to); break;
      default: integer(node("Concat", {a.name, b.name}, to), "axis", 1);
    }
    return then({to, x.shape, true}, to);
  }

  Flow cut(const Flow& x) {
    const std::int64_t first = 1 + static_cast<std::int64_t>(pick(static_cast<std::uint64_t>(x.channels() - 1)));
    const std::string a = fresh(), b = fresh(), to = fresh();
    auto& made = node("Split", {x.name, whole_numbers({first, x.channels() - first})}, a);
    made.add_output(b);
    integer(made, "axis", 1);
    const Flow left = quantised({a, {}, x.has_zero}), right = quantised({b, {}, x.has_zero});
    integer(node("Concat", {right.name, left.name}, to), "axis", 1);
    return then({to, x.shape, true}, to);
  }

  Flow block(const Flow& x) {
    const bool is_vector = x.shape.size() == 2;
    const std::int64_t elements = [&] {
      std::int64_t n = 1;
      for (const auto extent : x.shape) n *= extent;
      return n;
    }();
    switch (pick(10)) {
      case 0: return quantised(two_ways(x));
      case 1:
        if (x.channels() > 1) return quantised(cut(x));
        break;
      case 2:
        if (!is_vector) return quantised(pool(x));
        break;
      case 3:
        if (!is_vector && elements < 200) return quantised(in_floating_point(enlarged(x)));
        break;
      case 4:
        if (!is_vector && x.has_zero && elements < 200) return quantised(in_floating_point(transposed_conv(x)));
        break;
      case 5:
        if (!is_vector) return quantised(gated(x));
        break;
      case 6: return quantised(in_floating_point(part(x)));
      default: break;
    }
    return quantised(in_floating_point(is_vector ? product(x) : conv(x)));
  }

  void finish(Flow x) {
    if (x.shape.size() > 2) {
      const std::string to = fresh();
      if (chance(2)) {
        const std::string pooled = fresh();
        node(chance(2) ? "GlobalAveragePool" : "GlobalMaxPool", {x.name}, pooled);
        x = then(x, pooled);
      }
      integer(node("Flatten", {x.name}, to), "axis", 1);
      x = then(x, to);
    }
    x = product(x);
    switch (pick(5)) {
      case 0: node("Softmax", {x.name}, "out"); break;
      case 1: node("Sigmoid", {x.name}, "out"); break;
      case 2: node("Mul", {x.name, number({x.shape[1]}, draws(x.shape[1], 0.5, 2))}, "out"); return;
      default: node("Add", {x.name, number({x.shape[1]}, draws(x.shape[1], -1, 1))}, "out"); return;
    }
    made_.has_tail = true;
  }

  std::mt19937_64 random_;
  std::vector<std::int64_t> shape_;
  RandomGraph made_;
  Numbers sample_;
  int count_ = 0;
};

}  // namespace

RandomGraph random_graph(std::uint64_t seed) { return Builder(seed).build(); }

}  // namespace weir::test
