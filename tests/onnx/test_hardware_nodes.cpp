/// Do FINN's hardware nodes that cut, join, repeat and look up become layers that compute what FINN's nodes do?
/// Expected elements are worked out by hand from the nodes' definitions.
#include <catch2/catch.hpp>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "tests/onnx/model.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::integer;
using weir::test::ints;
using weir::test::OnnxModel;
using weir::test::text;

namespace {

onnx::NodeProto& hardware(OnnxModel& model, const std::string& op, const std::vector<std::string>& inputs,
                          const std::string& output) {
  auto& node = model.node(op, inputs, output);
  node.set_domain("finn.custom_op.fpgadataflow.hls");
  return node;
}

/// Elements of the output for these of the input.
std::vector<std::int32_t> run(const OnnxModel& model, const std::vector<std::int32_t>& elements) {
  const std::string bytes = model.bytes();
  const FoldedNetwork made =
      import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "nodes");
  const NetworkStream& in = *made.network->find_stream(made.network->inputs.front());
  return Model(made.network).run({Tensor(in.shape, elements)}).front().output.data;
}

OnnxModel picture(const std::vector<std::int64_t>& shape, const std::string& type) {
  OnnxModel model(shape);
  model.annotate("in", type);
  model.layout("in", "NHWC");
  return model;
}

}  // namespace

TEST_CASE("a crop takes its borders off, and an upsampling repeats pixels", "[golden][onnx]") {
  OnnxModel model = picture({1, 3, 4, 1}, "UINT4");
  auto& crop = hardware(model, "Crop_hls", {"in"}, "a");
  ints(crop, "ImgDim", {3, 4});
  integer(crop, "NumChannels", 1);
  integer(crop, "CropNorth", 1);
  integer(crop, "CropEast", 1);
  integer(crop, "CropSouth", 0);
  integer(crop, "CropWest", 1);
  auto& up = hardware(model, "UpsampleNearestNeighbour_hls", {"a"}, "out");
  integer(up, "NumChannels", 1);
  integer(up, "HI", 2);
  integer(up, "WI", 2);
  integer(up, "HO", 4);
  integer(up, "WO", 4);
  // Rows 1 and 2, columns 1 and 2: 5 6 / 9 10.
  CHECK(run(model, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}) ==
        std::vector<std::int32_t>{5, 5, 6, 6, 5, 5, 6, 6, 9, 9, 10, 10, 9, 9, 10, 10});
}

TEST_CASE("a split and a concatenation exchange channels", "[golden][onnx]") {
  OnnxModel model = picture({1, 1, 2, 3}, "INT4");
  auto& split = hardware(model, "StreamingSplit_hls", {"in"}, "a");
  split.add_output("b");
  ints(split, "ChannelsPerStream", {1, 2});
  integer(split, "SIMD", 1);
  auto& concat = hardware(model, "StreamingConcat_hls", {"b", "a"}, "out");
  ints(concat, "ChannelsPerStream", {2, 1});
  integer(concat, "SIMD", 1);
  CHECK(run(model, {1, 2, 3, -4, -5, -6}) == std::vector<std::int32_t>{2, 3, 1, -5, -6, -4});
}

TEST_CASE("differences of two streams and channelwise functions compute on integers", "[golden][onnx]") {
  OnnxModel model = picture({1, 1, 2, 2}, "INT4");
  model.constant("p", {2}, {3, -2});
  auto& copy = hardware(model, "DuplicateStreams_hls", {"in"}, "a");
  copy.add_output("b");
  auto& add = hardware(model, "ChannelwiseOp_hls", {"a", "p"}, "c");
  text(add, "Func", "add");
  text(add, "paramDataType", "INT3");
  text(add, "outputDataType", "INT5");
  integer(add, "NumChannels", 2);
  model.constant("q", {2}, {-2, 2});
  model.annotate("p", "INT3");
  auto& mul = hardware(model, "ChannelwiseOp_Batch", {"b", "q"}, "d");
  text(mul, "Func", "mul");
  text(mul, "paramDataType", "INT3");
  text(mul, "outputDataType", "INT6");
  auto& difference = hardware(model, "StreamingEltwise_hls", {"c", "d"}, "out");
  text(difference, "eltwiseOp", "AbsDiff");
  // 5 -> |8 + 10|, -3 -> |-5 + 6|, -8 -> |-5 - 16|, 7 -> |5 - 14|
  CHECK(run(model, {5, -3, -8, 7}) == std::vector<std::int32_t>{18, 1, 21, 9});
}

