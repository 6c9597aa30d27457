/// Networks as exporters write them: beginnings, ends and files. Expected values come from the oracle in floating point
/// (tests/onnx/float_graph.hpp) or are worked out by hand.
#include "golden/base/file.hpp"
#include "golden/network/bundle.hpp"
#include "golden/network/tail.hpp"
#include "tests/data.hpp"
#include "tests/onnx/compare.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

/// 0, 1, 2, -1 and again.
std::string weights(OnnxModel& model, const std::vector<std::int64_t>& shape) {
  return small_weights(model, shape, [](std::int64_t i) { return (i * 5 + 1) % 4 - 1; });
}

/// A linear layer of four classes behind two bits.
OnnxModel classes() {
  OnnxModel model = typed({1, 3}, "UINT2");
  model.node("MatMul", {"in", weights(model, {3, 4})}, "sums");
  return model;
}

}  // namespace

TEST_CASE("a picture with its channels last is read as such where a Transpose brings them to the front",
          "[golden][onnx]") {
  OnnxModel model({1, 5, 4, 3});
  model.constant("d", {}, {255});
  model.node("Div", {"in", "d"}, "unit");
  ints(model.node("Transpose", {"unit"}, "first"), "perm", {0, 3, 1, 2});
  quantise(model, "first", "q", 0.125F, 3, false);
  model.node("Conv", {"q", weights(model, {2, 3, 3, 3})}, "out");
  const FoldedNetwork made = require_same(model, 3, 1, true);
  CHECK(made.network->find_stream("global_in")->shape == Shape{5, 4, 3});
}

TEST_CASE("a division by 255 tells that the input is bytes, and so does the file's element type", "[golden][onnx]") {
  OnnxModel model({1, 8});
  model.constant("d", {}, {255});
  model.node("Div", {"in", "d"}, "unit");
  quantise(model, "unit", "out", 0.0625F, 4, false);
  std::vector<std::string> warnings;
  OnnxOptions options;
  options.warnings = &warnings;
  imported(model, options);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], Catch::Contains("whole numbers from 0 to 255 that stand for themselves, as Div") &&
                              Catch::Contains("--input-scale"));
  require_same(model);

  for (const bool is_typed : {true, false}) {  // without a word about it: a picture from 0 to 1
    OnnxModel plain({1, 8});
    quantise(plain, "in", "out", is_typed ? 16 : 0.0625F, 4, false);
    if (is_typed)
      plain.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::UINT8);
    warnings.clear();
    imported(plain, options);
    CHECK(warnings.size() == (is_typed ? 0 : 1));
    if (!is_typed) CHECK_THAT(warnings[0], Catch::Contains("stand for 1/255 each") && Catch::Contains("--input-scale"));
    require_same(plain, 1, is_typed ? 1 : 1.0 / 255);
  }
}

TEST_CASE("mean and deviation of each colour become thresholds of the first quantiser", "[golden][onnx]") {
  OnnxModel model({1, 3, 4, 4});
  model.constant("mean", {1, 3, 1, 1}, {0.485F, 0.456F, 0.406F});
  model.constant("deviation", {1, 3, 1, 1}, {0.229F, 0.224F, 0.225F});
  model.node("Sub", {"in", "mean"}, "a");
  model.node("Div", {"a", "deviation"}, "b");
  quantise(model, "b", "q", 0.25F, 4, true);
  model.node("Conv", {"q", weights(model, {2, 3, 2, 2})}, "out");
  require_same(model, 5, 1.0 / 255);
}

TEST_CASE("a model of several frames, or of any number, is read frame by frame", "[golden][onnx]") {
  for (const std::int64_t frames : {std::int64_t{7}, std::int64_t{-1}, std::int64_t{0}}) {
    OnnxModel model = typed({frames, 2, 3, 3}, "UINT4");
    model.node("Reshape", {"in", numbers(model, {frames > 0 ? frames : 1, 18})}, "flat");
    model.node("MatMul", {"flat", weights(model, {18, 4})}, "out");
    auto* declared = model.graph().add_value_info();
    declared->set_name("flat");
    for (const std::int64_t extent : {frames, std::int64_t{18}})
      declared->mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(extent);
    const FoldedNetwork made = imported(model);
    const auto in = random_frames(*made.network, 1, 9).front();
    Numbers flat = graph_input(model, in.data);
    flat.shape = {1, 18};
    onnx::GraphProto rest = model.graph();
    rest.mutable_node()->DeleteSubrange(0, 1);
    rest.mutable_node(0)->set_input(0, "in");
    require_near(output_values(*made.network, Model(made.network).run({in}).front().output), compute(rest, flat).data,
                 *made.network);
  }
}

