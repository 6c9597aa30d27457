/// Is the smallest network of every operation that the import reads the same in all tiers? Golden equals the graph in
/// floating point (tests/onnx/float_graph.hpp); RTL has golden's words and SystemC's cycles, free and with stalls.
#include <functional>

#include "tests/cross_tier/agreement.hpp"
#include "tests/onnx/compare.hpp"

namespace {

using namespace weir;
using namespace weir::test;

std::string weights(OnnxModel& model, const std::vector<std::int64_t>& shape) {
  return small_weights(model, shape, [](std::int64_t i) { return (i * 5 + i / 3) % 7 - 3; });
}

std::string number(OnnxModel& model, const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
  const std::string name = "c" + std::to_string(model.graph().initializer_size());
  model.constant(name, shape, values);
  return name;
}

/// [1, 2, 4, 4] of three unsigned bits.
OnnxModel picture() { return typed({1, 2, 4, 4}, "UINT3"); }

/// The tensor "x" to three bits: it is all of the network that is not the operation.
OnnxModel ended(OnnxModel model, bool is_signed = true) {
  quantise(model, "x", "out", 1.5F, 3, is_signed);
  return model;
}

/// Both operands come from one input through quantisers of different scales.
OnnxModel of_two(const std::string& operation) {
  OnnxModel model = picture();
  quantise(model, "in", "a", 1, 3, false);
  quantise(model, "in", "b", 1.375F, 2, false);
  auto& node = model.node(operation, {"a", "b"}, "x");
  if (operation == "Concat") integer(node, "axis", 1);
  return ended(std::move(model));
}

OnnxModel cut() {
  OnnxModel model = picture();
  auto& node = model.node("Split", {"in", numbers(model, {1, 1})}, "a");
  node.add_output("b");
  integer(node, "axis", 1);
  integer(model.node("Concat", {"b", "a"}, "x"), "axis", 1);
  return ended(std::move(model));
}

OnnxModel gated() {
  OnnxModel model = picture();
  model.node("GlobalAveragePool", {"in"}, "mean");
  quantise(model, "mean", "gate", 0.5F, 3, false);
  model.node("Mul", {"in", "gate"}, "x");
  return ended(std::move(model));
}

OnnxModel resized(const std::string& operation) {
  OnnxModel model = typed({1, 2, 3, 2}, "UINT3");
  const std::string by = number(model, {4}, {1, 1, 2, 3});
  auto& node = model.node(
      operation, operation == "Resize" ? std::vector<std::string>{"in", "", by} : std::vector<std::string>{"in", by},
      "out");
  text(node, "mode", "nearest");
  if (operation == "Upsample") return model;
  text(node, "coordinate_transformation_mode", "asymmetric");
  text(node, "nearest_mode", "floor");
  return model;
}

OnnxModel depth_to_space(const std::string& mode) {
  OnnxModel model = typed({1, 4, 2, 2}, "UINT3");
  auto& node = model.node("DepthToSpace", {"in"}, "x");
  integer(node, "blocksize", 2);
  text(node, "mode", mode);
  return ended(std::move(model), false);
}

OnnxModel conv_transpose(std::int64_t group, std::int64_t more) {
  OnnxModel model = typed({1, 2, 3, 3}, "UINT3");
  auto& node = model.node("ConvTranspose", {"in", weights(model, {2, 2, 3, 3})}, "x");
  integer(node, "group", group);
  ints(node, "strides", {2, 2});
  ints(node, "pads", {1, 1, 1, 1});
  ints(node, "output_padding", {more, more});
  return ended(std::move(model));
}

OnnxModel conv(const std::vector<std::int64_t>& input, const std::vector<std::int64_t>& kernel, std::int64_t group) {
  OnnxModel model = typed(input, "UINT3");
  auto& node = model.node("Conv", {"in", weights(model, kernel)}, "x");
  integer(node, "group", group);
  ints(node, "pads", std::vector<std::int64_t>(2 * (input.size() - 2), 1));
  return ended(std::move(model));
}

OnnxModel line_of_channels_last() {
  OnnxModel model = typed({1, 2, 5}, "UINT3");
  ints(model.node("Transpose", {"in"}, "t"), "perm", {0, 2, 1});
  model.node("MatMul", {"t", weights(model, {2, 3})}, "m");
  ints(model.node("Transpose", {"m"}, "x"), "perm", {0, 2, 1});
  return ended(std::move(model));
}

OnnxModel reduced(const std::string& operation, const std::vector<std::int64_t>& axes) {
  OnnxModel model = picture();
  auto& node = model.node(operation, {"in"}, "x");
  if (!axes.empty()) ints(node, "axes", axes);
  return ended(std::move(model), false);
}

OnnxModel pooled(const std::string& operation, const std::string& type, std::int64_t ceil_mode) {
  OnnxModel model = typed({1, 2, 4, 4}, type);
  auto& node = model.node(operation, {"in"}, "x");
  ints(node, "kernel_shape", {3, 3});
  ints(node, "strides", {2, 2});
  ints(node, "pads", {1, 1, 0, 0});
  integer(node, "ceil_mode", ceil_mode);
  return ended(std::move(model));
}

/// As Brevitas writes TruncAvgPool2d: the mean times the window's size, and its upper bits. The old form has five
/// inputs, the new one the scale of its result as well.
OnnxModel truncated_average(bool is_old) {
  OnnxModel model = typed({1, 2, 4, 4}, "UINT3");
  ints(model.node("AveragePool", {"in"}, "mean"), "kernel_shape", {2, 2});
  model.node("Mul", {"mean", number(model, {}, {4})}, "sum");
  const std::string one = number(model, {}, {1}), zero = number(model, {}, {0}), from = number(model, {}, {5}),
                    to = number(model, {}, {3});
  auto& node = is_old ? model.node("Trunc", {"sum", one, zero, from, to}, "out")
                      : model.node("Trunc", {"sum", one, zero, from, number(model, {}, {4}), to}, "out");
  text(node, "rounding_mode", "FLOOR");
  if (!is_old) integer(node, "signed", 0);
  return model;
}

/// Behind a scale by which the elements reach both ends of the curve.
OnnxModel curved(const std::string& operation) {
  OnnxModel model = typed({1, 2}, "INT4");
  model.node("Mul", {"in", number(model, {2}, {0.5F, 0.75F})}, "v");
  if (operation == "Silu") {
    model.node("Sigmoid", {"v"}, "gate");
    model.node("Mul", {"v", "gate"}, "c");
  } else if (operation == "PRelu") {
    model.node("PRelu", {"v", number(model, {2}, {0.25F, 0.5F})}, "c");
  } else {
    model.node(operation, {"v"}, "c");
  }
  quantise(model, "c", "out", 0.25F, 4, true);
  return model;
}

using Made = std::pair<std::string, OnnxModel>;

/// Golden's values, then RTL and SystemC with a frame's room in every FIFO, so that branches of any lengths go on.
void require_all_tiers(const std::vector<Made>& operations) {
  for (const auto& [name, model] : operations) {
    INFO(name);
    const golden::FoldedNetwork made = require_same(model);
    golden::StageGraph graph = graph_of(made);
    graph.name = name;
    for (auto& stream : graph.streams)
      stream.depth_words = std::max(stream.depth_words, static_cast<int>(stream.words_per_frame()));
    require_agreement(graph, golden::random_frames(*graph.network, 2, 3), {21});
  }
}

}  // namespace

