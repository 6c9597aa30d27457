/// Products of tensors, curves that rise and fall, parts of tensors, and means of windows of different sizes. Expected
/// values come from the oracle in floating point (tests/onnx/float_graph.hpp) or from float arithmetic written here.
#include <cmath>

#include "tests/onnx/compare.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

/// -3 to 3.
std::string weights_to_3(OnnxModel& model, const std::vector<std::int64_t>& shape) {
  return small_weights(model, shape, [](std::int64_t i) { return (i * 5 + i / 3) % 7 - 3; });
}

/// 3x3 with padding, then a quantiser.
void conv(OnnxModel& model, const std::string& from, std::int64_t ins, std::int64_t outs, const std::string& to,
          float scale, bool is_signed = false) {
  auto& node = model.node("Conv", {from, weights_to_3(model, {outs, ins, 3, 3})}, to + "_sums");
  ints(node, "kernel_shape", {3, 3});
  ints(node, "pads", {1, 1, 1, 1});
  quantise(model, to + "_sums", to, scale, 4, is_signed);
}

std::string batch_norm(OnnxModel& model, const std::string& from, std::int64_t channels, float by) {
  std::vector<float> factor, shift;
  for (std::int64_t c = 0; c < channels; ++c) {
    factor.push_back(by * (c % 3 == 1 ? -0.7F : 1.1F + 0.13F * static_cast<float>(c)));
    shift.push_back(0.31F * static_cast<float>(c % 4) - 0.4F);
  }
  const std::string name = from + "_bn";
  const std::vector<float> ones(static_cast<std::size_t>(channels), 1), zeros(static_cast<std::size_t>(channels), 0);
  model.node(
      "BatchNormalization",
      {from, model.constant(name + "f", {channels}, factor).name(),
       model.constant(name + "s", {channels}, shift).name(), model.constant(name + "m", {channels}, zeros).name(),
       model.constant(name + "v", {channels}, ones).name()},
      name);
  return name;
}

/// A linear layer of `ins` inputs and six outputs, a batch norm of `by`.
std::string sums(OnnxModel& model, std::int64_t ins, float by) {
  model.node("MatMul", {"in", weights_to_3(model, {ins, 6})}, "sums");
  return batch_norm(model, "sums", 6, by);
}

}  // namespace

TEST_CASE("squeeze-and-excitation multiplies every channel with its gate", "[golden][onnx]") {
  OnnxModel model = typed({1, 3, 6, 5}, "UINT4");
  conv(model, "in", 3, 4, "a", 4);
  model.node("GlobalAveragePool", {"a"}, "mean");
  quantise(model, "mean", "mq", 0.25F, 6, false);
  model.node("Conv", {"mq", weights_to_3(model, {4, 4, 1, 1})}, "f");
  model.node("HardSigmoid", {batch_norm(model, "f", 4, 0.05F)}, "hard");
  quantise(model, "hard", "gate", 1.0F / 15, 4, false);
  model.node("Mul", {"a", "gate"}, "product");
  quantise(model, "product", "q", 3, 4, false);
  conv(model, "q", 4, 2, "out", 3, true);
  const FoldedNetwork made = require_same(model);
  CHECK(count_of(*made.network, "StreamingEltwise") == 1);
  CHECK(count_of(*made.network, "UpsampleNearestNeighbour") == 1);
  CHECK(made.network->tail == nullptr);
}

TEST_CASE("two tensors of one shape are multiplied, with signs and zero points, and without a quantiser behind",
          "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 4, 4}, "INT4");
  conv(model, "in", 2, 3, "a", 3, true);
  model.node("Conv", {"in", weights_to_3(model, {3, 2, 1, 1})}, "b_sums");
  quantise(model, "b_sums", "b", 2, 3, false, 3);
  model.node("Mul", {"b", "a"}, "product");
  model.node("Conv", {"product", weights_to_3(model, {2, 3, 1, 1})}, "out");
  CHECK(count_of(*require_same(model).network, "StreamingEltwise") == 1);

  OnnxModel square = typed({1, 5}, "INT3");
  square.node("Mul", {"in", "in"}, "s");
  square.node("MatMul", {"s", weights_to_3(square, {5, 3})}, "out");
  CHECK(count_of(*require_same(square).network, "StreamingEltwise") == 1);
}

