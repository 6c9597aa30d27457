/// Every attribute that an operation of FINN has, each set in a hardware file of its own: it changes the hardware that
/// Weir times, or the file is refused with its name, or it says nothing about values and cycles. Names: node attributes
/// of FINN 0.9, 0.10.1 and its development branch.
#include "tests/onnx/finn_attributes.hpp"

using namespace weir;
using namespace weir::golden;
using namespace weir::test;

namespace {

OnnxModel matrix(const std::string& op) {
  OnnxModel model = picture({1, 4});
  model.constant("w", {4, 2}, {1, -1, 2, 3, -4, 5, 6, 7});
  model.annotate("w", "INT4");
  model.constant("t", {2, 1}, {1, 2});
  auto& node = hardware(model, op, {"in", "w", "t"});
  for (const auto& [key, value] : {std::pair{"MW", 4}, {"MH", 2}, {"PE", 1}, {"SIMD", 2}}) integer(node, key, value);
  text(node, "inputDataType", "UINT4");
  text(node, "weightDataType", "INT4");
  text(node, "outputDataType", "BINARY");
  return model;
}

OnnxModel depthwise(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 8});
  model.constant("w", {2, 1, 2, 2}, {1, -1, 2, 3, -4, 5, 6, 7});
  model.annotate("w", "INT4");
  auto& node = hardware(model, op, {"in", "w"});
  ints(node, "Dim", {2, 2});
  ints(node, "Kernel", {2, 2});
  for (const auto& [key, value] : {std::pair{"Channels", 2}, {"PE", 1}, {"SIMD", 1}, {"noActivation", 1}})
    integer(node, key, value);
  text(node, "inputDataType", "UINT4");
  text(node, "weightDataType", "INT4");
  return model;
}

OnnxModel window(const std::string& op) {
  OnnxModel model = picture({1, 6, 6, 2});
  auto& node = hardware(model, op, {"in"});
  ints(node, "ConvKernelDim", {3, 3});
  ints(node, "IFMDim", {6, 6});
  ints(node, "Stride", {1, 1});
  integer(node, "IFMChannels", 2);
  integer(node, "SIMD", 2);
  text(node, "inputDataType", "UINT4");
  return model;
}

OnnxModel thresholding(const std::string& op) {
  OnnxModel model = picture({1, 4});
  model.constant("t", {1, 3}, {1, 2, 3});
  auto& node = hardware(model, op, {"in", "t"});
  integer(node, "NumChannels", 4);
  integer(node, "numSteps", 3);
  integer(node, "PE", 1);
  text(node, "inputDataType", "UINT4");
  text(node, "outputDataType", "UINT2");
  return model;
}

OnnxModel padding(const std::string& op) {
  OnnxModel model = picture({1, 4, 4, 2});
  auto& node = hardware(model, op, {"in"});
  ints(node, "ImgDim", {4, 4});
  ints(node, "Padding", {1, 1, 1, 1});
  integer(node, "NumChannels", 2);
  integer(node, "SIMD", 1);
  text(node, "inputDataType", "UINT4");
  return model;
}

OnnxModel max_pool(const std::string& op) {
  OnnxModel model = picture({1, 4, 4, 2});
  auto& node = hardware(model, op, {"in"});
  ints(node, "ImgDim", {4, 4});
  ints(node, "PoolDim", {2, 2});
  integer(node, "NumChannels", 2);
  text(node, "dataType", "UINT4");
  return model;
}

OnnxModel label_select(const std::string& op) {
  OnnxModel model = picture({1, 8});
  auto& node = hardware(model, op, {"in"});
  integer(node, "Labels", 8);
  integer(node, "K", 1);
  integer(node, "PE", 1);
  text(node, "inputDataType", "UINT4");
  return model;
}

