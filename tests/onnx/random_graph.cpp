#include "tests/onnx/random_orders.hpp"

namespace weir::test {

namespace {

class Builder : RandomOrders {
 public:
  explicit Builder(std::uint64_t seed) : RandomOrders(seed) { made_.model = OnnxModel(input_shape()); }

  RandomGraph build() {
    Flow x{"in", shape_};
    const bool is_signed = chance(3);
    const int bits = 2 + static_cast<int>(pick(3));
    describe_input("in", shape_, is_signed, bits);
    const auto blocks = 1 + pick(4);
    const std::uint64_t second = pick(3 * blocks), inner = pick(5 * blocks);
    for (std::uint64_t i = 0; i < blocks; ++i) {
      x = i == second ? with_second_input(x) : i == inner ? with_second_output(x) : block(x);
    }
    finish(x);
    return std::move(made_);
  }

 private:
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

  /// Batch norm, scale and offset, curves: what a quantiser behind it turns into thresholds.
  Flow in_floating_point(Flow x) {
    const std::int64_t C = x.channels();
    if (chance(2)) {
      const std::string to = fresh();
      node("BatchNormalization",
           {x.name, number({C}, draws(C, -1, 2)), number({C}, draws(C, -1, 1)), number({C}, draws(C, -1, 1)),
            number({C}, draws(C, 0.5, 2))},
           to);
      x = flow_of(to);
    }
    if (chance(4)) {
      const std::string to = fresh();
      node(chance(2) ? "Mul" : "Div", {x.name, number(per_channel(x), draws(C, 0.5, 2))}, to);
      x = flow_of(to);
    }
    const std::string to = fresh();
    switch (pick(15)) {
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
      case 12: return rarer_curve(x);
      case 11: {
        const std::string gate = fresh();
        node(chance(2) ? "Sigmoid" : "HardSigmoid", {x.name}, gate);
        node("Mul", {x.name, gate}, to);
        break;
      }
      default: return x;
    }
    return flow_of(to);
  }

  Flow rarer_curve(const Flow& x) {
    const std::string to = fresh();
    switch (pick(12)) {
      case 7: node(chance(2) ? "Selu" : "Sign", {x.name}, to); break;
      case 8: node(chance(3) ? "Floor" : chance(2) ? "Ceil" : "Round", {x.name}, to); break;
      case 9:
        integer(node("Cast", {x.name}, to), "to", chance(2) ? onnx::TensorProto::INT32 : onnx::TensorProto::FLOAT);
        break;
      case 10: {  // of what is not below 0
        const std::string above = fresh();
        node("Relu", {x.name}, above);
        node("Sqrt", {above}, to);
        break;
      }
      case 11: {  // small enough for every exponent
        const std::string small = fresh();
        node("Clip", {x.name, number({}, {-4}), number({}, {3})}, small);
        node("Exp", {small}, to);
        break;
      }
      case 0: node(chance(2) ? "Neg" : "Dropout", {x.name}, to); break;
      case 1: node("Softsign", {x.name}, to); break;
      case 2: node("ThresholdedRelu", {x.name}, to); break;
      case 3: node("Celu", {x.name}, to); break;
      case 4: node("Clip", {x.name, number({}, {-1}), number({}, {2})}, to); break;
      case 5: node(chance(2) ? "Max" : "Min", {x.name, number(per_channel(x), draws(x.channels(), -1, 1))}, to); break;
      default: {  // HardSwish as torch wrote it before there was a node
        const std::string more = fresh(), gate = fresh(), both = fresh();
        node("Add", {x.name, number({}, {3})}, more);
        node("Clip", {more, number({}, {0}), number({}, {6})}, gate);
        node("Mul", {x.name, gate}, both);
        node("Div", {both, number({}, {6})}, to);
      }
    }
    return flow_of(to);
  }

