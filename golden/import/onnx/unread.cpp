#include "golden/import/onnx/unread.hpp"

#include <algorithm>
#include <sstream>

namespace weir::golden::onnx_import {

namespace {

constexpr const char* kHardware = "hardware";  ///< as `kinds`: every hardware node

struct Rule {
  const char* kinds;  ///< separated by blanks
  const char* attributes;
  const char* legal;  ///< values that pass; "": any
  const char* reason;
};

constexpr const char* kFiles =
    "code_gen_dir_ipgen code_gen_dir_cppsim executable_path ipgen_path ip_path ip_vlnv gen_top_module "
    "rtlsim_so rtlsim_trace rtlsim_backend output_hook";

/// What may stand in a node without a rule that reads it.
const Rule kMeaningless[] = {
    {kHardware, kFiles, "", "where FINN has put generated files"},
    {kHardware, "exec_mode cpp_interface hls_style", "", "how FINN simulates the node"},
    {kHardware, "cycles_estimate cycles_rtlsim res_estimate res_hls res_synth", "",
     "results that FINN has noted; Weir computes its own"},
    {kHardware, "slr mem_port partition_id device_id", "", "where on which FPGA the node lies"},
    {kHardware, "inFIFODepths outFIFODepths inFIFODepth outFIFODepth", "",
     "wishes for FIFOs; those that were made are nodes of the graph"},
    {kHardware, "io_chrc_in io_chrc_out io_chrc_period io_chrc_pads_in io_chrc_pads_out", "",
     "the traffic that FINN's FIFO sizing has measured"},
    {"MVAU VVAU Thresholding", "runtime_writeable_weights", "", "a port to load other weights; these are the file's"},
    {"MVAU VVAU Thresholding", "ram_style_thresholds uniform_thres", "", "memories of thresholds: no value, no cycle"},
    {"Thresholding", "weightDataType", "", "how wide thresholds are stored; their values are the constant's"},
    {"MVAU VVAU", "ActVal", "0", "of a node without thresholds"},
    {"MVAU", "dynamic_input", "0", "FINN's default: weights are constants"},
    {"ConvolutionInputGenerator DownSampler", "is1D is1D_unitx", "", "the sizes say whether a side is 1"},
    {"Pool", "AccumBits", "", "the width of sums inside"},
    {"Pool", "Size", "0", "of QuantAvgPool alone"},
    {"Lookup", "ext_mem_width", "", "of a table in external memory"},
    {"UpsampleNearestNeighbour", "PE SIMD", "1", "FINN up to 1.0 has none"},
    {"StreamingFIFO", "ram_style depth_monitor folded_shape normal_shape", "",
     "how the FIFO is made and how its words are cut"},
    {"StreamingDataWidthConverter", "impl_style inWidth outWidth shape inShape outShape", "",
     "widths follow from the folding of both neighbours"},
    {"IODMA TLastMarker",
     "NumChannels dataType intfWidth intfName streamWidth burstMode direction numInputVectors NumIters StreamWidth "
     "ElemWidth "
     "Direction Protocol DynIters",
     "", "the way to memory, which is no part of the network"},
    {"Trunc", "signed narrow", "", "of the form with an output scale; the older one clips nothing"},
    {"BatchNormalization", "momentum", "", "of training"},
    {"BatchNormalization", "spatial", "1", "ONNX's default"},
    {"Dropout", "ratio seed", "", "of training"},
    {"Dropout", "is_test", "1", "inference"},
    {"MaxPool", "storage_order", "0", "ONNX's default; of the indices alone"},
    {"TopK", "sorted", "", "largest first is one of the orders that 0 allows"},
    {"Im2Col", "input_shape", "", "the shape of the tensor itself"},
    {"Im2Col", "pad_value", "0", "zeros"},
    {"Resize", "cubic_coeff_a exclude_outside extrapolation_value antialias", "", "of other modes than nearest"},
    {"Resize Upsample", "height_scale width_scale", "1", "of ONNX 1.0's runtimes"},
    {"PRelu Elu Selu HardSigmoid LeakyRelu", "consumed_inputs", "", "of ONNX 1.0's runtimes"},
    {"Cast", "saturate", "", "of 8-bit floats, which are not read"},
    {"Relu Sigmoid Tanh Exp Sqrt Neg Floor Ceil Clip Add Sub Mul Div", "consumed_inputs", "", "of ONNX 1.0's runtimes"},
};

bool has_word(const std::string& words, const std::string& wanted) {
  std::istringstream in(words);
  for (std::string word; in >> word;)
    if (word == wanted) return true;
  return false;
}

std::string bare(const Attribute& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : text_of(value);
}

/// FINN's first releases named resources by the macros of its HLS library: ap_resource_lut().
std::string modern(const std::string& value) {
  static const std::map<std::string, std::string> kMacros{
      {"ap_resource_lut()", "lut"}, {"ap_resource_dsp()", "dsp"}, {"ap_resource_dflt()", "auto"}};
  const auto found = kMacros.find(value);
  return found == kMacros.end() ? value : found->second;
}

bool applies(const Rule& rule, const Node& node, const std::string& kind, const std::string& attribute) {
  const bool of_kind = rule.kinds == kHardware ? is_hardware_node(node) : has_word(rule.kinds, kind);
  return of_kind && has_word(rule.attributes, attribute);
}

}  // namespace

bool is_where_files_lie(const std::string& attribute) { return has_word(kFiles, attribute); }

bool is_hardware_node(const Node& node) {
  const Attribute* backend = node.attribute("backend");
  const auto* name = backend == nullptr ? nullptr : std::get_if<std::string>(backend);
  return node.domain.starts_with("finn.custom_op.fpgadataflow") || (name != nullptr && *name == "fpgadataflow");
}

std::string kind_of(const Node& node) {
  std::string op = node.op_type;
  if (!is_hardware_node(node)) return op;
  for (const char* suffix : {"_hls", "_rtl", "_Batch"})
    if (op.ends_with(suffix)) op.resize(op.size() - std::string(suffix).size());
  if (op == "Thresholding_Binary_Search") return "Thresholding";
  if (op == "MatrixVectorActivation" || op == "StreamingFCLayer") return "MVAU";
  if (op == "VectorVectorActivation" || op == "Vector_Vector_Activate") return "VVAU";
  if (op == "ConvolutionInputGenerator1D" || op == "ConvolutionInputGenerator_MMV") return "ConvolutionInputGenerator";
  return op;
}

void find_unread(const Node& node, Errors& errors) {
  const std::string kind = kind_of(node);
  for (const auto& [key, value] : node.all_attributes()) {
    if (node.was_read(key)) continue;
    std::string legal;
    const bool is_meaningless =
        std::any_of(std::begin(kMeaningless), std::end(kMeaningless), [&, k = key, &v = value](const Rule& rule) {
          if (!applies(rule, node, kind, k)) return false;
          if (*rule.legal != '\0') legal = std::string("legal: ") + rule.legal + " (" + rule.reason + ")";
          return *rule.legal == '\0' || has_word(rule.legal, bare(v));
        });
    if (is_meaningless) continue;
    errors.add("onnx-unread", node.label() + ": attribute \"" + key + "\" = " + text_of(value) + " is read by no rule",
               "", legal.empty() ? "take it out if it has no meaning, or pass over it with --lenient" : legal);
  }
  for (std::size_t i = 0; i < node.inputs.size(); ++i)
    if (!node.was_read(i) && !node.inputs[i].empty())
      errors.add("onnx-unread",
                 node.label() + ": input " + std::to_string(i) + ", \"" + node.inputs[i] + "\", is read by no rule", "",
                 "take it out if it has no meaning, or pass over it with --lenient");
}

std::map<std::string, std::string> stated_by(const Node& node) {
  std::map<std::string, std::string> stated;
  for (const StatedAttribute& known : stated_attributes()) {
    const Attribute* value = node.attribute(known.name);
    if (value == nullptr || bare(*value).empty()) continue;  // "" is FINN's "not chosen"
    state(known, modern(bare(*value)), node.label(), stated);
  }
  return stated;
}

}  // namespace weir::golden::onnx_import