TEST_CASE("a sum of two scales, one of them thousands of times the other, is quantised as the graph does",
          "[golden][onnx]") {
  for (const bool is_first_small : {true, false}) {
    OnnxModel model = typed({1, 4}, "INT4");
    quantise(model, "in", "large", 1, 4, true);
    model.constant("c", {}, {0.00085F});
    model.node("Mul", {"in", "c"}, "less");
    quantise(model, "less", "small", 0.00034F, 4, true);
    model.node("Add",
               is_first_small ? std::vector<std::string>{"small", "large"}
                              : std::vector{std::string("large"), std::string("small")},
               "sum");
    quantise(model, "sum", "out", 2, 3, true);  // steps at whole numbers: the small tensor's sign decides there
    require_same(model);
  }
}

TEST_CASE("a smaller factor is spread over channels, rows and columns", "[golden][onnx]") {
  const auto gated = [](const std::vector<std::int64_t>& kernel, const std::string& op, bool is_first) {
    OnnxModel model = typed({1, 3, 4, 5}, "UINT3");
    auto& pool = model.node("AveragePool", {"in"}, "gate");
    ints(pool, "kernel_shape", kernel);
    quantise(model, "gate", "g", 0.25F, 5, false);
    model.node(op, is_first ? std::vector<std::string>{"g", "in"} : std::vector<std::string>{"in", "g"}, "joined");
    quantise(model, "joined", "q", 2, 4, op == "Sub");
    model.node("Conv", {"q", weights_to_3(model, {2, 3, 1, 1})}, "out");
    return model;
  };
  for (const std::string op : {"Mul", "Add", "Sub"})
    for (const bool is_first : {false, true}) {
      INFO(op << is_first);
      require_same(gated({4, 5}, op, is_first));  // a pixel
      require_same(gated({4, 1}, op, is_first));  // a row
      require_same(gated({1, 5}, op, is_first));  // a column
    }
  OnnxModel places = typed({1, 3, 4, 5}, "UINT3");  // spatial attention: one channel
  places.node("Conv", {"in", weights_to_3(places, {1, 3, 1, 1})}, "s");
  places.node("Sigmoid", {"s"}, "soft");
  quantise(places, "soft", "g", 0.0625F, 4, false);
  places.node("Mul", {"g", "in"}, "joined");
  quantise(places, "joined", "q", 0.5F, 4, false);
  places.node("Conv", {"q", weights_to_3(places, {2, 3, 1, 1})}, "out");
  require_same(places);
  OnnxModel both = typed({1, 2, 3, 4}, "UINT3");  // coordinate attention: a row times a column
  ints(both.node("ReduceMean", {"in"}, "r"), "axes", {2});
  ints(both.node("ReduceMax", {"in"}, "c"), "axes", {3});
  quantise(both, "r", "rq", 0.5F, 4, false);
  both.node("Mul", {"rq", "c"}, "joined");
  quantise(both, "joined", "q", 2, 4, false);
  both.node("Conv", {"q", weights_to_3(both, {2, 2, 1, 1})}, "out");
  require_same(both);
}

TEST_CASE("a quantiser behind a product steps where float32 steps, pair by pair", "[golden][onnx]") {
  // All pairs of an 8-bit and a 5-bit element. 0.1 * 0.3 * 35 / 0.7 is 1.5: float32 rounds such pairs to either side.
  for (const auto& [scale_a, scale_b, step, has_ties] :
       {std::tuple{0.1F, 0.3F, 0.7F, true}, std::tuple{0.11F, -0.37F, 0.53F, false}}) {
    OnnxModel model = typed({1, 2}, "INT8");
    auto& split = model.node("Split", {"in", numbers(model, {1, 1})}, "a");
    split.add_output("c");
    integer(split, "axis", 1);
    quantise(model, "c", "b", 1, 5, true);
    model.constant("sa", {}, {scale_a});
    model.constant("sb", {}, {scale_b});
    model.node("Mul", {"a", "sa"}, "va");
    model.node("Mul", {"b", "sb"}, "vb");
    model.node("Mul", {"va", "vb"}, "p");
    quantise(model, "p", "out", step, 8, true);
    OnnxOptions options;
    std::vector<std::string> told;
    options.warnings = &told;
    const FoldedNetwork made = imported(model, options);
    std::vector<Tensor> frames;
    std::vector<std::int32_t> wanted;
    for (std::int32_t a = -128; a < 128; ++a)
      for (std::int32_t b = -16; b < 16; ++b) {
        frames.push_back(Tensor({2}, {a, b}));
        const float product = (static_cast<float>(a) * scale_a) * (static_cast<float>(b) * scale_b);
        wanted.push_back(static_cast<std::int32_t>(std::nearbyint(std::clamp(product / step, -128.0F, 127.0F))));
      }
    const auto results = Model(made.network).run(frames);
    int differing = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) differing += results[i].output.data.front() != wanted[i] ? 1 : 0;
    std::string pairs = "none";
    for (const std::string& text : told)
      if (const auto at = text.find(" pairs of factors"); at != text.npos)
        pairs = text.substr(text.rfind(' ', at - 1) + 1, at - text.rfind(' ', at - 1) - 1);
    CHECK(pairs == (has_ties ? std::to_string(differing) : "none"));
    CHECK((differing > 0) == has_ties);
  }
}