  /// In floating point, or quantised to more bits than activations have.
  std::string with_bias(std::int64_t outputs) {
    if (chance(2)) return {};
    const std::string from = number({outputs}, draws(outputs, -1, 1));
    if (chance(2)) return from;
    const std::string to = fresh();
    auto& quant = made_.model.node(
        "Quant", {from, number({}, {scale_near(0.001)}), number({}, {0}), number({}, {chance(2) ? 16.0F : 24.0F})}, to);
    integer(quant, "signed", 1);
    integer(quant, "narrow", 0);
    text(quant, "rounding_mode", "ROUND");
    return to;
  }

  Flow product(const Flow& x) {
    const std::string to = fresh();
    const auto N = static_cast<std::int64_t>(1 + pick(6));
    if (x.shape.size() == 2 && chance(2)) {
      node("MatMul", {x.name, weights({x.shape[1], N})}, to);
    } else {
      std::vector<std::string> inputs{x.name, weights({N, x.shape[1]})};
      if (const std::string bias = with_bias(N); !bias.empty()) inputs.push_back(bias);
      auto& gemm = node("Gemm", inputs, to);
      integer(gemm, "transB", 1);
      if (chance(4)) real(gemm, "alpha", chance(2) ? 0.5F : -2.0F);
      if (chance(6)) real(gemm, "beta", 0.75F);
    }
    return flow_of(to);
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
      pads[i] = static_cast<std::int64_t>(pick(2));
      pads[i + sides] = static_cast<std::int64_t>(pick(2));
    }
    const std::string to = fresh();
    std::vector<std::string> inputs{x.name, weights(w)};
    if (const std::string bias = with_bias(M); !bias.empty()) inputs.push_back(bias);
    auto& made = node("Conv", inputs, to);
    integer(made, "group", group);
    ints(made, "kernel_shape", {w.begin() + 2, w.end()});
    ints(made, "strides", stride);
    ints(made, "dilations", dilation);
    if (chance(6))
      text(made, "auto_pad", chance(3) ? "VALID" : chance(2) ? "SAME_UPPER" : "SAME_LOWER");
    else
      ints(made, "pads", pads);
    return flow_of(to);
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
    std::vector<std::string> inputs{x.name, weights(w)};
    if (const std::string bias = with_bias(w[1] * group); !bias.empty()) inputs.push_back(bias);
    auto& made = node("ConvTranspose", inputs, to);
    integer(made, "group", group);
    ints(made, "kernel_shape", {w.begin() + 2, w.end()});
    ints(made, "strides", stride);
    ints(made, "pads", pads);
    ints(made, "output_padding", more);
    return flow_of(to);
  }

  Flow pool(const Flow& x) {
    const std::size_t sides = x.shape.size() - 2;
    const bool is_max = chance(2);
    std::vector<std::int64_t> kernel, stride, dilation, pads(2 * sides);
    for (std::size_t i = 0; i < sides; ++i) {
      kernel.push_back(std::min<std::int64_t>(x.shape[i + 2], static_cast<std::int64_t>(1 + pick(3))));
      stride.push_back(static_cast<std::int64_t>(1 + pick(2)));
      dilation.push_back(is_max && (kernel.back() - 1) * 2 < x.shape[i + 2] && chance(4) ? 2 : 1);
      if (kernel.back() > 1) pads[i] = static_cast<std::int64_t>(pick(2));
    }
    const bool is_ceil = chance(3);
    const std::string to = fresh();
    auto& made = node(is_max ? "MaxPool" : "AveragePool", {x.name}, to);
    ints(made, "kernel_shape", kernel);
    ints(made, "strides", stride);
    ints(made, "pads", pads);
    integer(made, "ceil_mode", is_ceil ? 1 : 0);
    if (is_max) ints(made, "dilations", dilation);
    if (!is_max) integer(made, "count_include_pad", chance(2) ? 1 : 0);
    return flow_of(to);
  }

