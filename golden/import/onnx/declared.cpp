/// What a file declares of its tensors and nodes, beside what was computed: a difference is an error that names both.
#include <algorithm>
#include <cmath>

#include "golden/import/onnx/hardware_attributes.hpp"
#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// Types of other than plain whole numbers say nothing that could be compared.
std::optional<DataType> whole_type(const std::string& name) {
  if (name.empty() || name.starts_with("FLOAT") || name.starts_with("SCALEDINT") || name.starts_with("FIXED"))
    return std::nullopt;
  return DataType::parse(name);
}

/// The values of the feature's channels where they are whole numbers; false if they are not.
bool whole_range(const Feature& x, std::int64_t& least, std::int64_t& most) {
  if (!x.chain.empty() || x.partner != nullptr) return false;
  double low = INFINITY, high = -INFINITY;
  for (std::size_t s = 0; s < x.low.size(); ++s)
    for (const std::int64_t element : {x.low[s], x.high[s]}) {
      const double value = x.scale[s] * (static_cast<double>(element) + x.offset[s]);
      if (value != std::floor(value) || std::abs(value) > 1e15) return false;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  least = static_cast<std::int64_t>(low);
  most = static_cast<std::int64_t>(high);
  return true;
}

void require_type(const std::string& what, const std::string& declared, const Feature& x) {
  const auto type = whole_type(declared);
  std::int64_t least = 0, most = 0;
  if (x.outgrows_type) return;
  if (!type || !whole_range(x, least, most) || (type->holds(least) && type->holds(most))) return;
  throw Error("onnx-datatype",
              what + " is declared " + declared + ", but its values reach " + std::to_string(least) + ".." +
                  std::to_string(most),
              "", "declare " + smallest_type(least, most).name() + " or more");
}

/// What an attribute of a hardware node repeats of its tensors.
enum class Of { InputType, OutputType, InputSize, OutputSize, Channels, Vectors, Batch };
struct Repeated {
  const char* attribute;
  Of of;
  std::vector<std::string> kinds;
};

const std::vector<Repeated>& repeated() {
  static const std::vector<std::string> kSized{"ConvolutionInputGenerator", "FMPadding",       "DownSampler", "Crop",
                                               "UpsampleNearestNeighbour",  "StreamingMaxPool"};
  static const std::vector<std::string> kVectors{
      "MVAU",          "Thresholding",  "AddStreams",      "DuplicateStreams", "LabelSelect",
      "ChannelwiseOp", "GlobalAccPool", "StreamingConcat", "StreamingSplit",   "StreamingEltwise"};
  static const std::vector<std::string> kChannels{
      "FMPadding",       "Thresholding",  "StreamingMaxPool", "AddStreams", "DuplicateStreams",
      "GlobalAccPool",   "ChannelwiseOp", "DownSampler",      "Crop",       "UpsampleNearestNeighbour",
      "StreamingEltwise"};
  std::vector<std::string> all = kSized;
  all.insert(all.end(), kVectors.begin(), kVectors.end());
  all.insert(all.end(), {"VVAU", "Lookup", "Pool"});
  static const std::vector<Repeated> kRepeated{
      {"inputDataType", Of::InputType, all},
      {"inputDataType0", Of::InputType, {"StreamingEltwise"}},
      {"InputDataType", Of::InputType, {"Pool"}},
      {"InputType", Of::InputType, {"Lookup"}},
      {"dataType", Of::InputType, {"StreamingMaxPool", "StreamingFIFO", "StreamingDataWidthConverter"}},
      {"outputDataType", Of::OutputType, all},
      {"OutputDataType", Of::OutputType, {"Pool"}},
      {"IFMDim", Of::InputSize, {"ConvolutionInputGenerator", "UpsampleNearestNeighbour"}},
      {"ImgDim", Of::InputSize, kSized},
      {"OFMDim", Of::OutputSize, {"ConvolutionInputGenerator"}},
      {"OutImgDims", Of::OutputSize, {"Pool"}},
      {"OutImgDim", Of::OutputSize, {"Pool"}},  // FINN up to 0.6
      {"Dim", Of::OutputSize, {"VVAU"}},
      {"NumChannels", Of::Channels, kChannels},
      {"numInputVectors", Of::Vectors, kVectors},
      {"numInputVectors", Of::Batch, kSized},
      {"BatchSize", Of::Batch, {"Pool"}},
      {"batchSize", Of::Batch, {"UpsampleNearestNeighbour"}},
      {"DataType", Of::InputType, {"Crop"}},
  };
  return kRepeated;
}

std::vector<std::int64_t> list_of(const Node& node, const std::string& key) {
  const Attribute* found = node.attribute(key);
  if (const auto* one = std::get_if<std::int64_t>(found)) return {*one};
  return node.integers(key, {});
}

void require_same(const Node& node, const std::string& key, const std::vector<std::int64_t>& said,
                  const std::vector<std::int64_t>& is) {
  if (said != is)
    throw Error("onnx-shape",
                node.label() + ": " + key + " is " + to_string(said) + ", its tensors say " + to_string(is));
}

std::vector<std::int64_t> size_of(const Feature& x) {
  if (x.stored.size() == 3) return {x.stored[0], x.stored[1]};
  return {1, 1};
}

}  // namespace