TEST_CASE("lines [1, C, L] are pictures of one column, through convolution, pooling and transposition",
          "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 9}, "INT3");
  auto& conv = model.node("Conv", {"in", weights(model, {4, 2, 3})}, "a");
  ints(conv, "pads", {1, 1});
  ints(conv, "strides", {2});
  model.constant("g", {4}, {0.5F, -0.25F, 1, 0.75F});
  model.constant("h", {4}, {0.1F, 0.3F, -0.2F, 0});
  model.node("BatchNormalization", {"a", "g", "h", "h", "one"}, "b");
  model.constant("one", {4}, {1, 1, 1, 1});
  quantise(model, "b", "q", 0.5F, 3, true);
  auto& pool = model.node("MaxPool", {"q"}, "p");
  ints(pool, "kernel_shape", {2});
  ints(pool, "pads", {1, 1});
  ints(pool, "strides", {2});
  ints(model.node("Transpose", {"p"}, "t"), "perm", {0, 2, 1});
  model.node("MatMul", {"t", weights(model, {4, 3})}, "m");
  ints(model.node("Transpose", {"m"}, "u"), "perm", {0, 2, 1});
  integer(model.node("Flatten", {"u"}, "out"), "axis", 1);
  require_same(model);
}

TEST_CASE("a line that is turned about before its first layer has the channels where that layer wants them",
          "[golden][onnx]") {
  OnnxModel by_pixel = typed({1, 2, 5}, "UINT3");  // [1, C, L], as a linear layer of every place reads it
  ints(by_pixel.node("Transpose", {"in"}, "t"), "perm", {0, 2, 1});
  by_pixel.node("MatMul", {"t", weights(by_pixel, {2, 3})}, "m");
  ints(by_pixel.node("Transpose", {"m"}, "out"), "perm", {0, 2, 1});
  CHECK(require_same(by_pixel).network->find_stream("global_in")->shape == Shape{5, 1, 2});

  OnnxModel by_window = typed({1, 5, 2}, "UINT3");  // [1, L, C], as Keras writes it
  ints(by_window.node("Transpose", {"in"}, "t"), "perm", {0, 2, 1});
  by_window.node("Relu", {"t"}, "r");
  by_window.node("Conv", {"r", weights(by_window, {3, 2, 3})}, "out");
  CHECK(require_same(by_window, 1, 1, true).network->find_stream("global_in")->shape == Shape{5, 1, 2});

  OnnxModel twice = typed({1, 2, 5}, "UINT3");
  ints(twice.node("Transpose", {"in"}, "t"), "perm", {0, 2, 1});
  ints(twice.node("Transpose", {"t"}, "u"), "perm", {0, 2, 1});
  twice.node("Conv", {"u", weights(twice, {3, 2, 3})}, "out");
  CHECK(require_same(twice).network->find_stream("global_in")->shape == Shape{5, 1, 2});
}