  /// As Brevitas writes TruncAvgPool2d: the mean times the number of its elements, of which the lower bits go.
  Flow truncated_mean(const Flow& x) {
    const std::string mean = fresh(), sum = fresh(), to = fresh();
    ints(node("AveragePool", {x.name}, mean), "kernel_shape", std::vector<std::int64_t>(x.shape.size() - 2, 2));
    const int more = static_cast<int>(x.shape.size()) - 2, bits = x.bits + more;  // 2 elements by side
    const int drops = 1 + static_cast<int>(pick(static_cast<std::uint64_t>(more)));
    node("Mul", {mean, number({}, {static_cast<float>(1 << more)})}, sum);
    std::vector<std::string> inputs{sum, number({}, {static_cast<float>(x.scale)}), number({}, {0}),
                                    number({}, {static_cast<float>(bits)})};
    const bool is_old = chance(2);
    if (!is_old) inputs.push_back(number({}, {static_cast<float>(x.scale * std::exp2(drops))}));
    inputs.push_back(number({}, {static_cast<float>(bits - drops)}));
    auto& made = node("Trunc", inputs, to);
    text(made, "rounding_mode", chance(2) ? "FLOOR" : chance(2) ? "ROUND" : "CEIL");
    if (!is_old) integer(made, "signed", x.is_signed ? 1 : 0);
    return flow_of(to);
  }

  /// A gate per channel, or one per pixel.
  Flow gated(const Flow& x) {
    const std::string gate = fresh(), to = fresh();
    if (chance(2))
      node("GlobalAveragePool", {x.name}, gate);
    else
      ints(node("ReduceMean", {x.name}, gate), "axes", {chance(2) ? 1 : 2});
    node("Mul", {x.name, quantised({gate, {}}).name}, to);
    return flow_of(to);
  }

  Flow part(const Flow& x) {
    const std::string to = fresh();
    const auto axis = static_cast<std::int64_t>(1 + pick(x.shape.size() - 1));
    const auto extent = static_cast<std::uint64_t>(x.shape[static_cast<std::size_t>(axis)]);
    const auto first = static_cast<std::int64_t>(pick(extent));
    const std::string places[] = {whole_numbers({first}), whole_numbers({static_cast<std::int64_t>(extent)}),
                                  whole_numbers({axis}), whole_numbers({static_cast<std::int64_t>(1 + pick(2))})};
    node("Slice", {x.name, places[0], places[1], places[2], places[3]}, to);
    return flow_of(to);
  }

  Flow enlarged(const Flow& x) {
    const std::string to = fresh();
    if (x.is_picture() && x.channels() % 4 == 0 && chance(2)) {
      auto& made = node("DepthToSpace", {x.name}, to);
      integer(made, "blocksize", 2);
      text(made, "mode", chance(2) ? "DCR" : "CRD");
      return flow_of(to);
    }
    std::vector<float> scales{1, 1};
    for (std::size_t i = 2; i < x.shape.size(); ++i) scales.push_back(static_cast<float>(1 + pick(2)));
    const std::string by = number({static_cast<std::int64_t>(scales.size())}, scales);
    if (chance(3)) {
      text(node("Upsample", {x.name, by}, to), "mode", "nearest");
      return flow_of(to);
    }
    auto& made = node("Resize", {x.name, "", by}, to);
    text(made, "mode", "nearest");
    text(made, "coordinate_transformation_mode", "asymmetric");
    text(made, "nearest_mode", "floor");
    return flow_of(to);
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
    return flow_of(to);
  }

  Flow cut(const Flow& x) {
    const std::int64_t first = 1 + static_cast<std::int64_t>(pick(static_cast<std::uint64_t>(x.channels() - 1)));
    const std::string a = fresh(), b = fresh(), to = fresh();
    auto& made = node("Split", {x.name, whole_numbers({first, x.channels() - first})}, a);
    made.add_output(b);
    integer(made, "axis", 1);
    const Flow left = quantised({a, {}}), right = quantised({b, {}});
    integer(node("Concat", {right.name, left.name}, to), "axis", 1);
    return flow_of(to);
  }

