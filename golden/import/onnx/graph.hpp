/// An ONNX graph as far as the import needs it: nodes, constants, shapes and datatype annotations, free of protobuf.
#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "golden/floats/node.hpp"

namespace weir::golden::onnx_import {

using namespace floats;

struct TensorInfo {
  std::string name;
  Shape shape;       ///< 0 where the extent is unknown
  int element_type;  ///< ONNX's number of it, 0 if the file does not say
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;                       ///< as in the file, which ONNX wants in topological order
  std::map<std::string, Value> constants;        ///< initialisers
  std::vector<TensorInfo> inputs, outputs;       ///< without those that are initialised
  std::map<std::string, Shape> shapes;           ///< as the file declares them, of inputs, outputs and tensors between
  std::map<std::string, std::string> datatypes;  ///< annotations "finn_datatype" by tensor
  std::map<std::string, std::string> layouts;    ///< annotations "tensor_layout", letters alone: "NHWC"
};

/// Every problem of the file itself at once. Throws Error file-missing, onnx-format (no protobuf of an ONNX model), or
/// Errors onnx-format, onnx-tensor (a constant whose data do not fit its shape, or of a type not read), onnx-external.
Graph read_graph(const std::filesystem::path& path);
/// The same of bytes; `where` names them in messages. Constants in files of their own are looked for in `folder`.
Graph parse_graph(std::span<const std::uint8_t> bytes, const std::string& where,
                  const std::filesystem::path& folder = {});

}  // namespace weir::golden::onnx_import
