/// FINN cuts a model into a parent and the graphs of its StreamingDataflowPartition nodes, each in a file of its own.
#pragma once
#include "golden/import/onnx/graph.hpp"

namespace weir::golden::onnx_import {

/// Puts the graph of each such node in its place. A node names its file by the path on the machine that built it; it is
/// looked for in `folder`, under that path or the ends of it. Throws Error partition-missing, onnx-format (other inputs
/// or outputs than the node has), onnx-unread (an attribute of the node that no rule reads), and what read_graph
/// throws.
void open_partitions(Graph& graph, const std::filesystem::path& folder);

}  // namespace weir::golden::onnx_import
