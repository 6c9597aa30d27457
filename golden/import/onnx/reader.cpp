#include <onnx/onnx_pb.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>

#include "golden/base/file.hpp"
#include "golden/import/onnx/graph.hpp"

namespace weir::golden::onnx_import {

namespace {

/// More elements than any network on an FPGA has; a shape that says so is damaged.
constexpr std::int64_t kMaxTensorElements = std::int64_t{1} << 28;

template <class T>
std::vector<double> from_raw(const std::string& raw) {
  std::vector<double> values(raw.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    T value;
    std::memcpy(&value, raw.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(value);
  }
  return values;
}

template <class Field>
std::vector<double> from_field(const Field& field) {
  return {field.begin(), field.end()};
}

class Reader {
 public:
  /// `folder`: of constants that lie in files of their own.
  Reader(const std::string& where, const std::filesystem::path& folder, Errors& errors)
      : where_(where), folder_(folder), errors_(errors) {}

  /// `opset`: of ONNX's own operations.
  Graph read(const onnx::GraphProto& proto, std::int64_t opset) {
    opset_ = opset;
    Graph graph;
    graph.name = proto.name();
    std::vector<const onnx::NodeProto*> nodes = needed(proto);
    const std::size_t live = nodes.size();
    std::set<std::string> read;
    for (const auto* node : nodes) read.insert(node->input().begin(), node->input().end());
    for (const auto& output : proto.output()) read.insert(output.name());
    for (const auto& tensor : proto.initializer()) {
      if (!read.contains(tensor.name())) continue;
      if (!graph.constants.emplace(tensor.name(), read_tensor(tensor, tensor.name())).second)
        errors_.add("onnx-format", "constant \"" + tensor.name() + "\" is given twice", where_);
    }
    for (const auto& node : proto.node())
      if (std::find(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(live), &node) ==
          nodes.begin() + static_cast<std::ptrdiff_t>(live))
        nodes.push_back(&node);
    for (std::size_t i = 0; i < nodes.size(); ++i) graph.nodes.push_back(read_node(*nodes[i], i < live));
    std::set<std::string> initialised;
    for (const auto& tensor : proto.initializer()) initialised.insert(tensor.name());
    for (const auto& input : proto.input())
      if (!initialised.contains(input.name())) graph.inputs.push_back(read_info(input));
    for (const auto& output : proto.output()) graph.outputs.push_back(read_info(output));
    for (const auto* infos : {&proto.input(), &proto.output(), &proto.value_info()})
      for (const auto& info : *infos)
        if (info.type().tensor_type().has_shape()) graph.shapes[info.name()] = read_info(info).shape;
    for (const auto& annotation : proto.quantization_annotation())
      for (const auto& entry : annotation.quant_parameter_tensor_names())
        read_annotation(annotation.tensor_name(), entry, graph);
    if (proto.sparse_initializer_size() > 0)
      errors_.add("onnx-tensor", "the graph has sparse constants", where_, "export the model with dense ones");
    check(graph, proto);
    graph.nodes.resize(live);  // no output depends on the others
    return graph;
  }

 private:
  /// The nodes that an output depends on, in the file's order if that is one in which they can be computed.
  static std::vector<const onnx::NodeProto*> needed(const onnx::GraphProto& proto) {
    std::map<std::string, int> maker;
    for (int i = 0; i < proto.node_size(); ++i)
      for (const auto& output : proto.node(i).output())
        if (!output.empty()) maker.emplace(output, i);
    std::vector<int> state(static_cast<std::size_t>(proto.node_size())), order, open;
    for (const auto& output : proto.output())
      if (const auto made = maker.find(output.name()); made != maker.end()) open.push_back(made->second);
    while (!open.empty()) {  // depth first; a node is done when it is met again with all its makers done
      const int at = open.back();
      int& seen = state[static_cast<std::size_t>(at)];
      if (seen != 0) {
        open.pop_back();
        if (seen == 1) order.push_back(at);
        seen = 2;
        continue;
      }
      seen = 1;
      for (const auto& input : proto.node(at).input())
        if (const auto made = maker.find(input);
            made != maker.end() && state[static_cast<std::size_t>(made->second)] == 0)
          open.push_back(made->second);
    }
    std::vector<int> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    const bool is_ordered = std::all_of(sorted.begin(), sorted.end(), [&](int i) {
      const auto& inputs = proto.node(i).input();
      return std::all_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
        const auto made = maker.find(input);
        return made == maker.end() || made->second < i;
      });
    });
    std::vector<const onnx::NodeProto*> nodes;
    for (const int i : is_ordered ? sorted : order) nodes.push_back(&proto.node(i));
    return nodes;
  }