TEST_CASE("what joins, cuts and multiplies tensors is the same in all tiers") {
  require_all_tiers({{"concat", of_two("Concat")},
                     {"split", cut()},
                     {"add", of_two("Add")},
                     {"sub", of_two("Sub")},
                     {"mul", of_two("Mul")},
                     {"gate per channel", gated()}});
}

TEST_CASE("what enlarges pictures is the same in all tiers") {
  require_all_tiers({{"resize", resized("Resize")},
                     {"upsample", resized("Upsample")},
                     {"depth to space", depth_to_space("DCR")},
                     {"depth to space, CRD", depth_to_space("CRD")},
                     {"transposed convolution", conv_transpose(1, 1)},
                     {"transposed convolution in groups", conv_transpose(2, 0)}});
}

TEST_CASE("convolutions of lines, in groups and with several outputs per channel are the same in all tiers") {
  require_all_tiers({{"convolution of a line", conv({1, 2, 6}, {2, 2, 3}, 1)},
                     {"line with its channels last", line_of_channels_last()},
                     {"two groups", conv({1, 4, 3, 3}, {4, 2, 3, 3}, 2)},
                     {"two outputs per channel", conv({1, 2, 3, 3}, {4, 1, 3, 3}, 2)}});
}

TEST_CASE("means and maxima are the same in all tiers") {
  require_all_tiers({{"largest of all", reduced("GlobalMaxPool", {})},
                     {"mean of all", reduced("ReduceMean", {2, 3})},
                     {"mean of rows", reduced("ReduceMean", {2})},
                     {"signed maximum with padding", pooled("MaxPool", "INT3", 0)},
                     {"maximum of ceil_mode", pooled("MaxPool", "UINT3", 1)},
                     {"average of ceil_mode", pooled("AveragePool", "UINT3", 1)},
                     {"truncated average, five inputs", truncated_average(true)},
                     {"truncated average, six inputs", truncated_average(false)}});
}

TEST_CASE("curves before a quantiser are the same in all tiers, rising or not") {
  std::vector<Made> curves;
  for (const char* operation : {"PRelu", "HardSwish", "HardSigmoid", "Elu", "Sigmoid", "Tanh", "Gelu", "Silu"})
    curves.emplace_back(operation, curved(operation));
  require_all_tiers(curves);
}
