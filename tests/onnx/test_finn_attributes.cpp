/// Every attribute that an operation of FINN has, each set in a hardware file of its own: it changes the hardware that
/// Weir times, or the file is refused with its name, or it says nothing about values and cycles. Names: node attributes
/// of FINN 0.9, 0.10.1 and its development branch.
#include <catch2/catch.hpp>
#include <functional>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/profile/profile.hpp"
#include "tests/onnx/model.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::integer;
using weir::test::ints;
using weir::test::OnnxModel;
using weir::test::text;

namespace {

enum class Fate {
  kCounts,   ///< the hardware, its folding or its timing differs from the file without it
  kRefused,  ///< the import or the timing names it
  kNothing,  ///< same values, same cycles
};
using Fate::kCounts, Fate::kNothing, Fate::kRefused;

struct Setting {
  const char* attribute;
  const char* value;  ///< a number, "[a b]" or a text
  Fate fate;
  const char* told = nullptr;  ///< what a refusal names where that is not the attribute
};

struct Operation {
  const char* op_type;
  std::function<OnnxModel(const std::string& op_type)> file;
  std::vector<Setting> settings;
};

onnx::NodeProto& hardware(OnnxModel& model, const std::string& op, const std::vector<std::string>& inputs) {
  auto& node = model.node(op, inputs, "out");
  const bool has_tag = op.ends_with("_hls") || op.ends_with("_rtl");
  node.set_domain("finn.custom_op.fpgadataflow" + (has_tag ? "." + op.substr(op.size() - 3) : ""));
  text(node, "backend", "fpgadataflow");
  return node;
}

OnnxModel picture(const std::vector<std::int64_t>& shape, const std::string& type = "UINT4") {
  OnnxModel model(shape);
  model.annotate("in", type);
  model.layout("in", "NHWC");
  return model;
}

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
  static const std::vector<Setting> notes{{"code_gen_dir_ipgen", "/tmp/a", kNothing},
                                          {"ipgen_path", "/tmp/a", kNothing},
                                          {"ip_path", "/tmp/a", kNothing},
                                          {"ip_vlnv", "a:b:c", kNothing},
                                          {"exec_mode", "rtlsim", kNothing},
                                          {"cycles_rtlsim", "7", kNothing},
                                          {"cycles_estimate", "7", kNothing},
                                          {"rtlsim_trace", "a.vcd", kNothing},
                                          {"rtlsim_so", "a.so", kNothing},
                                          {"res_estimate", "x", kNothing},
                                          {"res_hls", "x", kNothing},
                                          {"res_synth", "x", kNothing},
                                          {"slr", "1", kNothing},
                                          {"mem_port", "x", kNothing},
                                          {"partition_id", "1", kNothing},
                                          {"device_id", "1", kNothing},
                                          {"inFIFODepths", "[9 9]", kNothing},
                                          {"outFIFODepths", "[9 9]", kNothing},
                                          {"output_hook", "x", kNothing},
                                          {"io_chrc_period", "9", kNothing},
                                          {"mlo_max_iter", "3", kRefused},
                                          {"made_up", "1", kRefused}};
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
  static const std::vector<Operation> with_notes = [] {
    std::vector<Operation> made = all;
    for (Operation& operation : made) operation.settings.insert(operation.settings.end(), notes.begin(), notes.end());
    return made;
  }();
  return with_notes;
}

void set(onnx::NodeProto& node, const Setting& setting) {
  for (int i = 0; i < node.attribute_size(); ++i)
    if (node.attribute(i).name() == setting.attribute) node.mutable_attribute()->DeleteSubrange(i--, 1);
  const std::string value = setting.value;
  if (value.front() == '[') {
    std::vector<std::int64_t> numbers;
    std::istringstream in(value.substr(1));
    for (std::int64_t number = 0; in >> number;) numbers.push_back(number);
    ints(node, setting.attribute, numbers);
  } else if (value.find_first_not_of("-0123456789") == std::string::npos) {
    integer(node, setting.attribute, std::stoll(value));
  } else {
    text(node, setting.attribute, value);
  }
}

/// What is built and when: layers, folding, blocks. Throws what the import and the timing throw.
struct Built {
  std::vector<LayerKind> kinds;
  std::vector<int> folds;
  std::vector<std::string> ram_styles;
  std::vector<std::map<std::string, std::string>> stated;
  std::vector<timing::finn::Block> blocks;
  std::vector<Parameters> parameters;
  bool operator==(const Built&) const = default;
};

Built built(const OnnxModel& model) {
  const std::string bytes = model.bytes();
  const FoldedNetwork made =
      import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "model");
  const StageGraph graph = build_stage_graph(made.network, made.folding);
  const timing::TimingGraph timed = make_timing_graph(graph, timing::load_profile(timing::profile_of(graph)));
  Built all;
  for (const Layer& layer : made.network->layers) all.parameters.push_back(layer.parameters);
  for (const Stage& stage : graph.stages) {
    all.kinds.push_back(stage.kind);
    all.folds.insert(all.folds.end(), {stage.folding.PE, stage.folding.SIMD});
    all.ram_styles.push_back(stage.folding.ram_style);
    all.stated.push_back(stage.folding.stated);
  }
  for (const timing::TimingStage& stage : timed.stages) all.blocks.push_back(*stage.block);
  return all;
}

}  // namespace

TEST_CASE("every attribute of FINN's operations counts, or is refused by name, or says nothing of hardware",
          "[onnx][finn]") {
  for (const Operation& operation : operations()) {
    const Built plain = built(operation.file(operation.op_type));
    for (const Setting& setting : operation.settings) {
      INFO(operation.op_type << ": " << setting.attribute << " = " << setting.value);
      OnnxModel model = operation.file(operation.op_type);
      set(*model.graph().mutable_node(0), setting);
      std::string refusal;
      std::optional<Built> with;
      try {
        with = built(model);
      } catch (const Error& error) {
        refusal = error.text();
      } catch (const Errors& errors) {
        for (const Error& error : errors.list()) refusal += error.text() + "\n";
      }
      if (setting.fate == kRefused) {
        CHECK_FALSE(with.has_value());
        CHECK_THAT(refusal, Catch::Contains(setting.told == nullptr ? setting.attribute : setting.told));
        continue;
      }
      CHECK(refusal == "");
      if (with) CHECK((*with == plain) == (setting.fate == kNothing));
    }
  }
}