OnnxModel channelwise(const std::string& op) {
  OnnxModel model = picture({1, 2, 2, 2});
  model.constant("p", {2}, {3, -2});
  auto& node = hardware(model, op, {"in", "p"});
  integer(node, "NumChannels", 2);
  integer(node, "PE", 1);
  text(node, "Func", "add");
  text(node, "paramDataType", "INT3");
  text(node, "outputDataType", "INT8");
  return model;
}

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all{
      {"MVAU_hls",
       matrix,
       {{"PE", "2", kCounts},
        {"SIMD", "4", kCounts},
        {"resType", "dsp", kCounts},
        {"ActVal", "-1", kRefused, "outputDataType"},
        {"accDataType", "INT4", kRefused},
        {"weightDataType", "INT3", kRefused},
        {"outputDataType", "UINT2", kCounts},
        {"numInputVectors", "[2]", kRefused},
        {"MW", "8", kRefused},
        {"MH", "4", kRefused},
        {"mem_mode", "external", kRefused},
        {"mem_mode", "internal_embedded", kCounts},
        {"ram_style", "block", kCounts},
        {"ram_style_thresholds", "block", kNothing},
        {"runtime_writeable_weights", "1", kNothing},
        {"dynamic_input", "1", kRefused},
        {"preferred_impl_style", "rtl", kNothing},
        {"TH", "2", kRefused}}},
      {"MVAU_rtl",
       matrix,
       {{"pumpedCompute", "1", kRefused}, {"pumpedMemory", "1", kRefused}, {"mem_mode", "external", kRefused}}},
      {"VVAU_hls",
       depthwise,
       {{"PE", "2", kCounts},
        {"SIMD", "2", kCounts},
        {"Channels", "4", kRefused},
        {"Kernel", "[4 1]", kCounts},
        {"Dim", "[4 4]", kRefused},
        {"mem_mode", "external", kRefused},
        {"resType", "dsp", kCounts}}},
      {"ConvolutionInputGenerator_rtl",
       window,
       {{"SIMD", "1", kCounts},
        {"depthwise", "1", kCounts},
        {"Dilation", "[2 2]", kCounts},
        {"Stride", "[3 3]", kCounts},
        {"OFMDim", "[3 3]", kRefused},
        {"IFMDim", "[5 5]", kRefused},
        {"IFMChannels", "4", kRefused},
        {"parallel_window", "1", kCounts},
        {"ram_style", "block", kCounts},
        {"is1D", "1", kNothing},
        {"M", "2", kRefused},
        {"dynamic_mode", "1", kRefused}}},
      {"ConvolutionInputGenerator_hls",
       window,
       {{"parallel_window", "1", kRefused}, {"Dilation", "[2 2]", kCounts}, {"Stride", "[3 1]", kRefused}}},
      {"Thresholding_rtl",
       thresholding,
       {{"PE", "2", kCounts},
        {"ActVal", "-1", kRefused, "outputDataType"},
        {"numSteps", "7", kRefused},
        {"NumChannels", "8", kRefused},
        {"deep_pipeline", "0", kCounts},
        {"uniform_thres", "1", kNothing},
        {"depth_trigger_uram", "9", kCounts},
        {"depth_trigger_bram", "9", kCounts},
        {"runtime_writeable_weights", "1", kNothing},
        {"weightDataType", "INT5", kNothing}}},
      {"Thresholding_hls", thresholding, {{"mem_mode", "internal_embedded", kCounts}, {"ram_style", "block", kCounts}}},
      {"FMPadding_rtl",
       padding,
       {{"Padding", "[1 0 0 0]", kCounts},
        {"ImgDim", "[5 5]", kRefused},
        {"SIMD", "2", kCounts},
        {"numInputVectors", "2", kRefused},
        {"dynamic_mode", "1", kRefused}}},
      {"StreamingMaxPool_hls",
       max_pool,
       {{"PoolDim", "[4 4]", kCounts},
        {"PE", "2", kCounts},
        {"CeilMode", "1", kNothing},  // the windows fill the picture
        {"ImgDim", "[8 8]", kRefused},
        {"NumChannels", "4", kRefused},
        {"dataType", "UINT2", kRefused}}},
      {"LabelSelect_hls",
       label_select,
       {{"PE", "2", kCounts}, {"K", "3", kCounts}, {"Labels", "4", kRefused}, {"numInputVectors", "[2]", kRefused}}},
      {"ChannelwiseOp_hls",
       channelwise,
       {{"PE", "2", kCounts},
        {"Func", "mul", kCounts},
        {"paramDataType", "INT2", kRefused, "INT2"},
        {"NumChannels", "4", kRefused},
        {"ram_style", "block", kCounts}}},
  };
  return all;
}

}  // namespace

TEST_CASE("every attribute of FINN's operations counts, or is refused by name, or says nothing of hardware",
          "[onnx][finn]") {
  for (const Operation& operation : operations()) {
    check_settings(operation, operation.settings);
    check_settings(operation, notes());
  }
}