void Importer::require_declared(const std::string& tensor) const {
  const Feature* x = feature(tensor);
  if (x == nullptr) return;
  const auto shape = graph_.shapes.find(tensor);
  const auto annotation = graph_.datatypes.find(tensor);
  if (annotation != graph_.datatypes.end() && !shifted_later_.contains(tensor))
    require_type("tensor \"" + tensor + "\"", annotation->second, *x);
  if (shape != graph_.shapes.end()) require_shape(tensor, x->graph_shape());
}

void Importer::require_shape(const std::string& tensor, const Shape& computed) const {
  const auto found = graph_.shapes.find(tensor);
  if (found == graph_.shapes.end()) return;
  const Shape& declared = found->second;
  if (constant(tensor) != nullptr && element_count(computed) == 1 && element_count(declared) == 1) return;
  const bool is_same = declared.size() == computed.size() &&
                       std::equal(declared.begin(), declared.end(), computed.begin(),
                                  [](std::int64_t said, std::int64_t is) { return said == 0 || said == is; });
  // The file may be of several frames, which are read one by one.
  const bool is_of_frames = frames_ > 1 && !declared.empty() && declared.size() == computed.size() &&
                            declared.front() == frames_ && computed.front() == 1 &&
                            std::equal(declared.begin() + 1, declared.end(), computed.begin() + 1);
  if (is_of_frames) return;
  if (!is_same)
    throw Error(
        "onnx-shape",
        "tensor \"" + tensor + "\" is declared " + to_string(declared) + ", but computed " + to_string(computed), "",
        "the file contradicts its own nodes, or asks for what weir reads in another way");
}

void Importer::require_declared_type(const Node& node, const std::string& key, const Feature& x) {
  require_type(node.label() + ": " + key, node.text(key, ""), x);
}

void Importer::require_type_list(const Node& node, const std::vector<Feature>& inputs) {
  const Attribute* found = node.attribute("inputDataTypes");
  if (found == nullptr) return;
  const auto* types = std::get_if<std::vector<std::string>>(found);
  if (types == nullptr || types->size() != inputs.size())
    throw Error("onnx-attribute", node.label() + ": inputDataTypes is " + text_of(*found), "", "a type per input");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    require_type(node.label() + ": inputDataTypes[" + std::to_string(i) + "]", (*types)[i], inputs[i]);
}

void Importer::require_list(const Node& node, const std::string& key, const std::vector<std::int64_t>& is) {
  if (node.has(key)) require_same(node, key, list_of(node, key), is);
}

void Importer::require_repeated(const Node& node, const Feature& in) const {
  const std::string kind = kind_of(node);
  const Feature* out = feature(node.outputs.front());
  for (const Repeated& r : repeated()) {
    if (std::find(r.kinds.begin(), r.kinds.end(), kind) == r.kinds.end() || !node.has(r.attribute)) continue;
    const std::string what = node.label() + ": " + r.attribute;
    switch (r.of) {
      case Of::InputType: require_type(what, node.text(r.attribute, ""), in); break;
      case Of::OutputType:
        if (out != nullptr) require_type(what, node.text(r.attribute, ""), *out);
        break;
      case Of::InputSize: require_same(node, r.attribute, square_of(node, r.attribute), size_of(in)); break;
      case Of::OutputSize:
        if (out != nullptr) require_same(node, r.attribute, square_of(node, r.attribute), size_of(*out));
        break;
      case Of::Channels:
        require_same(node, r.attribute, {node.integer(r.attribute, 0)},
                     {in.form == Form::Vector ? in.channels() : in.stored.back()});
        break;
      case Of::Vectors:
        // One vector of all pixels.
        if (kind == "MVAU" && node.integer("MW", 0) == element_count(in.stored) &&
            element_count(list_of(node, r.attribute)) == 1)
          break;
        require_same(node, r.attribute, {element_count(list_of(node, r.attribute))},
                     {in.form == Form::Vector ? 1 : in.pixels()});
        break;
      case Of::Batch: require_same(node, r.attribute, {element_count(list_of(node, r.attribute))}, {1}); break;
    }
  }
}

}  // namespace weir::golden::onnx_import