  static std::string letters(const std::string& text) {
    std::string out;
    for (const char c : text)
      if (c >= 'A' && c <= 'Z') out += c;
    return out;
  }

  void read_annotation(const std::string& tensor, const onnx::StringStringEntryProto& entry, Graph& graph) {
    const bool is_type = entry.key() == "finn_datatype", is_layout = entry.key() == "tensor_layout";
    if (!is_type && !is_layout) {
      if (entry.key() != "sparsity" && entry.key() != "tensor_sparsity")  // a note of how many weights are zero
        errors_.add("onnx-unread",
                    "annotation \"" + entry.key() + "\" = \"" + entry.value() + "\" of tensor \"" + tensor +
                        "\" is read by no rule",
                    where_, "legal: finn_datatype, tensor_layout, sparsity, tensor_sparsity");
      return;
    }
    const std::string value = is_type ? entry.value() : letters(entry.value());
    const auto [found, is_new] = (is_type ? graph.datatypes : graph.layouts).emplace(tensor, value);
    if (!is_new && found->second != value)
      errors_.add(
          "onnx-format",
          "tensor \"" + tensor + "\" has two annotations " + entry.key() + ", " + found->second + " and " + value,
          where_);
  }

  Value read_tensor(const onnx::TensorProto& tensor, const std::string& name) {
    Value value;
    const std::string what = "constant \"" + name + "\"";
    std::string outside;
    if (tensor.data_location() == onnx::TensorProto::EXTERNAL && !read_outside(tensor, what, outside)) return value;
    std::int64_t elements = 1;
    for (const std::int64_t extent : tensor.dims()) {
      if (extent < 0 || extent > kMaxTensorElements ||
          elements * std::max<std::int64_t>(extent, 1) > kMaxTensorElements) {
        errors_.add("onnx-tensor", what + " has an extent of " + std::to_string(extent), where_);
        return value;
      }
      value.shape.push_back(extent);
      elements *= extent;
    }
    value.data = numbers(tensor, tensor.data_location() == onnx::TensorProto::EXTERNAL ? outside : tensor.raw_data(),
                         what, value.is_integer);
    if (std::ssize(value.data) == elements) return value;
    if (value.data.empty() && !is_known(tensor.data_type())) return value;  // said already
    errors_.add("onnx-tensor", what + " has " + std::to_string(value.data.size()) + " numbers", where_,
                "its shape " + to_string(value.shape) + " wants " + std::to_string(elements));
    return value;
  }

  static bool is_known(int type) {
    using T = onnx::TensorProto;
    for (const int known :
         {T::FLOAT, T::DOUBLE, T::INT64, T::INT32, T::INT16, T::INT8, T::UINT8, T::UINT16, T::BOOL, T::FLOAT16})
      if (type == known) return true;
    return false;
  }

