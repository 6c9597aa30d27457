/// Is everything that a model says either read or refused, and is what it declares compared with what is computed?
/// Expected elements are worked out by hand from ONNX's, QONNX's and FINN's definitions.
#include <numeric>

#include "golden/network/stage_graph.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/onnx/compare.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

std::vector<std::int32_t> run(const OnnxModel& model, const std::vector<std::int32_t>& elements) {
  const FoldedNetwork made = imported(model);
  const NetworkStream& in = *made.network->find_stream(made.network->inputs.front());
  return Model(made.network).run({Tensor(in.shape, elements)}).front().output.data;
}

/// Codes 0..15 of a four-bit quantiser of scale 1.
void quantise(OnnxModel& model, const std::string& from, const std::string& to) {
  model.constant("scale", {}, {1});
  model.constant("zero", {}, {0});
  model.constant("bits", {}, {4});
  integer(model.node("Quant", {from, "scale", "zero", "bits"}, to), "signed", 0);
}

onnx::NodeProto& hardware(OnnxModel& model, const std::string& op, const std::vector<std::string>& inputs,
                          const std::string& output) {
  auto& node = model.node(op, inputs, output);
  node.set_domain("finn.custom_op.fpgadataflow.rtl");
  return node;
}

void declare(OnnxModel& model, const std::string& tensor, const std::vector<std::int64_t>& shape) {
  auto* info = model.graph().add_value_info();
  info->set_name(tensor);
  for (const std::int64_t extent : shape)
    info->mutable_type()->mutable_tensor_type()->mutable_shape()->add_dim()->set_dim_value(extent);
}

/// [1, 4, 4, 2] UINT4 behind a window generator of 2x2.
OnnxModel window() {
  OnnxModel model = typed({1, 4, 4, 2}, "UINT4");
  model.layout("in", "NHWC");
  auto& node = hardware(model, "ConvolutionInputGenerator_rtl", {"in"}, "out");
  ints(node, "ConvKernelDim", {2, 2});
  ints(node, "Stride", {1, 1});
  ints(node, "IFMDim", {4, 4});
  integer(node, "IFMChannels", 2);
  integer(node, "SIMD", 2);
  return model;
}

onnx::NodeProto& last(OnnxModel& model) { return *model.graph().mutable_node(model.graph().node_size() - 1); }

}  // namespace

TEST_CASE("an attribute or input that no rule reads is refused by name and value, and told if lenient",
          "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT4");
  auto& node = model.node("Relu", {"in"}, "out");
  integer(node, "ceiling", 6);
  model.constant("more", {}, {1});
  node.add_input("more");
  const std::string said = refusal_of(model);
  CHECK_THAT(said, Catch::Contains("error[onnx-unread]: Relu node \"Relu_out\": attribute \"ceiling\" = 6") &&
                       Catch::Contains("input 1, \"more\", is read by no rule") && Catch::Contains("--lenient"));
  std::vector<std::string> warnings;
  OnnxOptions lenient;
  lenient.lenient = true;
  lenient.warnings = &warnings;
  imported(model, lenient);
  REQUIRE(warnings.size() == 2);
  CHECK_THAT(warnings[0], Catch::Contains("ceiling"));
}

TEST_CASE("notes of FINN without meaning pass, and defaults pass where only they do", "[golden][onnx]") {
  OnnxModel model = window();
  integer(last(model), "cycles_estimate", 99);
  text(last(model), "code_gen_dir_ipgen", "somewhere");
  ints(last(model), "inFIFODepths", {7});
  integer(last(model), "outFIFODepth", 2);  // as FINN up to 0.8 calls it
  integer(last(model), "M", 1);
  CHECK(refusal_of(model) == "");
  integer(last(model), "dilution", 0);
  CHECK_THAT(refusal_of(model), Catch::Contains("\"dilution\" = 0"));
}

TEST_CASE("an attribute given twice, or two annotations of one tensor, are refused", "[golden][onnx]") {
  OnnxModel model = window();
  integer(last(model), "SIMD", 1);
  CHECK_THAT(refusal_of(model), Catch::Contains("attribute \"SIMD\" twice"));
  OnnxModel types = window();
  types.annotate("in", "UINT3");
  CHECK_THAT(refusal_of(types), Catch::Contains("two annotations finn_datatype, UINT4 and UINT3"));
}

