#include <onnx/onnx_pb.h>

#include <cstring>
#include <set>
#include <sstream>

#include "golden/import/onnx/graph.hpp"
#include "golden/network/file.hpp"

namespace weir::golden::onnx_import {

namespace {

/// More elements than any network on an FPGA has; a shape that says so is damaged.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;

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
  Reader(const std::string& where, Errors& errors) : where_(where), errors_(errors) {}

  Graph read(const onnx::GraphProto& proto) {
    Graph graph;
    graph.name = proto.name();
    for (const auto& tensor : proto.initializer()) graph.constants[tensor.name()] = read_tensor(tensor, tensor.name());
    for (const auto& node : proto.node()) graph.nodes.push_back(read_node(node));
    for (const auto& input : proto.input())
      if (!graph.constants.contains(input.name())) graph.inputs.push_back(read_info(input));
    for (const auto& output : proto.output()) graph.outputs.push_back(read_info(output));
    for (const auto* infos : {&proto.input(), &proto.output(), &proto.value_info()})
      for (const auto& info : *infos)
        if (info.type().tensor_type().has_shape()) graph.shapes[info.name()] = read_info(info).shape;
    for (const auto& annotation : proto.quantization_annotation())
      for (const auto& entry : annotation.quant_parameter_tensor_names()) read_annotation(annotation.tensor_name(), entry, graph);
    if (proto.sparse_initializer_size() > 0)
      errors_.add("onnx-tensor", "the graph has sparse constants", where_, "export the model with dense ones");
    check(graph);
    return graph;
  }

 private:
  static std::string letters(const std::string& text) {
    std::string out;
    for (const char c : text)
      if (c >= 'A' && c <= 'Z') out += c;
    return out;
  }

  void read_annotation(const std::string& tensor, const onnx::StringStringEntryProto& entry, Graph& graph) {
    const bool is_type = entry.key() == "finn_datatype", is_layout = entry.key() == "tensor_layout";
    if (!is_type && !is_layout) {
      if (entry.key() != "sparsity")  // FINN's note of how many weights are zero
        errors_.add("onnx-unread", "annotation \"" + entry.key() + "\" = \"" + entry.value() + "\" of tensor \"" + tensor +
                                       "\" is read by no rule",
                    where_, "legal: finn_datatype, tensor_layout, sparsity");
      return;
    }
    const std::string value = is_type ? entry.value() : letters(entry.value());
    const auto [found, is_new] = (is_type ? graph.datatypes : graph.layouts).emplace(tensor, value);
    if (!is_new && found->second != value)
      errors_.add("onnx-format", "tensor \"" + tensor + "\" has two annotations " + entry.key() + ", " + found->second +
                                     " and " + value, where_);
  }

  Value read_tensor(const onnx::TensorProto& tensor, const std::string& name) {
    Value value;
    const std::string what = "constant \"" + name + "\"";
    if (tensor.data_location() == onnx::TensorProto::EXTERNAL) {
      errors_.add("onnx-external", what + " lies in another file", where_, "export the model with its data inside");
      return value;
    }
    std::int64_t elements = 1;
    for (const std::int64_t extent : tensor.dims()) {
      if (extent < 0 || extent > kMaxElements || elements * std::max<std::int64_t>(extent, 1) > kMaxElements) {
        errors_.add("onnx-tensor", what + " has an extent of " + std::to_string(extent), where_);
        return value;
      }
      value.shape.push_back(extent);
      elements *= extent;
    }
    value.data = numbers(tensor, what, value.is_integer);
    if (std::ssize(value.data) == elements) return value;
    if (value.data.empty() && !is_known(tensor.data_type())) return value;  // said already
    errors_.add("onnx-tensor", what + " has " + std::to_string(value.data.size()) + " numbers", where_,
                "its shape " + to_string(value.shape) + " wants " + std::to_string(elements));
    return value;
  }

  static bool is_known(int type) {
    using T = onnx::TensorProto;
    for (const int known : {T::FLOAT, T::DOUBLE, T::INT64, T::INT32, T::INT16, T::INT8, T::UINT8, T::UINT16, T::BOOL})
      if (type == known) return true;
    return false;
  }

  std::vector<double> numbers(const onnx::TensorProto& tensor, const std::string& what, bool& is_integer) {
    using T = onnx::TensorProto;
    const std::string& raw = tensor.raw_data();
    const bool has_raw = !raw.empty();
    is_integer = tensor.data_type() != T::FLOAT && tensor.data_type() != T::DOUBLE;
    switch (tensor.data_type()) {
      case T::FLOAT: return has_raw ? from_raw<float>(raw) : from_field(tensor.float_data());
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
                "legal: float, double, int8..int64, uint8, uint16, bool");
    return {};
  }