TEST_CASE("curves that rise and fall become steps up and steps down", "[golden][onnx]") {
  using Curve = std::function<void(OnnxModel&, const std::string&, const std::string&)>;
  const auto node = [](const std::string& op) {
    return Curve([op](OnnxModel& m, const std::string& x, const std::string& to) { m.node(op, {x}, to); });
  };
  const auto times = [](const std::string& gate) {  // SiLU and HardSwish as torch exports them
    return Curve([gate](OnnxModel& m, const std::string& x, const std::string& to) {
      m.node(gate, {x}, "gate");
      m.node("Mul", {x, "gate"}, to);
    });
  };
  const Curve gelu = [](OnnxModel& m, const std::string& x, const std::string& to) {
    m.constant("root", {}, {1.41421356F});
    m.constant("one", {}, {1});
    m.constant("half", {}, {0.5F});
    m.node("Div", {x, "root"}, "d");
    m.node("Erf", {"d"}, "e");
    m.node("Add", {"e", "one"}, "e1");
    m.node("Mul", {x, "e1"}, "xe");
    m.node("Mul", {"xe", "half"}, to);
  };
  const std::vector<std::pair<std::string, Curve>> curves{{"HardSwish", node("HardSwish")},
                                                          {"Gelu", node("Gelu")},
                                                          {"Mish", node("Mish")},
                                                          {"Abs", node("Abs")},
                                                          {"SiLU", times("Sigmoid")},
                                                          {"HardSwish of two", times("HardSigmoid")},
                                                          {"Gelu of five", gelu}};
  for (const auto& [name, curve] : curves)
    for (const bool is_wide : {false, true}) {
      INFO(name << (is_wide ? " of many values" : ""));
      const std::int64_t ins = is_wide ? 600 : 8;
      OnnxModel model = typed({1, ins}, is_wide ? "UINT16" : "INT4");
      curve(model, sums(model, ins, is_wide ? 1e-7F : 0.05F), "curved");
      quantise(model, "curved", "q", 0.11F, 4, true);
      model.node("MatMul", {"q", weights_to_3(model, {6, 6})}, "out");
      const FoldedNetwork made = require_same(model);
      CHECK(count_of(*made.network, "StreamingEltwise") == 1);
      CHECK(made.network->tail == nullptr);
    }
}

TEST_CASE("a curve that turns is the host's work at the end and refused before a layer that needs numbers",
          "[golden][onnx]") {
  OnnxModel last = typed({1, 8}, "INT4");
  last.node("Sigmoid", {sums(last, 8, 0.05F)}, "gate");
  last.node("Mul", {"sums_bn", "gate"}, "out");
  CHECK(require_same(last).network->tail != nullptr);
  OnnxModel pool = typed({1, 2, 4, 4}, "INT4");
  pool.node("Conv", {"in", weights_to_3(pool, {3, 2, 1, 1})}, "s");
  pool.node("HardSwish", {"s"}, "h");
  ints(pool.node("MaxPool", {"h"}, "m"), "kernel_shape", {2, 2});
  quantise(pool, "m", "q", 1, 4, true);
  pool.node("Conv", {"q", weights_to_3(pool, {2, 3, 1, 1})}, "out");
  CHECK_THAT(refusal_of(pool), Catch::Contains("MaxPool_m") && Catch::Contains("HardSwish_h") &&
                                   Catch::Contains("rises and falls") && Catch::Contains("QuantIdentity"));
}

