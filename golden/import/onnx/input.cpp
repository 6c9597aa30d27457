/// The network's input: which axis has the channels, what its elements are and stand for.
#include <algorithm>
#include <cctype>
#include <cmath>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

constexpr const char* kHardwareDomain = "finn.custom_op.fpgadataflow";
constexpr int kByte = 2, kSignedByte = 3;  ///< ONNX's element types

/// What moves elements and leaves each of them as it is.
bool is_motion(const std::string& op) {
  static const std::set<std::string> kMotions{"Identity", "Cast",    "Reshape",   "Flatten",
                                              "Squeeze",  "Dropout", "Unsqueeze", "Transpose"};
  return kMotions.contains(op);
}

double largest(const Value& value) {
  double most = 0;
  for (const double x : value.data) most = std::max(most, std::abs(x));
  return most;
}

/// Does the operation treat what it reads as numbers up to 255 rather than up to 1?
bool wants_bytes(const Node& node, const Value& value) {
  constexpr double kUnit = 2, kMany = 100;
  const double size = largest(value);
  if (node.op_type == "Div") return size >= kMany;
  if (node.op_type == "Mul") return size > 0 && size <= 1 / kMany;
  return (node.op_type == "Sub" || node.op_type == "Add") && size > kUnit;
}

/// Is it a Reshape of the input [N, H, W, 1] to [N, 1, H, W], as tf2onnx writes the Transpose of one channel?
bool moves_one_channel(const Graph& graph, const Node& node, const TensorInfo& info) {
  const auto to = graph.constants.find(node.optional_input(1));
  if (to == graph.constants.end() || info.shape.size() != 4 || info.shape[3] != 1) return false;
  const std::vector<double>& shape = to->second.data;
  return shape.size() == 4 && shape[1] == 1 && shape[2] == static_cast<double>(info.shape[1]);
}

/// Along which axis, counted from the end, an operation's constants differ: that of the channels. Nothing where none of
/// them tells.
std::optional<std::size_t> side_of_constants(const Graph& graph, const Node& node) {
  for (const std::string& input : node.inputs) {
    const auto constant = graph.constants.find(input);
    if (constant == graph.constants.end() || node.op_type == "MultiThreshold") continue;
    const Shape& shape = constant->second.shape;
    const auto wide = [](std::int64_t extent) { return extent > 1; };
    if (std::count_if(shape.begin(), shape.end(), wide) != 1) continue;
    return static_cast<std::size_t>(std::find_if(shape.rbegin(), shape.rend(), wide) - shape.rbegin());
  }
  return std::nullopt;
}

}  // namespace

bool Importer::is_channels_last(const TensorInfo& info) const {
  const auto layout = graph_.layouts.find(info.name);
  if (layout != graph_.layouts.end()) return layout->second == "NHWC" || layout->second == "NWC";
  if (!graph_.nodes.empty() && graph_.nodes.front().domain.starts_with(kHardwareDomain)) return true;
  // Through what works element by element, up to the first node that tells the axes apart. A line may be turned about
  // on the way: then what reads it turned tells.
  const bool is_line = info.shape.size() == 3;
  const std::vector<std::int64_t> to_first =
      is_line ? std::vector<std::int64_t>{0, 2, 1} : std::vector<std::int64_t>{0, 3, 1, 2};
  std::map<std::string, bool> reached{{info.name, false}};  // turned?
  bool was_turned = false;
  for (const Node& node : graph_.nodes) {
    const auto read = std::find_if(node.inputs.begin(), node.inputs.end(),
                                   [&](const std::string& input) { return reached.contains(input); });
    if (read == node.inputs.end()) continue;
    bool turned = reached.at(*read);
    const bool turns = node.op_type == "Transpose", is_to_first = turns && node.integers("perm", {}) == to_first;
    if (turns && !(is_line && is_to_first)) return is_to_first;
    if (node.op_type == "Reshape") return turned || moves_one_channel(graph_, node, info);
    if (node.op_type == "Im2Col" || node.op_type == "MaxPoolNHWC" ||
        (node.op_type == "MatMul" && info.shape.size() > 2))
      return !turned;
    if (turns) {
      turned = !turned;
      was_turned = true;
    } else if (!is_of_elements(node.op_type) || node.op_type == "BatchNormalization") {
      return turned;
    } else if (const auto side = side_of_constants(graph_, node)) {
      return (*side == 0) != turned;
    } else if (node.op_type == "MultiThreshold" && node.text("data_layout", "NCHW") == "NHWC") {
      return !turned;
    }
    for (const std::string& output : node.outputs) reached[output] = turned;
  }
  return was_turned;
}