TEST_CASE("element-wise nodes of later releases compute on integers, with a constant or a second stream",
          "[golden][onnx]") {
  const auto binary = [](OnnxModel& model, const std::string& op, const std::vector<std::string>& inputs,
                         const std::string& output, const std::vector<const char*>& types) -> onnx::NodeProto& {
    auto& node = hardware(model, op, inputs, output);
    text(node, "lhs_dtype", types[0]);
    text(node, "rhs_dtype", types[1]);
    text(node, "out_dtype", types[2]);
    ints(node, "lhs_shape", {1, 1, 2, 2});
    ints(node, "out_shape", {1, 1, 2, 2});
    integer(node, "PE", 1);
    return node;
  };
  OnnxModel model = picture({1, 1, 2, 2}, "INT4");
  model.constant("p", {2}, {3, -2});
  model.constant("q", {1}, {2});
  binary(model, "ElementwiseSub_hls", {"in", "p"}, "a", {"INT4", "INT3", "INT6"});
  binary(model, "ElementwiseMul_hls", {"a", "q"}, "out", {"INT6", "INT3", "INT8"});
  // (5 - 3) * 2, (-3 + 2) * 2, (-8 - 3) * 2, (7 + 2) * 2
  CHECK(run(model, {5, -3, -8, 7}) == std::vector<std::int32_t>{4, -2, -22, 18});

  OnnxModel streams = picture({1, 1, 2, 2}, "INT4");
  streams.constant("p", {2}, {1, 0});
  auto& copy = hardware(streams, "DuplicateStreams_hls", {"in"}, "a");
  copy.add_output("b");
  binary(streams, "ElementwiseAdd_hls", {"a", "p"}, "c", {"INT4", "INT2", "INT5"});
  binary(streams, "ElementwiseAdd_hls", {"b", "c"}, "out", {"INT4", "INT5", "INT6"});
  CHECK(run(streams, {5, -3, -8, 7}) == std::vector<std::int32_t>{11, -6, -15, 14});

  OnnxModel product = picture({1, 1, 2, 2}, "INT4");
  auto& fork = hardware(product, "DuplicateStreams_hls", {"in"}, "a");
  fork.add_output("b");
  binary(product, "ElementwiseMul_hls", {"a", "b"}, "out", {"INT4", "INT4", "INT8"});
  CHECK_THROWS_WITH(run(product, {0, 0, 0, 0}), Catch::Contains("multiplies two streams"));
}

TEST_CASE("a scale in floating point behind hardware is what the integers stand for, and is told", "[golden][onnx]") {
  OnnxModel model = picture({1, 2}, "INT4");
  model.constant("t", {1, 3}, {1, 2, 3});
  auto& thresholds = hardware(model, "Thresholding_rtl", {"in", "t"}, "a");
  text(thresholds, "outputDataType", "UINT2");
  model.constant("s", {1}, {0.25});
  auto& scale = hardware(model, "ElementwiseMul_hls", {"a", "s"}, "out");
  text(scale, "lhs_dtype", "UINT2");
  text(scale, "rhs_dtype", "FLOAT32");
  text(scale, "out_dtype", "FLOAT32");
  ints(scale, "lhs_shape", {1, 2});
  ints(scale, "rhs_shape", {1});
  ints(scale, "out_shape", {1, 2});
  text(scale, "rhs_style", "const");
  integer(scale, "PE", 1);
  const std::string bytes = model.bytes();
  std::vector<std::string> warnings;
  OnnxOptions options;
  options.warnings = &warnings;
  const FoldedNetwork made =
      import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "nodes", options);
  CHECK(made.network->layers.size() == 1);
  CHECK(made.network->output_scale == std::vector<double>{0.25, 0.25});
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings.front(), Catch::Contains("ElementwiseMul_hls_out") && Catch::Contains("not counted"));
}

TEST_CASE("a reshape of hardware passes its words", "[golden][onnx]") {
  OnnxModel model = picture({1, 1, 2, 2}, "INT4");
  auto& reshape = hardware(model, "Reshape_rtl", {"in"}, "a");
  ints(reshape, "inp_shape", {1, 1, 2, 2});
  ints(reshape, "out_shape", {1, 4});
  text(reshape, "dtype", "INT4");
  integer(reshape, "PE", 2);
  model.constant("t", {1, 1}, {2});
  auto& thresholds = hardware(model, "Thresholding_rtl", {"a", "t"}, "out");
  text(thresholds, "outputDataType", "BINARY");
  CHECK(run(model, {1, 2, 3, -4}) == std::vector<std::int32_t>{0, 1, 1, 0});
  OnnxModel wrong = picture({1, 1, 2, 2}, "INT4");
  auto& other = hardware(wrong, "Reshape_rtl", {"in"}, "out");
  ints(other, "inp_shape", {1, 4});
  ints(other, "out_shape", {1, 4});
  CHECK_THROWS_WITH(run(wrong, {0, 0, 0, 0}), Catch::Contains("inp_shape"));
}