TEST_CASE("what follows the last integers is kept, computed on the host and kept in the bundle", "[golden][onnx]") {
  OnnxModel model = classes();
  model.constant("bias", {4}, {0.5F, -1, 0.25F, 1});
  model.node("Add", {"sums", "bias"}, "scores");
  model.node("Softmax", {"scores"}, "out");
  const FoldedNetwork made = require_same(model);
  REQUIRE(made.network->tail != nullptr);
  CHECK(made.network->tail->operations() == "Add Identity Softmax");
  CHECK(count_of(*made.network, "MVAU") == 1);
  CHECK(made.network->class_count == 4);
  // Elements 1, 0, 3: sums of the rows {0, 1, 2, -1} and, times 3, {0, 1, 2, -1}; the third class is the largest.
  const Tensor frame({3}, {1, 0, 3});
  const Tensor output = Model(made.network).run({frame}).front().output;
  CHECK(output.data == std::vector<std::int32_t>{0, 4, 8, -4});
  CHECK(decode_class(*made.network, output) == 2);

  const ScratchFolder scratch;
  const auto path = scratch / "net.h5";
  write_bundle(path, *made.network, made.folding);
  const FoldedNetwork read = read_bundle(path);
  REQUIRE(read.network->tail != nullptr);
  CHECK(output_values(*read.network, output) == output_values(*made.network, output));
  CHECK(network_hash(*read.network) == network_hash(*made.network));
}

TEST_CASE("the first classes behind a bias per class are ranked by what the scores stand for", "[golden][onnx]") {
  OnnxModel model = classes();
  model.constant("bias", {4}, {20, 0, 0, 30});
  model.node("Add", {"sums", "bias"}, "scores");
  auto& top = model.node("TopK", {"scores", numbers(model, {2})}, "values");
  top.add_output("out");
  const FoldedNetwork made = imported(model);
  const Tensor output = Model(made.network).run({Tensor({3}, {1, 0, 3})}).front().output;
  // Scores 20, 4, 8, 26.
  CHECK(ranked_classes(*made.network, output) == std::vector<int>{3, 0});
  CHECK(made.network->class_count == 4);
}

TEST_CASE("classes, rows or columns of every pixel are ranked on the host, in the graph's order", "[golden][onnx]") {
  for (const std::int64_t axis : {1, 2, 3, -3}) {
    INFO("axis " << axis);
    OnnxModel best = typed({1, 3, 5, 4}, "UINT3");
    best.node("Conv", {"in", weights(best, {4, 3, 2, 2})}, "sums");
    OnnxModel few = best;
    integer(best.node("ArgMax", {"sums"}, "out"), "axis", axis);
    CHECK(require_same(best).network->tail != nullptr);

    auto& top = few.node("TopK", {"sums", numbers(few, {2})}, "values");
    top.add_output("out");
    integer(top, "axis", axis);
    require_same(few);
  }
}

TEST_CASE("a single chance decides between two classes at one half", "[golden][onnx]") {
  OnnxModel model = typed({1, 2}, "UINT3");
  model.constant("w", {2, 1}, {1, -1});
  model.annotate("w", "INT2");
  model.node("MatMul", {"in", "w"}, "sum");
  model.node("Sigmoid", {"sum"}, "out");
  const FoldedNetwork made = require_same(model);
  const auto class_of = [&](std::int32_t a, std::int32_t b) {
    return decode_class(*made.network, Model(made.network).run({Tensor({2}, {a, b})}).front().output);
  };
  CHECK(class_of(5, 3) == 1);
  CHECK(class_of(3, 5) == 0);
  CHECK(class_of(4, 4) == 0);
}

TEST_CASE("a curve between layers without a quantiser is refused, and told how to train it", "[golden][onnx]") {
  OnnxModel model = classes();
  model.node("Softmax", {"sums"}, "p");
  model.node("MatMul", {"p", weights(model, {4, 2})}, "out");
  CHECK_THAT(refusal_of(model),
             Catch::Contains("Softmax_p") && Catch::Contains("inside a network no layer computes it"));

  OnnxModel swish = classes();
  swish.node("HardSwish", {"sums"}, "h");
  swish.node("MatMul", {"h", weights(swish, {4, 2})}, "last");
  quantise(swish, "last", "out", 1, 4, true);
  CHECK_THAT(refusal_of(swish), Catch::Contains("HardSwish_h") && Catch::Contains("put a quantiser"));
}

TEST_CASE("a graph without a quantiser is no network of layers", "[golden][onnx]") {
  OnnxModel model({1, 4});
  model.constant("w", {4, 2}, {0.5F, 0.3F, 1, 2, 3, 4, 0.1F, 7});
  model.node("MatMul", {"in", "w"}, "out");
  CHECK_THAT(refusal_of(model), Catch::Contains("have no whole numbers") && Catch::Contains("Quant"));
}

