/// An ONNX graph as far as the import needs it: nodes, constants, shapes and datatype annotations, free of protobuf.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "golden/import/onnx/value.hpp"
#include "golden/network/error.hpp"

namespace weir::golden::onnx_import {

using Attribute = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
                               std::vector<std::string>, Value>;

struct Node {
  std::string name, op_type, domain;
  std::vector<std::string> inputs, outputs;  ///< tensor names; "" where an optional one is left out
  std::map<std::string, Attribute> attributes;

  /// "Conv node \"Conv_3\""; unnamed nodes are named by their first output.
  std::string label() const;
  /// Name of an input. Throws Error onnx-format if there are fewer.
  const std::string& input(std::size_t index) const;
  std::int64_t integer(const std::string& key, std::int64_t otherwise) const;
  double number(const std::string& key, double otherwise) const;
  std::string text(const std::string& key, const std::string& otherwise) const;
  std::vector<std::int64_t> integers(const std::string& key, std::vector<std::int64_t> otherwise) const;
  bool has(const std::string& key) const { return attributes.contains(key); }
};

struct TensorInfo {
  std::string name;
  Shape shape;  ///< 0 where the extent is unknown
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;                       ///< as in the file, which ONNX wants in topological order
  std::map<std::string, Value> constants;        ///< initialisers
  std::vector<TensorInfo> inputs, outputs;       ///< without those that are initialised
  std::map<std::string, std::string> datatypes;  ///< annotations "finn_datatype" by tensor
  std::map<std::string, std::string> layouts;    ///< annotations "tensor_layout", letters alone: "NHWC"
};

/// Every problem of the file itself at once. Throws Error file-missing, onnx-format (no protobuf of an ONNX model), or
/// Errors onnx-format, onnx-tensor (a constant whose data do not fit its shape, or of a type not read), onnx-external.
Graph read_graph(const std::filesystem::path& path);
/// The same of bytes; `where` names them in messages.
Graph parse_graph(std::span<const std::uint8_t> bytes, const std::string& where);

}  // namespace weir::golden::onnx_import