TEST_CASE("a lookup takes rows of its table", "[golden][onnx]") {
  OnnxModel model = picture({1, 3}, "UINT2");
  model.constant("table", {4, 2}, {1, -1, 2, -2, 3, -3, 0, 7});
  auto& lookup = hardware(model, "Lookup_hls", {"in", "table"}, "out");
  text(lookup, "EmbeddingType", "INT4");
  integer(lookup, "NumEmbeddings", 4);
  integer(lookup, "EmbeddingDim", 2);
  CHECK(run(model, {2, 0, 3}) == std::vector<std::int32_t>{3, -3, 1, -1, 0, 7});
}

TEST_CASE("extents that contradict each other are refused by node", "[golden][onnx]") {
  OnnxModel model = picture({1, 1, 2, 3}, "INT4");
  auto& split = hardware(model, "StreamingSplit_hls", {"in"}, "out");
  split.add_output("b");
  ints(split, "ChannelsPerStream", {2, 2});
  CHECK_THROWS_AS(run(model, {}), Errors);
  OnnxModel up = picture({1, 2, 2, 1}, "INT4");
  auto& node = hardware(up, "UpsampleNearestNeighbour_rtl", {"in"}, "out");
  integer(node, "HO", 3);
  integer(node, "WO", 4);
  CHECK_THROWS_AS(run(up, {}), Errors);
}

TEST_CASE("a single signed output decides between two classes", "[golden][onnx]") {
  OnnxModel model({1, 2});
  model.annotate("in", "INT4");
  model.constant("w", {2, 1}, {1, -1});
  model.annotate("w", "INT2");
  model.constant("t", {1, 1}, {1});
  auto& node = hardware(model, "MVAU_hls", {"in", "w", "t"}, "out");
  integer(node, "MW", 2);
  integer(node, "MH", 1);
  text(node, "inputDataType", "INT4");
  text(node, "weightDataType", "INT2");
  text(node, "outputDataType", "BIPOLAR");
  const std::string bytes = model.bytes();
  const FoldedNetwork made =
      import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "sign");
  CHECK(made.network->class_count == 2);
  // 3 - 2 reaches the threshold 1, 2 - 3 does not.
  const auto results = Model(made.network).run({Tensor({2}, {3, 2}), Tensor({2}, {2, 3})});
  CHECK(results[0].output.data.front() == 1);
  CHECK(decode_class(*made.network, results[0].output) == 1);
  CHECK(results[1].output.data.front() == -1);
  CHECK(decode_class(*made.network, results[1].output) == 0);
}

TEST_CASE("counts of equal bits that outgrow the file's accumulator are computed, and told", "[golden][onnx]") {
  OnnxModel model({1, 4});
  model.annotate("in", "BINARY");
  model.constant("w", {4, 1}, {1, 1, 0, 0});
  model.annotate("w", "BINARY");
  auto& node = hardware(model, "MVAU_hls", {"in", "w"}, "out");
  for (const auto& [key, value] :
       std::map<std::string, int>{{"MW", 4}, {"MH", 1}, {"noActivation", 1}, {"binaryXnorMode", 1}})
    integer(node, key, value);
  text(node, "inputDataType", "BINARY");
  text(node, "weightDataType", "BINARY");
  // Products of 0 and 1 sum to 0..2, but equal bits to 0..4, which INT3 does not hold.
  text(node, "accDataType", "INT3");
  text(node, "outputDataType", "INT3");
  model.annotate("out", "INT3");
  std::vector<std::string> warnings;
  OnnxOptions options;
  options.warnings = &warnings;
  const std::string bytes = model.bytes();
  const FoldedNetwork made =
      import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "counts", options);
  CHECK(Model(made.network).run({Tensor({4}, {1, 1, 0, 0})}).front().output.data == std::vector<std::int32_t>{4});
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings.front(), Catch::Contains("INT3") && Catch::Contains("0..4") && Catch::Contains("above 3 wrap"));
}
