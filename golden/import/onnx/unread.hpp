/// Nothing that a node says is passed over: what no rule has read is named here, unless it says nothing about values
/// and cycles (one table, a reason each) or says what would hold without it (its default).
#pragma once
#include "golden/import/onnx/graph.hpp"
#include "golden/network/folding.hpp"

namespace weir::golden::onnx_import {

/// "MVAU_hls", "MatrixVectorActivation" and "StreamingFCLayer_Batch" are one kind under the names of three releases;
/// nodes that are no hardware are of the kind of their op type.
std::string kind_of(const Node& node);
bool is_hardware_node(const Node& node);

/// Does the attribute of a hardware node say where FINN has put files, or what it measured there?
bool is_where_files_lie(const std::string& attribute);

/// Appends an Error onnx-unread per attribute and input of `node` that no rule has read and that means something.
void find_unread(const Node& node, Errors& errors);

/// Attributes of a hardware node for LayerFolding::stated. Throws Error folding-type for a value FINN does not have.
std::map<std::string, std::string> stated_by(const Node& node);

}  // namespace weir::golden::onnx_import