  /// A second input, which comes in by itself or through a quantiser, joined element by element, by channel or behind.
  Flow with_second_input(const Flow& x) {
    std::vector<std::int64_t> shape = x.shape;
    const auto way = pick(4);
    if (way == 0) shape[1] = static_cast<std::int64_t>(1 + pick(3));  // more channels
    if (way == 1) std::fill(shape.begin() + 2, shape.end(), 1);       // one number per channel
    made_.model.add_input("second", shape);
    describe_input("second", shape, chance(2), 2 + static_cast<int>(pick(3)));
    Flow y{"second", shape};
    if (chance(2)) y = quantised(in_floating_point(y));
    const Flow a = quantised(x);
    const std::string to = fresh();
    if (way == 0)
      integer(node("Concat", {a.name, y.name}, to), "axis", 1);
    else
      node(way == 1 ? "Mul" : chance(2) ? "Add" : "Sub", {a.name, y.name}, to);
    return quantised(flow_of(to));
  }

  /// The tensor, or a curve of it, leaves the network as well.
  Flow with_second_output(const Flow& x) {
    const Flow kept = quantised(x);
    std::string from = kept.name;
    if (chance(2)) {
      from = fresh();
      node(chance(2) ? "Sigmoid" : "Relu", {kept.name}, from);
    }
    made_.model.node("Identity", {from}, "inner");
    made_.model.graph().add_output()->set_name("inner");
    made_.has_tail = true;
    return block(kept);
  }

  /// The same elements in another shape, and back.
  Flow moved(const Flow& x) {
    const std::size_t rank = x.shape.size();
    const std::string there = fresh(), done = fresh(), to = fresh();
    if (rank == 2) {  // as torch writes a batch norm of vectors
      node("Reshape", {x.name, whole_numbers({0, 0, 1})}, there);
      const std::int64_t C = x.channels();
      node("BatchNormalization",
           {there, number({C}, draws(C, -1, 2)), number({C}, draws(C, -1, 1)), number({C}, draws(C, -1, 1)),
            number({C}, draws(C, 0.5, 2))},
           done);
      node("Reshape", {done, whole_numbers({0, -1})}, to);
      return flow_of(to);
    }
    const bool is_line = rank == 3;
    ints(node("Transpose", {x.name}, there), "perm",
         is_line ? std::vector<std::int64_t>{0, 2, 1} : std::vector<std::int64_t>{0, 2, 3, 1});
    const Flow inner = quantised({there, {}});
    ints(node("Transpose", {inner.name}, to), "perm",
         is_line ? std::vector<std::int64_t>{0, 2, 1} : std::vector<std::int64_t>{0, 3, 1, 2});
    return flow_of(to);
  }

  Flow padded(const Flow& x) {
    const std::size_t sides = x.shape.size() - 2;
    std::vector<std::int64_t> pads(2 * x.shape.size());
    for (std::size_t i = 0; i < sides; ++i) {
      pads[2 + i] = static_cast<std::int64_t>(pick(2));
      pads[x.shape.size() + 2 + i] = static_cast<std::int64_t>(pick(3));
    }
    const std::string to = fresh();
    node("Pad", {x.name, whole_numbers(pads)}, to);
    return flow_of(to);
  }

  Flow gathered(const Flow& x) {
    std::vector<std::int64_t> places;
    for (std::uint64_t n = 1 + pick(4); n > 0; --n)
      places.push_back(static_cast<std::int64_t>(pick(static_cast<std::uint64_t>(x.channels()))));
    const std::string to = fresh();
    integer(node("Gather", {x.name, whole_numbers(places)}, to), "axis", 1);
    return flow_of(to);
  }