TEST_CASE("what is constant is computed, whatever the operations", "[golden][onnx]") {
  // The scale e^log(sqrt(16)) / 2 = 2, the shape by Shape, Slice, Concat.
  OnnxModel model = typed({1, 2, 2, 2}, "UINT4");
  model.constant("sixteen", {}, {16});
  model.constant("half", {}, {0.5F});
  model.node("Sqrt", {"sixteen"}, "four");
  model.node("Log", {"four"}, "log");
  model.node("Exp", {"log"}, "exp");
  model.node("Mul", {"exp", "half"}, "two");
  model.constant("z", {}, {0});
  model.constant("b", {}, {3});
  integer(model.node("Quant", {"in", "two", "z", "b"}, "q"), "signed", 0);
  model.node("Shape", {"q"}, "extents");
  model.node("Slice", {"extents", numbers(model, {0}), numbers(model, {1})}, "frames");
  auto& rest = model.node("Constant", {}, "rest");
  ints(rest, "value_ints", {-1});
  integer(model.node("Concat", {"frames", "rest"}, "shape"), "axis", 0);
  model.node("Reshape", {"q", "shape"}, "flat");
  model.node("MatMul", {"flat", weights(model, {8, 2})}, "out");
  const FoldedNetwork made = imported(model);
  // All elements 5: 5 / 2 rounds to 2, twice 2 is 4; the sum of each column of weights times 4.
  const Tensor output = Model(made.network).run({Tensor({2, 2, 2}, std::vector<std::int32_t>(8, 5))}).front().output;
  // Columns of the weights: i = 0, 2, .. give 0, 2, 0, 2, ..; i = 1, 3, .. give 1, -1, 1, -1, ..
  CHECK(output_values(*made.network, output) == std::vector<double>{32, 0});
}

TEST_CASE("signed pictures are padded below their least element before a maximum", "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 4, 4}, "INT4");
  auto& pool = model.node("MaxPool", {"in"}, "out");
  ints(pool, "kernel_shape", {3, 3});
  ints(pool, "strides", {2, 2});
  ints(pool, "pads", {1, 1, 1, 1});
  require_same(model);
}

TEST_CASE("a picture of one pixel is spread over the other operand", "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 4, 4}, "UINT3");
  model.node("GlobalMaxPool", {"in"}, "most");
  model.node("Sub", {"most", "in"}, "d");
  quantise(model, "d", "out", 0.5F, 3, false);
  require_same(model);
}

TEST_CASE("flattened pictures are joined in the graph's order of elements", "[golden][onnx]") {
  OnnxModel model = typed({1, 3, 2, 2}, "UINT3");
  auto& pool = model.node("MaxPool", {"in"}, "most");
  ints(pool, "kernel_shape", {2, 1});
  integer(model.node("Flatten", {"in"}, "a"), "axis", 1);
  integer(model.node("Flatten", {"most"}, "b"), "axis", 1);
  integer(model.node("Concat", {"b", "a"}, "ba"), "axis", 1);
  model.node("MatMul", {"ba", weights(model, {18, 5})}, "out");
  require_same(model);
}

TEST_CASE("ternary weights are read", "[golden][onnx]") {
  OnnxModel model = typed({1, 3}, "UINT2");
  model.constant("w", {3, 2}, {1, 0, -1, -1, 0, 1});
  model.annotate("w", "TERNARY");
  model.node("MatMul", {"in", "w"}, "out");
  require_same(model);
}

