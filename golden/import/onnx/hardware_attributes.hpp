/// Attributes of FINN's hardware nodes, checked.
#pragma once
#include "golden/import/onnx/graph.hpp"
#include "golden/values/datatype.hpp"

namespace weir::golden::onnx_import {

/// [H, W] from two extents, or from the one of square pictures in old releases. Throws Error onnx-attribute.
std::vector<std::int64_t> square_of(const Node& node, const std::string& key);
/// Throws Error onnx-datatype if it is missing, dtype-name.
DataType type_of(const Node& node, const std::string& key);
/// PE or SIMD, 1 where the node has none. Throws Error onnx-attribute.
int fold_of(const Node& node, const std::string& key);
/// Throws Error onnx-shape unless the attribute, if the node has it, is `found`.
void require_extent(const Node& node, const std::string& key, std::int64_t found);

}  // namespace weir::golden::onnx_import