TEST_CASE("declared shapes and types that differ from the computed ones are refused with both", "[golden][onnx]") {
  OnnxModel shape = typed({1, 4}, "UINT4");
  shape.node("Relu", {"in"}, "a");
  shape.node("Relu", {"a"}, "out");
  declare(shape, "a", {1, 5});
  CHECK_THAT(refusal_of(shape), Catch::Contains("tensor \"a\" is declared [1, 5], but computed [1, 4]"));
  OnnxModel type = typed({1, 4}, "UINT4");
  type.constant("w", {4, 4}, std::vector<float>(16, 1));
  type.annotate("w", "INT2");
  type.node("MatMul", {"in", "w"}, "out");
  CHECK(refusal_of(type) == "");
  type.annotate("out", "UINT5");  // 4 * 15 = 60 needs six bits
  CHECK_THAT(refusal_of(type), Catch::Contains("declared UINT5") && Catch::Contains("0..60"));
}

TEST_CASE("attributes by which a hardware node repeats its tensors must agree with them", "[golden][onnx]") {
  OnnxModel size = window();
  ints(last(size), "OFMDim", {4, 4});
  CHECK_THAT(refusal_of(size), Catch::Contains("OFMDim is [4, 4], its tensors say [3, 3]"));
  OnnxModel type = window();
  text(last(type), "inputDataType", "UINT2");
  CHECK_THAT(refusal_of(type), Catch::Contains("inputDataType is declared UINT2") && Catch::Contains("0..15"));
}

TEST_CASE("what changes cycles stays with the folding, and profiles that do not know it refuse it",
          "[golden][onnx][timing]") {
  OnnxModel model = window();
  integer(last(model), "parallel_window", 1);
  const FoldedNetwork made = imported(model);
  CHECK(made.folding.of("ConvolutionInputGenerator_0").stated.at("parallel_window") == "1");
  const StageGraph graph = build_stage_graph(made.network, made.folding);
  CHECK_THAT(refusal([&] { timing::make_timing_graph(graph, timing::load_profile("weir")); }),
             Catch::Contains("parallel_window = 1"));
  const Folding plain =
      parse_folding(R"({"ConvolutionInputGenerator_rtl_0": {"parallel_window": 0}})", "f", *made.network, made.folding);
  CHECK_FALSE(plain.of("ConvolutionInputGenerator_0").stated.contains("parallel_window"));
  CHECK(parse_folding(folding_to_json(*made.network, made.folding), "f", *made.network, {}).layers ==
        made.folding.layers);
}

TEST_CASE("folding files: a key twice, an unknown key and Defaults", "[golden][folding]") {
  const Network network = *imported(window()).network;
  const auto read = [&](const std::string& file) { return parse_folding(file, "f.json", network, {}); };
  const std::string name = "ConvolutionInputGenerator_0";
  CHECK_THAT(refusal([&] { read(R"({"ConvolutionInputGenerator_0": {"SIMD": 1, "SIMD": 2}})"); }),
             Catch::Contains("\"SIMD\" stands twice"));
  CHECK_THAT(refusal([&] { read(R"({"ConvolutionInputGenerator_0": {"SIND": 1}})"); }), Catch::Contains("--lenient"));
  CHECK_THAT(refusal([&] { read(R"({"StreamingFIFO_0": {"dept": 4}})"); }), Catch::Contains("\"dept\""));
  CHECK(read(R"({"Defaults": {"SIMD": [2, "all"]}})").of(name).SIMD == 2);
  CHECK(
      read(
          R"({"Defaults": {"SIMD": [2, ["ConvolutionInputGenerator_rtl"]]}, "ConvolutionInputGenerator_rtl_0": {"SIMD": 1}})")
          .of(name)
          .SIMD == 1);
  CHECK_THAT(refusal([&] { read(R"({"Defaults": {"SIMD": [2, ["MVAU_hls"]]}})"); }), Catch::Contains("MVAU_hls"));
}

TEST_CASE("ceil_mode counts input, padding and kernel", "[golden][onnx]") {
  const auto pool = [](std::int64_t side, const std::vector<std::int64_t>& pads) {
    OnnxModel model = typed({1, 1, side, side}, "UINT4");
    auto& node = model.node("MaxPool", {"in"}, "out");
    ints(node, "kernel_shape", {3, 3});
    ints(node, "strides", {2, 2});
    ints(node, "pads", pads);
    integer(node, "ceil_mode", 1);
    return model;
  };
  std::vector<std::int32_t> rising;
  for (int i = 0; i < 16; ++i) rising.push_back(i);
  // 4x4: ceil((4 - 3) / 2) + 1 = 2 windows per side, the second of two pixels: maxima at (2, 2), (2, 3), (3, 2), (3,
  // 3).
  CHECK(run(pool(4, {0, 0, 0, 0}), rising) == std::vector<std::int32_t>{10, 11, 14, 15});
  // 3x3 is exact: one window. With a padding of 1 all around, 5 - 3 = 2 is exact as well: 2x2.
  rising.resize(9);
  CHECK(run(pool(3, {0, 0, 0, 0}), rising) == std::vector<std::int32_t>{8});
  CHECK(run(pool(3, {1, 1, 1, 1}), rising) == std::vector<std::int32_t>{4, 5, 7, 8});
  OnnxModel average = typed({1, 1, 4, 4}, "UINT4");
  auto& node = average.node("AveragePool", {"in"}, "out");
  ints(node, "kernel_shape", {3, 3});
  ints(node, "strides", {2, 2});
  integer(node, "ceil_mode", 1);
  // Means of 9, 6, 6 and 4 elements: 5; (2 + 3 + 6 + 7 + 10 + 11) / 6 = 6.5; (8 + ... + 10 + 12 + ... + 14) / 6 = 11;
  // (10 + 11 + 14 + 15) / 4 = 12.5. In steps of 1/36.
  rising.resize(16);
  std::iota(rising.begin(), rising.end(), 0);
  CHECK(run(average, rising) == std::vector<std::int32_t>{180, 234, 396, 450});
}