double Importer::input_scale(const TensorInfo& info) {
  if (info.element_type == kByte || info.element_type == kSignedByte) return 1;
  if (options_.input_scale) return *options_.input_scale;
  std::map<std::string, const Value*> known;
  for (const auto& [name, value] : graph_.constants) known[name] = &value;
  std::map<std::string, Value> made;
  std::set<std::string> reached{info.name};
  for (const Node& node : graph_.nodes) {
    if (node.op_type == "Constant") {
      made[node.outputs.front()] = evaluate(node, Inputs(node));
      known[node.outputs.front()] = &made[node.outputs.front()];
    }
    const bool reads = std::any_of(node.inputs.begin(), node.inputs.end(),
                                   [&](const std::string& input) { return reached.contains(input); });
    if (!reads) continue;
    if (is_motion(node.op_type)) {
      reached.insert(node.outputs.begin(), node.outputs.end());
      continue;
    }
    for (const std::string& input : node.inputs) {
      const auto found = known.find(input);
      if (found == known.end() || !wants_bytes(node, *found->second)) continue;
      tell_input(info, "stand for themselves, as " + node.label() + " takes them so");
      return 1;
    }
    break;
  }
  tell_input(info, "stand for 1/255 each, like a picture's from 0 to 1, since the file does not say");
  return OnnxOptions::kPictureScale;
}

void Importer::tell_input(const TensorInfo& info, const std::string& what) const {
  if (options_.warnings == nullptr) return;
  options_.warnings->push_back("the elements of input \"" + info.name + "\" are read as " + options_.input_type.name() +
                               ", whole numbers from " + std::to_string(options_.input_type.min()) + " to " +
                               std::to_string(options_.input_type.max()) + " that " + what +
                               "; weir import --input-type and --input-scale say otherwise");
}

Feature Importer::input_of(const TensorInfo& info) const {
  Feature x;
  Shape shape = info.shape;
  if (!shape.empty()) shape.front() = 1;
  const std::string what = "input \"" + info.name + "\" " + to_string(info.shape);
  if (shape.size() < 2 || shape.size() > 4 ||
      std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1 || extent > 1 << 20; }) ||
      element_count(shape) > 1 << 24)
    throw Error("onnx-shape", what + " is no picture, no line and no vector", "",
                "legal: [N, C, H, W], [N, H, W, C], [N, C, L], [N, L, C], [N, K]; N frames, which are read one by one; "
                "up to 16,777,216 "
                "elements each");
  const bool is_last = is_channels_last(info);
  if (shape.size() == 2) {
    x.stored = {shape[1]};
  } else if (shape.size() == 3) {
    x.form = is_last ? Form::LineLast : Form::LineFirst;
    x.stored = is_last ? Shape{shape[1], 1, shape[2]} : Shape{shape[2], 1, shape[1]};
  } else {
    x.form = is_last ? Form::ChannelsLast : Form::ChannelsFirst;
    x.stored = is_last ? Shape{shape[1], shape[2], shape[3]} : Shape{shape[2], shape[3], shape[1]};
  }
  return x;
}

void Importer::require_frames() const {
  for (const TensorInfo& info : graph_.inputs) {
    if (info.shape.empty() || graph_.inputs.front().shape.empty()) continue;
    const std::int64_t first = graph_.inputs.front().shape.front(), frames = info.shape.front();
    if (std::max<std::int64_t>(1, frames) != std::max<std::int64_t>(1, first))
      throw Error("onnx-shape",
                  "input \"" + graph_.inputs.front().name + "\" has " + std::to_string(first) + " frames, input \"" +
                      info.name + "\" " + std::to_string(frames),
                  "",
                  "every input brings one tensor per frame: [N, ...] with the same N; constants must be initialisers");
  }
}

void Importer::require_read_inputs() const {
  const Network& network = builder_.network();
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    const std::string& stream = network.inputs[i];
    const bool is_read = std::any_of(network.layers.begin(), network.layers.end(), [&](const Layer& layer) {
      return std::find(layer.inputs.begin(), layer.inputs.end(), stream) != layer.inputs.end();
    });
    if (!is_read && network.inputs.size() > 1)
      throw Error("onnx-unsupported", "no layer reads input \"" + graph_.inputs[i].name + "\"", "",
                  "leave it out of the model, or put a quantiser (QuantIdentity, Quant) behind it");
  }
}

std::string Importer::input_name(const TensorInfo& info) const {
  if (graph_.inputs.size() == 1) return "global_in";
  std::string name = info.name;
  for (char& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  const auto is_taken = [&](const std::string& tried) { return builder_.network().find_stream(tried) != nullptr; };
  std::string tried = name;
  for (int k = 1; tried.empty() || is_taken(tried); ++k) tried = name + "_" + std::to_string(k);
  return tried;
}

void Importer::add_input(const TensorInfo& info) {
  Feature x = input_of(info);
  frames_ = std::max<std::int64_t>(1, info.shape.front());
  const auto annotation = graph_.datatypes.find(info.name);
  const bool is_annotated = annotation != graph_.datatypes.end() && !annotation->second.starts_with("FLOAT");
  x.type = is_annotated                       ? DataType::parse(annotation->second)
           : info.element_type == kByte       ? DataType::uint(8)
           : info.element_type == kSignedByte ? DataType::int_(8)
                                              : options_.input_type;
  const auto channels = static_cast<std::size_t>(x.channels());
  x.low.assign(channels, x.type.min());
  x.high.assign(channels, x.type.max());
  x.scale.assign(channels, is_annotated ? 1 : input_scale(info));
  x.offset.assign(channels, 0);
  x.stream = builder_.add_input(input_name(info), x.type, x.stored);
  features_[info.name] = std::move(x);
}

}  // namespace weir::golden::onnx_import