  /// The bytes of a constant that lie in a file beside the model's.
  bool read_outside(const onnx::TensorProto& tensor, const std::string& what, std::string& bytes) {
    std::filesystem::path location;
    std::uint64_t offset = 0, length = 0;
    bool has_length = false;
    for (const auto& entry : tensor.external_data()) {
      std::uint64_t number = 0;
      const char *first = entry.value().data(), *last = first + entry.value().size();
      const bool is_number = std::from_chars(first, last, number) == std::from_chars_result{last, std::errc{}};
      if (entry.key() == "location") location = entry.value();
      if (entry.key() == "offset" && is_number) offset = number;
      if (entry.key() == "length" && is_number) length = number, has_length = true;
    }
    const bool is_inside =
        !folder_.empty() && location.is_relative() &&
        std::none_of(location.begin(), location.end(), [](const auto& part) { return part == ".."; });
    const std::string path = (folder_ / location).string();
    if (!is_inside || location.empty()) {
      errors_.add("onnx-external", what + " lies in another file, \"" + location.string() + "\"", where_,
                  "legal: a file in the model's folder; or export the model with its data inside");
      return false;
    }
    try {
      if (outside_.find(path) == outside_.end()) outside_[path] = read_binary_file(path);
    } catch (const Error& error) {
      errors_.add("onnx-external", what + ": " + error.what_text, where_, "keep the file beside the model");
      return false;
    }
    const std::vector<std::uint8_t>& all = outside_[path];
    if (!has_length) length = offset <= all.size() ? all.size() - offset : 0;
    if (offset > all.size() || length > all.size() - offset) {
      errors_.add("onnx-external", what + " ends behind the end of \"" + path + "\"", where_);
      return false;
    }
    bytes.assign(all.begin() + static_cast<std::ptrdiff_t>(offset),
                 all.begin() + static_cast<std::ptrdiff_t>(offset + length));
    return true;
  }

  /// IEEE half precision.
  static std::vector<double> from_half(const std::vector<double>& bits) {
    std::vector<double> values;
    for (const double pattern : bits) {
      const auto b = static_cast<unsigned>(pattern);
      const int exponent = static_cast<int>(b >> 10 & 31), fraction = static_cast<int>(b & 1023);
      const double size = exponent == 31  ? (fraction != 0 ? NAN : INFINITY)
                          : exponent == 0 ? std::ldexp(fraction, -24)
                                          : std::ldexp(1024 + fraction, exponent - 25);
      values.push_back((b & 0x8000) != 0 ? -size : size);
    }
    return values;
  }

  std::vector<double> numbers(const onnx::TensorProto& tensor, const std::string& raw, const std::string& what,
                              bool& is_integer) {
    using T = onnx::TensorProto;
    const bool has_raw = !raw.empty();
    is_integer = tensor.data_type() != T::FLOAT && tensor.data_type() != T::DOUBLE && tensor.data_type() != T::FLOAT16;
    switch (tensor.data_type()) {
      case T::FLOAT: return has_raw ? from_raw<float>(raw) : from_field(tensor.float_data());
      case T::FLOAT16: return from_half(has_raw ? from_raw<std::uint16_t>(raw) : from_field(tensor.int32_data()));
      case T::DOUBLE: return has_raw ? from_raw<double>(raw) : from_field(tensor.double_data());
      case T::INT64: return has_raw ? from_raw<std::int64_t>(raw) : from_field(tensor.int64_data());
      case T::INT32: return has_raw ? from_raw<std::int32_t>(raw) : from_field(tensor.int32_data());
      case T::INT16: return has_raw ? from_raw<std::int16_t>(raw) : from_field(tensor.int32_data());
      case T::UINT16: return has_raw ? from_raw<std::uint16_t>(raw) : from_field(tensor.int32_data());
      case T::INT8: return has_raw ? from_raw<std::int8_t>(raw) : from_field(tensor.int32_data());
      case T::UINT8:
      case T::BOOL: return has_raw ? from_raw<std::uint8_t>(raw) : from_field(tensor.int32_data());
      default: break;
    }
    errors_.add("onnx-tensor", what + " has numbers of type " + std::to_string(tensor.data_type()), where_,
                "legal: float, double, float16, int8..int64, uint8, uint16, bool");
    return {};
  }

  Node read_node(const onnx::NodeProto& proto, bool with_attributes) {
    Node node;
    node.name = proto.name();
    node.op_type = proto.op_type();
    node.domain = proto.domain();
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    if (with_attributes)
      for (const auto& attribute : proto.attribute()) read_attribute(attribute, node);
    // Up to opset 12 it works on all axes from its own on.
    const bool is_softmax = node.op_type == "Softmax" || node.op_type == "LogSoftmax";
    if (is_softmax && opset_ > 0 && opset_ < 13) node.set("flattens", std::int64_t{1});
    return node;
  }