TEST_CASE("an average divides by the elements within the picture, or by those within its padding", "[golden][onnx]") {
  const auto pooled = [](std::int64_t kernel, std::int64_t stride, const std::vector<std::int64_t>& pads, bool is_ceil,
                         bool counts_pads, const std::vector<std::int64_t>& shape) {
    OnnxModel model = typed(shape, "INT4");
    auto& node = model.node("AveragePool", {"in"}, "mean");
    const std::vector<std::int64_t> sides(shape.size() - 2, 1);
    ints(node, "kernel_shape", std::vector<std::int64_t>(sides.size(), kernel));
    ints(node, "strides", std::vector<std::int64_t>(sides.size(), stride));
    ints(node, "pads", pads);
    integer(node, "ceil_mode", is_ceil ? 1 : 0);
    integer(node, "count_include_pad", counts_pads ? 1 : 0);
    quantise(model, "mean", "out", 0.37F, 5, true);
    return model;
  };
  for (const bool counts_pads : {false, true})
    for (const bool is_ceil : {false, true}) {
      INFO(counts_pads << is_ceil);
      require_same(pooled(3, 1, {1, 1, 1, 1}, is_ceil, counts_pads, {1, 2, 5, 4}));
      require_same(pooled(3, 2, {0, 0, 0, 0}, is_ceil, counts_pads, {1, 2, 6, 6}));
      require_same(pooled(3, 2, {1, 0, 0, 1}, is_ceil, counts_pads, {1, 3, 6, 8}));
      require_same(pooled(2, 2, {0, 1}, is_ceil, counts_pads, {1, 2, 8}));
    }
  CHECK_THAT(refusal_of(pooled(2, 1, {2, 2, 2, 2}, false, false, {1, 2, 5, 4})), Catch::Contains("padding alone"));
}

TEST_CASE("parts of channels, rows and columns are taken, in any order of the channels", "[golden][onnx]") {
  const auto part = [](const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& first,
                       const std::vector<std::int64_t>& end, const std::vector<std::int64_t>& axes,
                       const std::vector<std::int64_t>& steps) {
    OnnxModel model = typed(shape, "INT4");
    const std::vector<std::string> places{numbers(model, first), numbers(model, end), numbers(model, axes),
                                          numbers(model, steps)};
    model.node("Slice", {"in", places[0], places[1], places[2], places[3]}, "out");
    return model;
  };
  require_same(part({1, 5, 4, 6}, {1}, {4}, {1}, {1}));
  require_same(part({1, 5, 4, 6}, {0}, {5}, {1}, {2}));
  require_same(part({1, 2, 4, 6}, {1, 2}, {4, -1}, {2, 3}, {1, 1}));
  require_same(part({1, 2, 5, 6}, {1, 0}, {5, 6}, {2, 3}, {2, 3}));
  require_same(part({1, 3, 9}, {2, 1}, {8, 3}, {2, 1}, {2, 1}));
  require_same(part({1, 7}, {2}, {6}, {1}, {1}));
  OnnxModel gather = typed({1, 4, 3, 3}, "UINT4");
  integer(gather.node("Gather", {"in", numbers(gather, {3, 0, 0, 2})}, "out"), "axis", 1);
  require_same(gather);
  OnnxModel backwards = typed({1, 2, 4, 6}, "INT4");
  integer(backwards.node("Gather", {"in", numbers(backwards, {2, 1, 0})}, "out"), "axis", 2);
  CHECK_THAT(refusal_of(backwards), Catch::Contains("Gather_out") && Catch::Contains("rows and columns in order"));
}

TEST_CASE("means and maxima of one axis keep the others", "[golden][onnx]") {
  for (const std::string op : {"ReduceMean", "ReduceMax"})
    for (const std::int64_t axis : {1, 2, 3}) {
      if (op == "ReduceMax" && axis == 1) continue;
      INFO(op << " along axis " << axis);
      OnnxModel model = typed({1, 3, 4, 5}, "INT4");
      ints(model.node(op, {"in"}, "out"), "axes", {axis});
      require_same(model);
    }
}
