/// The rest of FINN's and FINN+'s operations, those that cut, join, repeat, pool and pass words, attribute by attribute
/// as in test_finn_attributes.cpp; the names of earlier releases; and the operations that no rule reads, by name.
#include "tests/onnx/finn_attributes.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

using Numbers = std::vector<std::pair<const char*, int>>;

void set_all(onnx::NodeProto& node, const Numbers& numbers,
             const std::vector<std::pair<const char*, const char*>>& texts = {}) {
  for (const auto& [key, value] : numbers) integer(node, key, value);
  for (const auto& [key, value] : texts) text(node, key, value);
}

OnnxModel forked(const std::vector<std::int64_t>& shape) {
  OnnxModel model = picture(shape);
  auto& copy = hardware(model, "DuplicateStreams_hls", {"in"}, "a");
  copy.add_output("b");
  set_all(copy, {{"NumChannels", static_cast<int>(shape.back())}, {"NumOutputStreams", 2}, {"PE", 2}},
          {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel duplicate(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 4});
  auto& node = hardware(model, op, {"in"});
  node.add_output("b");
  model.graph().add_output()->set_name("b");
  set_all(node, {{"NumChannels", 4}, {"NumOutputStreams", 2}, {"PE", 1}}, {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel add_streams(const std::string& op) {
  OnnxModel model = forked({1, 2, 2, 4});
  set_all(hardware(model, op, {"a", "b"}), {{"NumChannels", 4}, {"PE", 2}}, {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel eltwise(const std::string& op) {
  OnnxModel model = forked({1, 2, 2, 4});
  set_all(hardware(model, op, {"a", "b"}), {{"NumChannels", 4}, {"PE", 2}},
          {{"inputDataType0", "UINT4"}, {"inputDataType1", "UINT4"}, {"eltwiseOp", "Sub"}});
  return model;
}

OnnxModel concat(const std::string& op) {
  OnnxModel model = forked({1, 2, 2, 4});
  auto& node = hardware(model, op, {"a", "b"});
  ints(node, "ChannelsPerStream", {4, 4});
  integer(node, "SIMD", 2);
  return model;
}

OnnxModel split(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 4});
  auto& node = hardware(model, op, {"in"});
  node.add_output("b");
  model.graph().add_output()->set_name("b");
  ints(node, "ChannelsPerStream", {2, 2});
  set_all(node, {{"SIMD", 1}}, {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel down_sampler(const std::string& op) {
  OnnxModel model = picture({1, 4, 4, 2});
  set_all(hardware(model, op, {"in"}), {{"ImgDim", 4}, {"NumChannels", 2}, {"SIMD", 1}, {"Stride", 2}},
          {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel pool(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 8});
  auto& node = hardware(model, op, {"in"});
  ints(node, "KernelSize", {2, 2});
  ints(node, "OutImgDims", {2, 2});
  set_all(node, {{"Channels", 2}, {"PE", 1}},
          {{"Function", "MaxPool"}, {"InputDataType", "UINT4"}, {"OutputDataType", "UINT4"}});
  return model;
}

OnnxModel average_pool(const std::string& op) {
  OnnxModel model = pool(op);
  auto& node = *model.graph().mutable_node(0);
  for (const auto& [key, value] : {std::pair{"Function", "QuantAvgPool"}, {"Size", "2"}, {"AccumBits", "6"}})
    set_attribute(node, {key, value, kCounts});
  return model;
}

OnnxModel accumulate(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 4});
  auto& node = hardware(model, op, {"in"});
  set_all(node, {{"NumChannels", 4}, {"PE", 1}}, {{"inputDataType", "UINT4"}});
  ints(node, "numInputVectors", {1, 2, 2});
  return model;
}

OnnxModel upsample(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 4});
  set_all(hardware(model, op, {"in"}), {{"OFMDim", 4}, {"IFMDim", 2}, {"NumChannels", 4}},
          {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel plus_upsample(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 4});
  set_all(hardware(model, op, {"in"}), {{"HI", 2}, {"WI", 2}, {"HO", 4}, {"WO", 6}, {"NumChannels", 4}, {"SIMD", 4}},
          {{"inputDataType", "UINT4"}});
  return model;
}

OnnxModel lookup(const std::string& op) {
  OnnxModel model = picture({1, 3}, "UINT2");
  model.constant("table", {4, 2}, {1, -1, 2, -2, 3, -3, 0, 7});
  auto& node = hardware(model, op, {"in", "table"});
  set_all(node, {{"NumEmbeddings", 4}, {"EmbeddingDim", 2}}, {{"EmbeddingType", "INT4"}, {"InputType", "UINT2"}});
  ints(node, "InputShape", {1, 3});
  return model;
}

OnnxModel crop(const std::string& op) {
  OnnxModel model = picture({1, 4, 4, 2});
  auto& node = hardware(model, op, {"in"});
  ints(node, "ImgDim", {4, 4});
  set_all(node, {{"NumChannels", 2}, {"CropNorth", 1}, {"CropSouth", 0}, {"CropEast", 0}, {"CropWest", 1}, {"SIMD", 1}},
          {{"DataType", "UINT4"}});
  return model;
}

OnnxModel converter(const std::string& op) {
  OnnxModel model = picture({1, 8});
  auto& node = hardware(model, op, {"in"});
  set_all(node, {{"inWidth", 8}, {"outWidth", 16}}, {{"dataType", "UINT4"}});
  ints(node, "shape", {1, 8});
  return model;
}

OnnxModel fifo(const std::string& op) {
  OnnxModel model = picture({1, 8});
  auto& node = hardware(model, op, {"in"});
  set_all(node, {{"depth", 32}}, {{"dataType", "UINT4"}});
  ints(node, "folded_shape", {1, 4, 2});
  ints(node, "normal_shape", {1, 8});
  return model;
}

OnnxModel elementwise(const std::string& op) {
  OnnxModel model = picture({1, 1, 2, 2});
  model.constant("p", {2}, {3, 2});
  auto& node = hardware(model, op, {"in", "p"});
  ints(node, "lhs_shape", {1, 1, 2, 2});
  ints(node, "rhs_shape", {2});
  ints(node, "out_shape", {1, 1, 2, 2});
  set_all(node, {{"PE", 1}},
          {{"lhs_dtype", "UINT4"}, {"rhs_dtype", "INT4"}, {"out_dtype", "INT9"}, {"rhs_style", "const"}});
  return model;
}

OnnxModel elementwise_streams(const std::string& op) {
  OnnxModel model = forked({1, 2, 2, 4});
  auto& node = hardware(model, op, {"a", "b"});
  for (const char* key : {"lhs_shape", "rhs_shape", "out_shape"}) ints(node, key, {1, 2, 2, 4});
  set_all(node, {{"PE", 2}}, {{"lhs_dtype", "UINT4"}, {"rhs_dtype", "UINT4"}, {"out_dtype", "UINT5"}});
  return model;
}

OnnxModel reshape(const std::string& op) {
  OnnxModel model = picture({1, 1, 2, 2});
  auto& node = hardware(model, op, {"in"}, "a");
  ints(node, "inp_shape", {1, 1, 2, 2});
  ints(node, "out_shape", {1, 4});
  set_all(node, {{"PE", 2}}, {{"dtype", "UINT4"}});
  model.constant("t", {1, 1}, {2});
  auto& thresholds = hardware(model, "Thresholding_rtl", {"a", "t"});
  set_all(thresholds, {{"PE", 2}}, {{"outputDataType", "BINARY"}});
  return model;
}

/// A way to memory in front of a node that is timed.
OnnxModel dma(const std::string& op) {
  OnnxModel model = picture({1, 4});
  set_all(hardware(model, op, {"in"}, "a"), {});
  model.constant("t", {1, 1}, {2});
  set_all(hardware(model, "Thresholding_rtl", {"a", "t"}), {{"PE", 2}}, {{"outputDataType", "BINARY"}});
  return model;
}

struct Case {
  Operation operation;
  bool is_timed = true;
  int node = 0;
};

const std::vector<Case>& cases() {
  const std::vector<Setting> sampling{
      {"ImgDim", "5", kRefused}, {"NumChannels", "4", kRefused},     {"SIMD", "2", kCounts},
      {"Stride", "4", kCounts},  {"numInputVectors", "2", kRefused}, {"inputDataType", "UINT3", kRefused},
      {"is1D", "1", kNothing},   {"is1D_unitx", "0", kNothing}};
  static const std::vector<Case> all{
      {{"DuplicateStreams_hls",
        duplicate,
        {{"NumChannels", "2", kRefused},
         {"NumOutputStreams", "3", kRefused},
         {"PE", "2", kCounts},
         {"inputDataType", "UINT3", kRefused},
         {"numInputVectors", "[1 2 3]", kRefused}}}},
      {{"AddStreams_hls",
        add_streams,
        {{"NumChannels", "2", kRefused},
         {"PE", "4", kCounts},
         {"inputDataType", "UINT3", kRefused},
         {"inputDataTypes", "{UINT4 UINT3}", kRefused},
         {"numInputVectors", "[1 2 3]", kRefused}}},
       true,
       1},
      {{"StreamingEltwise_hls",
        eltwise,
        {{"NumChannels", "2", kRefused},
         {"PE", "4", kCounts},
         {"inputDataType0", "UINT3", kRefused},
         {"inputDataType1", "UINT3", kRefused},
         {"eltwiseOp", "AbsDiff", kCounts},
         {"eltwiseOp", "Mul", kRefused},
         {"numInputVectors", "[1 2 3]", kRefused}}},
       false,
       1},
      {{"StreamingConcat_hls",
        concat,
        {{"ChannelsPerStream", "[4 2]", kRefused},
         {"ElemsPerStream", "[4 2]", kRefused},
         {"SIMD", "4", kCounts},
         {"inputDataType", "UINT3", kRefused},
         {"inputDataTypes", "{UINT4 UINT3}", kRefused},
         {"numInputVectors", "[1 2 3]", kRefused}}},
       false,
       1},
      {{"StreamingSplit_hls",
        split,
        {{"ChannelsPerStream", "[1 3]", kCounts},
         {"ChannelsPerStream", "[1 2]", kRefused},
         {"SIMD", "2", kCounts},
         {"inputDataType", "UINT3", kRefused},
         {"numInputVectors", "[1 2 3]", kRefused}}},
       false},
      {{"DownSampler_hls", down_sampler, sampling}},
      {{"Pool_hls",
        pool,
        {{"Channels", "4", kRefused},
         {"PE", "2", kCounts},
         {"KernelSize", "[4 1]", kCounts},
         {"KernelSize", "[2 1]", kRefused},
         {"OutImgDims", "[2 3]", kRefused},
         {"InputDataType", "UINT3", kRefused},
         {"OutputDataType", "UINT3", kRefused, "UINT3"},
         {"Function", "AccPool", kRefused, "UINT6"},
         {"AccumBits", "9", kNothing},
         {"Size", "0", kNothing},
         {"BatchSize", "2", kRefused}}}},
      {{"Pool_hls", average_pool, {{"Size", "3", kCounts}, {"OutputDataType", "UINT3", kRefused, "UINT3"}}}},
      {{"GlobalAccPool_hls",
        accumulate,
        {{"NumChannels", "2", kRefused},
         {"PE", "2", kCounts},
         {"inputDataType", "UINT3", kRefused},
         {"numInputVectors", "[1 2 3]", kRefused}}},
       true},
      {{"UpsampleNearestNeighbour_hls",
        upsample,
        {{"OFMDim", "8", kCounts},
         {"OFMDim", "5", kRefused, "5 is no multiple"},
         {"IFMDim", "3", kRefused},
         {"NumChannels", "2", kRefused},
         {"inputDataType", "UINT3", kRefused},
         {"DimMode", "1", kCounts},
         {"numInputVectors", "2", kRefused}}},
       true},
      {{"UpsampleNearestNeighbour_hls",
        plus_upsample,
        {{"HI", "3", kRefused},
         {"WI", "3", kRefused},
         {"HO", "2", kCounts},
         {"WO", "2", kCounts},
         {"WO", "5", kRefused, "5 is no multiple"},
         {"SIMD", "1", kRefused},
         {"SIMD", "2", kRefused},
         {"SIMD", "3", kRefused, "divisors of its 4 channels"},
         {"NumChannels", "2", kRefused},
         {"inputDataType", "UINT3", kRefused},
         {"batchSize", "2", kRefused}}},
       true},
      {{"Lookup_hls",
        lookup,
        {{"NumEmbeddings", "5", kRefused},
         {"EmbeddingDim", "3", kRefused},
         {"EmbeddingType", "INT5", kCounts},
         {"InputType", "BINARY", kRefused},
         {"InputShape", "[1 4]", kRefused},
         {"mem_mode", "external", kRefused},
         {"ext_mem_width", "64", kNothing}}},
       true},
      {{"Crop_hls",
        crop,
        {{"ImgDim", "[5 4]", kRefused},
         {"NumChannels", "4", kRefused},
         {"CropNorth", "2", kCounts},
         {"CropSouth", "1", kCounts},
         {"CropEast", "1", kCounts},
         {"CropWest", "0", kCounts},
         {"SIMD", "2", kCounts},
         {"DataType", "UINT3", kRefused},
         {"numInputVectors", "[2]", kRefused}}},
       false},
      {{"StreamingDataWidthConverter_hls",
        converter,
        {{"inWidth", "4", kCounts},
         {"outWidth", "32", kCounts},
         {"outWidth", "6", kRefused},
         {"shape", "[1 9]", kNothing},
         {"inShape", "[1 9]", kNothing},
         {"outShape", "[1 9]", kNothing},
         {"dataType", "UINT3", kRefused},
         {"impl_style", "vivado", kNothing}}}},
      {{"StreamingFIFO_rtl",
        fifo,
        {{"depth", "64", kCounts},
         {"impl_style", "vivado", kCounts},
         {"impl_style", "virtual", kRefused},
         {"folded_shape", "[1 2 4]", kCounts},
         {"normal_shape", "[1 9]", kNothing},
         {"dataType", "UINT3", kRefused},
         {"ram_style", "block", kNothing},
         {"depth_monitor", "1", kNothing}}}},
      {{"ElementwiseAdd_hls",
        elementwise,
        {{"lhs_dtype", "UINT3", kRefused},
         {"rhs_dtype", "INT2", kRefused, "INT2"},
         {"out_dtype", "INT10", kCounts},
         {"lhs_shape", "[1 1 2 3]", kRefused},
         {"rhs_shape", "[3]", kRefused},
         {"out_shape", "[1 1 2 3]", kRefused},
         {"lhs_style", "const", kRefused},
         {"rhs_style", "input", kRefused},
         {"PE", "2", kCounts},
         {"ram_style", "block", kCounts},
         {"mem_mode", "internal_embedded", kCounts},
         {"direction", "LEFT", kRefused}}}},
      {{"ElementwiseMul_hls", elementwise, {{"PE", "2", kCounts}, {"lhs_dtype", "UINT3", kRefused}}}},
      {{"ElementwiseSub_hls", elementwise, {{"PE", "2", kCounts}, {"lhs_dtype", "UINT3", kRefused}}}},
      {{"ElementwiseAdd_hls",
        elementwise_streams,
        {{"lhs_dtype", "UINT3", kRefused},
         {"rhs_dtype", "UINT3", kRefused},
         {"lhs_shape", "[1 2 2 5]", kRefused},
         {"rhs_shape", "[1 2 2 5]", kRefused},
         {"lhs_style", "const", kRefused},
         {"rhs_style", "const", kRefused},
         {"PE", "4", kCounts}}},
       true,
       1},
      {{"Reshape_rtl",
        reshape,
        {{"inp_shape", "[1 4]", kRefused},
         {"out_shape", "[1 5]", kRefused, "5"},
         {"dtype", "UINT3", kRefused},
         {"PE", "3", kRefused, "3"}}}},
      {{"Squeeze_hls", reshape, {{"inp_dtype", "UINT3", kRefused}, {"out_dtype", "UINT3", kRefused}}}},
      {{"Unsqueeze_hls", reshape, {{"inp_dtype", "UINT3", kRefused}, {"out_dtype", "UINT3", kRefused}}}},
      {{"IODMA_hls",
        dma,
        {{"NumChannels", "4", kNothing},
         {"dataType", "UINT4", kNothing},
         {"streamWidth", "64", kNothing},
         {"intfWidth", "64", kNothing},
         {"burstMode", "wrap", kNothing},
         {"direction", "in", kNothing},
         {"intfName", "x", kNothing},
         {"numInputVectors", "[1]", kNothing}}}},
      {{"TLastMarker_hls",
        dma,
        {{"NumIters", "4", kNothing},
         {"DynIters", "0", kNothing},
         {"Direction", "in", kNothing},
         {"StreamWidth", "8", kNothing},
         {"ElemWidth", "4", kNothing},
         {"Protocol", "internal", kNothing}}}},
  };
  return all;
}

}  // namespace

TEST_CASE("every attribute of the operations between FINN's units counts, or is refused by name, or says nothing",
          "[onnx][finn]") {
  for (const Case& c : cases()) {
    check_settings(c.operation, c.operation.settings, c.is_timed, c.node);
    check_settings(c.operation, notes(), c.is_timed, c.node);
  }
}

TEST_CASE("operations of FINN and FINN+ that no layer stands for are refused by name", "[onnx][finn]") {
  for (const char* op : {"CheckSum_hls",
                         "FMPadding_Pixel_hls",
                         "HWSoftmax_hls",
                         "InnerShuffle_rtl",
                         "OuterShuffle_hls",
                         "Shuffle",
                         "LayerNorm_hls",
                         "LayerNorm_rtl",
                         "MergeMultiHeads_hls",
                         "SplitMultiHeads_hls",
                         "ReplicateStream_hls",
                         "ScaledDotProductAttention_hls",
                         "Requant_rtl",
                         "PWPolyF_hls",
                         "HWWhere_hls",
                         "SelectToken_hls",
                         "Pad1D_hls",
                         "FINNLoop",
                         "DNNContainer",
                         "ElementwiseDiv_hls",
                         "ElementwiseMax_hls",
                         "ElementwiseMin_hls",
                         "ElementwiseAnd_hls",
                         "ElementwiseOr_hls",
                         "ElementwiseXor_hls",
                         "ElementwiseEqual_hls",
                         "ElementwiseLess_hls",
                         "ElementwiseLessOrEqual_hls",
                         "ElementwiseGreater_hls",
                         "ElementwiseGreaterOrEqual_hls",
                         "ElementwiseBitShift_hls",
                         "ElementwiseBitwiseAnd_hls",
                         "ElementwiseBitwiseOr_hls",
                         "ElementwiseBitwiseXor_hls",
                         "ElementwiseAbsDiff_hls"}) {
    OnnxModel model = picture({1, 2, 2, 4});
    hardware(model, op, {"in"});
    CHECK_THAT(refusal_of([&] { built(model); }), Catch::Contains(op));
  }
}