TEST_CASE("several outputs, inner tensors among them, keep what they stand for, in a bundle too", "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 4, 4}, "UINT4");
  model.node("Conv", {"in", weights(model, {3, 2, 1, 1})}, "s");
  quantise(model, "s", "inner", 2, 4, false);
  model.node("GlobalAveragePool", {"inner"}, "mean");
  integer(model.node("Flatten", {"mean"}, "flat"), "axis", 1);
  model.node("MatMul", {"flat", weights(model, {3, 4})}, "scores");
  model.node("Softmax", {"scores"}, "out");
  auto& best = model.node("ArgMax", {"scores"}, "class");
  integer(best, "axis", 1);
  for (const char* name : {"inner", "class"}) model.graph().add_output()->set_name(name);
  const FoldedNetwork made = imported(model);
  REQUIRE(made.network->outputs.size() == 3);
  CHECK(made.network->output_decoding == OutputDecoding::ArgMax);

  const std::filesystem::path path = std::filesystem::temp_directory_path() / "weir_several_outputs.h5";
  write_bundle(path, *made.network, made.folding);
  const FoldedNetwork read = read_bundle(path);
  std::filesystem::remove(path);
  CHECK(network_hash(*read.network) == network_hash(*made.network));
  const Tail& first = *read.network->tail;
  REQUIRE(first.further.size() == 2);
  CHECK(first.output == "out");
  CHECK(first.further[0]->output == "inner");

  RunOptions run;
  run.taps = {read.network->outputs.begin(), read.network->outputs.end()};
  const auto frames = random_frames(*read.network, 4, 3);
  const auto results = Model(read.network).run(frames, run);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Numbers in = graph_input(model, frames[i].data);
    require_near(output_values(*read.network, results[i].output), compute(model.graph(), in).data, *read.network);
    const auto values = [&](std::size_t k) {
      return run_tail(*first.further[k - 1], results[i].taps.at(read.network->outputs[k])).data;
    };
    require_near(values(1), compute(model.graph(), in, "inner").data, *read.network);
    const auto scores = compute(model.graph(), in, "scores").data;
    CHECK(values(2) ==
          std::vector<double>{static_cast<double>(std::max_element(scores.begin(), scores.end()) - scores.begin())});
  }
}

TEST_CASE("a Reshape of one channel from last to first is read as the Transpose that it is", "[golden][onnx]") {
  OnnxModel model = typed({1, 3, 2, 1}, "UINT4");
  model.node("Reshape", {"in", numbers(model, {-1, 1, 3, 2})}, "first");
  model.node("Conv", {"first", weights(model, {2, 1, 2, 2})}, "out");
  const FoldedNetwork made = require_same(model, 3, 1, true);
  CHECK(made.network->find_stream("global_in")->shape == Shape{3, 2, 1});
}

TEST_CASE("QONNX's operations on channels that lie last are those of ONNX between two Transposes", "[golden][onnx]") {
  // The same numbers as weights [out][in][kernel], and with the input's channels behind the kernel.
  std::vector<float> first, last(24);
  for (int i = 0; i < 24; ++i) first.push_back(static_cast<float>((i * 7 + 2) % 5 - 2));
  for (int o = 0; o < 2; ++o)
    for (int c = 0; c < 3; ++c)
      for (int k = 0; k < 4; ++k)
        last[static_cast<std::size_t>(o * 12 + k * 3 + c)] = first[static_cast<std::size_t>(o * 12 + c * 4 + k)];
  const auto window = [](onnx::NodeProto& node) { ints(node, "kernel_shape", {2, 2}); };

  OnnxModel plain = typed({1, 3, 5, 4}, "UINT3");
  plain.constant("w", {2, 3, 2, 2}, first);
  plain.annotate("w", "INT3");
  window(plain.node("Conv", {"in", "w"}, "sums"));
  window(plain.node("MaxPool", {"sums"}, "out"));

  OnnxModel wrapped = typed({1, 5, 4, 3}, "UINT3");
  wrapped.constant("w", {2, 2, 2, 3}, last);
  wrapped.annotate("w", "INT3");
  window(wrapped.node("Conv", {"in", "w"}, "sums"));
  window(wrapped.node("MaxPool", {"sums"}, "out"));
  for (auto& node : *wrapped.graph().mutable_node()) node.set_domain("qonnx.custom_op.channels_last");

  const FoldedNetwork made = imported(wrapped);
  CHECK(made.network->find_stream(made.network->inputs.front())->shape == Shape{5, 4, 3});
  for (const Tensor& frame : random_frames(*made.network, 5, 2)) {
    const Tensor output = Model(made.network).run({frame}).front().output;
    CHECK(graph_output(*made.network, output) == compute(plain.graph(), graph_input(plain, frame.data)).data);
  }
}