  Flow rare_block(const Flow& x) {
    const bool is_vector = x.shape.size() == 2;
    switch (pick(5)) {
      case 0:  // behind the inputs alone a Transpose of a line would say how their axes lie
        if (count_ > 0 && (x.shape.size() != 3 || samples_.size() == 1)) return quantised(moved(x));
        break;
      case 1:
        if (!is_vector) return quantised(in_floating_point(padded(x)));
        break;
      case 2: return quantised(in_floating_point(gathered(x)));
      case 3: {
        const bool has_room = !is_vector && *std::min_element(x.shape.begin() + 2, x.shape.end()) > 1;
        const Flow coded = quantised(x);
        return has_room && coded.scale > 0 ? truncated_mean(coded) : coded;
      }
      default: break;
    }
    return quantised(in_floating_point(is_vector ? product(x) : conv(x)));
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
        if (!is_vector && elements < 200) return quantised(in_floating_point(transposed_conv(x)));
        break;
      case 5:
        if (!is_vector) return quantised(gated(x));
        break;
      case 6: return quantised(in_floating_point(part(x)));
      case 7:
        if (chance(2)) return rare_block(x);
        if (!is_vector && chance(2)) return quantised(in_floating_point(reordered(x)));
        break;
      default: break;
    }
    return quantised(in_floating_point(is_vector ? product(x) : conv(x)));
  }

  void finish(Flow x) {
    if (x.shape.size() > 2) {
      const std::string to = fresh();
      if (chance(2)) {
        const std::string pooled = fresh();
        const bool is_mean = chance(2);
        if (chance(3)) {
          auto& made = node(is_mean ? chance(3) ? "ReduceSum" : "ReduceMean" : "ReduceMax", {x.name}, pooled);
          ints(made, "axes", x.is_picture() ? std::vector<std::int64_t>{2, 3} : std::vector<std::int64_t>{2});
          integer(made, "keepdims", static_cast<std::int64_t>(pick(2)));
        } else {
          node(is_mean ? "GlobalAveragePool" : "GlobalMaxPool", {x.name}, pooled);
        }
        x = flow_of(pooled);
      }
      const bool is_one_pixel =
          x.shape.size() > 2 && std::all_of(x.shape.begin() + 2, x.shape.end(), [](auto e) { return e == 1; });
      if (is_one_pixel && chance(3))
        ints(node("Squeeze", {x.name}, to), "axes",
             x.is_picture() ? std::vector<std::int64_t>{2, 3} : std::vector<std::int64_t>{2});
      else if (chance(2))
        integer(node("Flatten", {x.name}, to), "axis", chance(3) && x.shape.size() > 1 ? 1 - std::ssize(x.shape) : 1);
      else
        node("Reshape",
             {x.name, whole_numbers(chance(2) ? std::vector<std::int64_t>{1, -1} : std::vector<std::int64_t>{0, -1})},
             to);
      x = flow_of(to);
    }
    x = product(x);
    switch (pick(8)) {
      case 0: node(chance(3) ? "LogSoftmax" : "Softmax", {x.name}, "out"); break;
      case 1: node(chance(3) ? "Tanh" : "Sigmoid", {x.name}, "out"); break;
      case 3: return ranked(x);
      case 2: node("Mul", {x.name, number({x.shape[1]}, draws(x.shape[1], 0.5, 2))}, "out"); return;
      default: node("Add", {x.name, number({x.shape[1]}, draws(x.shape[1], -1, 1))}, "out"); return;
    }
    made_.has_tail = true;
  }

  /// The largest class, or the largest few.
  void ranked(const Flow& x) {
    made_.has_tail = true;  // where classes have biases of their own
    if (chance(2)) {
      auto& best = node("ArgMax", {x.name}, "out");
      integer(best, "axis", 1);
      integer(best, "keepdims", static_cast<std::int64_t>(pick(2)));
      return;
    }
    const auto k = static_cast<std::int64_t>(1 + pick(static_cast<std::uint64_t>(x.channels())));
    node("TopK", {x.name, whole_numbers({k})}, fresh()).add_output("out");
  }

  std::vector<std::int64_t> shape_;  ///< of the first input
};

}  // namespace

RandomGraph random_graph(std::uint64_t seed) { return Builder(seed).build(); }

}  // namespace weir::test