TEST_CASE("all inputs of Max and Min count", "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT4");
  model.constant("low", {}, {2});
  model.constant("lower", {}, {5});
  model.constant("lowest", {}, {3});
  model.node("Max", {"in", "low", "lower", "lowest"}, "a");
  quantise(model, "a", "out");
  CHECK(run(model, {0, 4, 6, 15}) == std::vector<std::int32_t>{5, 5, 6, 15});
}

TEST_CASE("a Cast of numbers that flow cuts fractions off, or is refused", "[golden][onnx]") {
  const auto model = [](std::int64_t to) {
    OnnxModel made = typed({1, 4}, "UINT4");
    made.constant("half", {}, {0.5F});
    made.node("Mul", {"in", "half"}, "a");
    integer(made.node("Cast", {"a"}, "b"), "to", to);
    quantise(made, "b", "out");
    return made;
  };
  CHECK(run(model(onnx::TensorProto::INT32), {0, 1, 3, 15}) == std::vector<std::int32_t>{0, 0, 1, 7});
  // To even numbers: 0.5 to 0, 1.5 to 2, 7.5 to 8.
  CHECK(run(model(onnx::TensorProto::FLOAT), {0, 1, 3, 15}) == std::vector<std::int32_t>{0, 0, 2, 8});
  CHECK_THAT(refusal_of(model(onnx::TensorProto::BOOL)), Catch::Contains("Cast_b"));
  CHECK_THAT(refusal_of(model(onnx::TensorProto::FLOAT16)), Catch::Contains("to is 10"));
}

TEST_CASE("an ArgMax of the last of equal ones is refused", "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT4");
  auto& node = model.node("ArgMax", {"in"}, "out");
  integer(node, "axis", 1);
  CHECK(refusal_of(model) == "");
  integer(node, "select_last_index", 1);
  CHECK_THAT(refusal_of(model), Catch::Contains("ArgMax_out"));
}

TEST_CASE("a Trunc of five inputs clips nothing", "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT8");
  for (const auto& [name, value] : {std::pair{"s", 1.0F}, {"z", 0.0F}, {"from", 8.0F}, {"to", 4.0F}})
    model.constant(name, {}, {value});
  text(model.node("Trunc", {"in", "s", "z", "from", "to"}, "out"), "rounding_mode", "FLOOR");
  // floor(x / 16): up to 15, beyond the 7 of four signed bits.
  CHECK(run(model, {0, 15, 128, 255}) == std::vector<std::int32_t>{0, 0, 8, 15});
}

TEST_CASE("a signed Quant of one bit is the sign", "[golden][onnx]") {
  OnnxModel model = typed({1, 3}, "INT4");
  model.constant("scale", {}, {1});
  model.constant("zero", {}, {0});
  model.constant("bits", {}, {1});
  integer(model.node("Quant", {"in", "scale", "zero", "bits"}, "out"), "signed", 1);
  CHECK(run(model, {-8, 0, 7}) == std::vector<std::int32_t>{-1, 1, 1});
}

TEST_CASE("FINN's bipolar depthwise unit counts equal bits", "[golden][onnx]") {
  OnnxModel model = typed({1, 1, 1, 3}, "BIPOLAR");
  model.layout("in", "NHWC");
  model.constant("w", {1, 1, 3, 1}, {1, -1, 1});
  model.annotate("w", "BIPOLAR");
  auto& node = hardware(model, "VVAU_hls", {"in", "w"}, "out");
  integer(node, "Channels", 1);
  ints(node, "Kernel", {3, 1});
  ints(node, "Dim", {1, 1});
  integer(node, "noActivation", 1);
  const FoldedNetwork made = imported(model);
  const Tensor sum = Model(made.network).run({Tensor({1, 1, 3}, {1, 1, 1})}).front().output;
  // Two of three bits are equal.
  CHECK(made.network->output_scale.front() * (sum.data.front() + made.network->output_offset.front()) == 2);
}