  void read_attribute(const onnx::AttributeProto& a, Node& node) {
    using A = onnx::AttributeProto;
    const auto set = [&](Attribute value) { node.set(a.name(), std::move(value)); };
    if (node.all_attributes().contains(a.name()))
      errors_.add("onnx-format", node.label() + " has the attribute \"" + a.name() + "\" twice", where_);
    switch (a.type()) {
      case A::FLOAT: return set(static_cast<double>(a.f()));
      case A::INT: return set(static_cast<std::int64_t>(a.i()));
      case A::STRING: return set(a.s());
      case A::INTS: return set(std::vector<std::int64_t>(a.ints().begin(), a.ints().end()));
      case A::FLOATS: return set(std::vector<double>(a.floats().begin(), a.floats().end()));
      case A::STRINGS: return set(std::vector<std::string>(a.strings().begin(), a.strings().end()));
      case A::TENSOR: return set(read_tensor(a.t(), node.label() + ": " + a.name()));
      default: break;
    }
    errors_.add("onnx-format", node.label() + ": attribute \"" + a.name() + "\" is of a kind that is not read", where_,
                "legal: numbers, texts, lists of them, tensors");
  }

  static TensorInfo read_info(const onnx::ValueInfoProto& proto) {
    TensorInfo info{proto.name(), {}, proto.type().tensor_type().elem_type()};
    for (const auto& extent : proto.type().tensor_type().shape().dim())  // exporters write -1 for any number of frames
      info.shape.push_back(extent.has_dim_value() ? std::max<std::int64_t>(extent.dim_value(), 0) : 0);
    return info;
  }

  void check(const Graph& graph, const onnx::GraphProto& proto) {
    if (graph.nodes.empty()) errors_.add("onnx-format", "the graph has no nodes", where_);
    if (graph.inputs.empty()) errors_.add("onnx-format", "the graph has no input", where_);
    if (graph.outputs.empty()) errors_.add("onnx-format", "the graph has no output", where_);
    std::set<std::string> made{""};
    for (const auto& tensor : proto.initializer()) made.insert(tensor.name());
    for (const TensorInfo& input : graph.inputs) made.insert(input.name);
    for (const Node& node : graph.nodes) {
      for (const std::string& name : node.inputs)
        if (!made.contains(name))
          errors_.add("onnx-format", node.label() + " reads tensor \"" + name + "\" before anything has made it",
                      where_);
      for (const std::string& name : node.outputs)
        if (!made.insert(name).second && !name.empty())
          errors_.add("onnx-format", "tensor \"" + name + "\" is made twice, again by " + node.label(), where_);
      if (node.outputs.empty()) errors_.add("onnx-format", node.label() + " has no output", where_);
    }
    for (const TensorInfo& output : graph.outputs)
      if (!made.contains(output.name))
        errors_.add("onnx-format", "nothing makes the output \"" + output.name + "\"", where_);
  }

  const std::string& where_;
  const std::filesystem::path& folder_;
  std::map<std::string, std::vector<std::uint8_t>> outside_;  ///< files read, by path
  Errors& errors_;
  std::int64_t opset_ = 0;
};

std::int64_t opset_of(const onnx::ModelProto& model) {
  for (const auto& set : model.opset_import())
    if (set.domain().empty() || set.domain() == "ai.onnx") return set.version();
  return 0;
}

}  // namespace

Graph parse_graph(std::span<const std::uint8_t> bytes, const std::string& where, const std::filesystem::path& folder) {
  onnx::ModelProto model;
  const bool is_read = model.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (!is_read || !model.has_graph())
    throw Error("onnx-format",
                is_read ? "the file holds no graph" : "the file is no protobuf of an ONNX model, or is cut off", where);
  Errors errors;
  Graph graph = Reader(where, folder, errors).read(model.graph(), opset_of(model));
  errors.throw_if_any();
  return graph;
}

Graph read_graph(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.parent_path();
  return parse_graph(read_binary_file(path), path.string(), folder.empty() ? "." : folder);
}

}  // namespace weir::golden::onnx_import