  Node read_node(const onnx::NodeProto& proto) {
    Node node;
    node.name = proto.name();
    node.op_type = proto.op_type();
    node.domain = proto.domain();
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    for (const auto& attribute : proto.attribute()) read_attribute(attribute, node);
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
    TensorInfo info{proto.name(), {}};
    for (const auto& extent : proto.type().tensor_type().shape().dim())
      info.shape.push_back(extent.has_dim_value() ? extent.dim_value() : 0);
    return info;
  }

  void check(const Graph& graph) {
    if (graph.nodes.empty()) errors_.add("onnx-format", "the graph has no nodes", where_);
    if (graph.inputs.empty()) errors_.add("onnx-format", "the graph has no input", where_);
    if (graph.outputs.empty()) errors_.add("onnx-format", "the graph has no output", where_);
    std::set<std::string> made{""};
    for (const auto& [name, value] : graph.constants) made.insert(name);
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
  Errors& errors_;
};

}  // namespace

std::string Node::label() const {
  return op_type + " node \"" + (name.empty() && !outputs.empty() ? "of " + outputs.front() : name) + "\"";
}

const std::string& Node::input(std::size_t index) const {
  note_input(index);
  if (index < inputs.size()) return inputs[index];
  throw Error("onnx-format", label() + " has " + std::to_string(inputs.size()) + " inputs", "",
              "at least " + std::to_string(index + 1));
}

std::string Node::optional_input(std::size_t index) const {
  note_input(index);
  return index < inputs.size() ? inputs[index] : "";
}

const Attribute* Node::attribute(const std::string& key) const {
  record_->attributes.insert(key);
  const auto found = attributes_.find(key);
  return found == attributes_.end() ? nullptr : &found->second;
}

namespace {

std::string number_text(double x) {
  std::ostringstream text;
  text << x;
  return text.str();
}

template <class T, class Text>
std::string list_text(const std::vector<T>& values, Text one_text) {
  std::string text;
  for (const T& value : values) text += (text.empty() ? "" : ", ") + one_text(value);
  return "[" + text + "]";
}

}  // namespace

std::string text_of(const Attribute& value) {
  const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
  if (const auto* x = std::get_if<std::int64_t>(&value)) return std::to_string(*x);
  if (const auto* x = std::get_if<double>(&value)) return number_text(*x);
  if (const auto* x = std::get_if<std::string>(&value)) return quoted(*x);
  if (const auto* x = std::get_if<std::vector<std::int64_t>>(&value)) return to_string(*x);
  if (const auto* x = std::get_if<std::vector<double>>(&value)) return list_text(*x, number_text);
  if (const auto* x = std::get_if<std::vector<std::string>>(&value)) return list_text(*x, quoted);
  return "a tensor " + to_string(std::get<Value>(value).shape);
}

namespace {

template <class T>
T attribute_of(const Node& node, const std::string& key, T otherwise) {
  const Attribute* found = node.attribute(key);
  if (found == nullptr) return otherwise;
  if (const T* value = std::get_if<T>(found)) return *value;
  throw Error("onnx-attribute", node.label() + ": attribute \"" + key + "\" has the wrong type");
}

}  // namespace

std::int64_t Node::integer(const std::string& key, std::int64_t otherwise) const {
  return attribute_of(*this, key, otherwise);
}
double Node::number(const std::string& key, double otherwise) const { return attribute_of(*this, key, otherwise); }
std::string Node::text(const std::string& key, const std::string& otherwise) const {
  return attribute_of(*this, key, otherwise);
}
std::vector<std::int64_t> Node::integers(const std::string& key, std::vector<std::int64_t> otherwise) const {
  return attribute_of(*this, key, std::move(otherwise));
}

Graph parse_graph(std::span<const std::uint8_t> bytes, const std::string& where) {
  onnx::ModelProto model;
  const bool is_read = model.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (!is_read || !model.has_graph())
    throw Error("onnx-format",
                is_read ? "the file holds no graph" : "the file is no protobuf of an ONNX model, or is cut off", where);
  Errors errors;
  Graph graph = Reader(where, errors).read(model.graph());
  errors.throw_if_any();
  return graph;
}

Graph read_graph(const std::filesystem::path& path) { return parse_graph(read_binary_file(path), path.string()); }

}  // namespace weir::golden::onnx_import