TEST_CASE("accDataType of FINN's bipolar matrix unit binds no counts before thresholds, and others with a warning",
          "[golden][onnx]") {
  const bool is_activated = GENERATE(true, false);
  OnnxModel model = typed({1, 7}, "BINARY");
  model.constant("w", {7, 1}, {1, 0, 1, 1, 0, 1, 1});
  model.annotate("w", "BINARY");
  model.constant("t", {1, 1}, {4});
  auto& node =
      hardware(model, "MVAU_hls",
               is_activated ? std::vector<std::string>{"in", "w", "t"} : std::vector<std::string>{"in", "w"}, "out");
  integer(node, "binaryXnorMode", 1);
  integer(node, "noActivation", is_activated ? 0 : 1);
  text(node, "outputDataType", is_activated ? "BINARY" : "INT3");
  text(node, "accDataType", "INT3");  // what FINN takes from the weights; equal bits are 0 to 7
  std::vector<std::string> warnings;
  golden::OnnxOptions options;
  options.warnings = &warnings;
  const Tensor all_equal({1, 7}, {1, 0, 1, 1, 0, 1, 1});
  const FoldedNetwork made = imported(model, options);
  CHECK(Model(made.network).run({all_equal}).front().output.data.front() == (is_activated ? 1 : 7));
  CHECK(warnings.size() == (is_activated ? 0 : 1));
  if (!is_activated) CHECK_THAT(warnings.at(0), Catch::Contains("accDataType is INT3, but its sums reach 0..7"));
}

TEST_CASE("weights of +1 and -1 keep the type that the hardware node states", "[golden][onnx]") {
  OnnxModel model = typed({1, 2}, "UINT4");
  model.constant("w", {2, 1}, {1, -1});
  model.annotate("w", "BIPOLAR");
  auto& node = hardware(model, "MVAU_rtl", {"in", "w"}, "out");
  integer(node, "noActivation", 1);
  text(node, "weightDataType", "INT2");
  CHECK(std::get<Mvau>(imported(model).network->layers.front().kind).weight == DataType::int_(2));
  text(*model.graph().mutable_node(0), "accDataType", "INT4");  // sums reach -15..15
  CHECK_THAT(refusal_of(model), Catch::Contains("accDataType is INT4") && Catch::Contains("-15..15"));
}

TEST_CASE("a hardware thresholding that changes nothing stays a layer with its own folding", "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT2");
  model.constant("t", {1, 3}, {1, 2, 3});
  auto& node = hardware(model, "Thresholding_rtl", {"in", "t"}, "out");
  text(node, "outputDataType", "UINT2");
  integer(node, "PE", 2);
  const FoldedNetwork made = imported(model);
  REQUIRE(made.network->layers.size() == 1);
  CHECK(made.folding.of("Thresholding_0").PE == 2);
}

TEST_CASE("a network without layers is one clear answer wherever hardware is wanted", "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT4");
  model.node("Identity", {"in"}, "out");
  const FoldedNetwork made = imported(model);
  CHECK(made.network->layers.empty());
  CHECK_THAT(refusal([&] { build_stage_graph(made.network, made.folding); }), Catch::Contains("error[no-layers]"));
}

TEST_CASE("groups become a convolution with zeros", "[golden][onnx]") {
  OnnxModel model = typed({1, 2, 1, 1}, "UINT4");
  model.constant("w", {4, 1, 1, 1}, {1, 2, 3, -1});
  model.annotate("w", "INT3");
  integer(model.node("Conv", {"in", "w"}, "out"), "group", 2);
  CHECK(run(model, {5, 7}) == std::vector<std::int32_t>{5, 10, 21, -7});
}

TEST_CASE("zeros around a shifted picture are the code of zero", "[golden][onnx]") {
  OnnxModel model = typed({1, 1, 1, 1}, "UINT3");
  model.constant("shift", {}, {-4});
  model.constant("w", {1, 1, 1, 3}, {1, 1, 1});
  model.annotate("w", "INT2");
  model.node("Add", {"in", "shift"}, "a");
  ints(model.node("Conv", {"a", "w"}, "out"), "pads", {0, 1, 0, 1});
  CHECK(run(model, {7}) == std::vector<std::int32_t>{3});  // 0 + (7 - 4) + 0
}

TEST_CASE("a curve of the input alone, without a layer, is refused", "[golden][onnx]") {
  OnnxModel model = typed({1, 4}, "UINT4");
  model.node("Sigmoid", {"in"}, "out");
  CHECK_THAT(refusal_of(model), Catch::Contains("Sigmoid_out") && Catch::Contains("put a quantiser"));
}
