#include "golden/import/onnx/channels_last.hpp"

#include <algorithm>
#include <numeric>

namespace weir::golden::onnx_import {

namespace {

constexpr const char* kDomain = "qonnx.custom_op.channels_last";

Node transpose(const Node& of, const std::string& from, const std::string& to, std::vector<std::int64_t> perm) {
  Node node;
  node.op_type = "Transpose";
  node.name = (of.name.empty() ? to : of.name) + " (channels last)";
  node.inputs = {from};
  node.outputs = {to};
  node.set("perm", std::move(perm));
  return node;
}

/// [0, last, 1, 2 ...], or, the other way, [0, 2, 3 ..., 1].
std::vector<std::int64_t> moved(std::size_t rank, bool to_first) {
  std::vector<std::int64_t> perm(rank);
  std::iota(perm.begin(), perm.end(), 0);
  std::rotate(perm.begin() + 1, to_first ? perm.end() - 1 : perm.begin() + 2, perm.end());
  return perm;
}

/// As the file declares the tensors, else by the kernel; 0 where neither tells.
std::size_t rank_of(const Graph& graph, const Node& node) {
  for (const std::string& tensor : {node.inputs.front(), node.outputs.front()})
    if (const auto shape = graph.shapes.find(tensor); shape != graph.shapes.end() && shape->second.size() > 1)
      return shape->second.size();
  const auto kernel = node.all_attributes().find("kernel_shape");
  if (kernel == node.all_attributes().end()) return 0;
  const auto* sides = std::get_if<std::vector<std::int64_t>>(&kernel->second);
  return sides == nullptr ? 0 : sides->size() + 2;
}

}  // namespace

void open_channels_last(Graph& graph) {
  std::vector<Node> nodes;
  for (Node& node : graph.nodes) {
    const bool is_wrapped = node.domain == kDomain && !node.inputs.empty() && node.outputs.size() == 1;
    const std::size_t rank = is_wrapped ? rank_of(graph, node) : 0;
    if (is_wrapped && rank < 2)
      throw Error("onnx-shape", node.label() + " has its channels last, but the file does not say on how many axes", "",
                  "infer the shapes first (qonnx's InferShapes, qonnx-cleanup)");
    if (!is_wrapped) {
      nodes.push_back(std::move(node));
      continue;
    }
    node.domain.clear();
    const std::string made = node.outputs.front();
    for (std::size_t i = 0; i < (node.op_type == "Conv" && node.inputs.size() > 1 ? 2 : 1); ++i) {
      const std::string first = made + " input " + std::to_string(i) + " (channels first)";
      nodes.push_back(transpose(node, node.inputs[i], first, moved(rank, true)));
      if (const auto type = graph.datatypes.find(node.inputs[i]); type != graph.datatypes.end())
        graph.datatypes[first] = type->second;
      node.inputs[i] = first;
    }
    node.outputs.front() = made + " (channels first)";
    Node back = transpose(node, node.outputs.front(), made, moved(rank, false));
    nodes.push_back(std::move(node));
    nodes.push_back(std::move(back));
  }
  graph.nodes = std::move(nodes);
}

}  // namespace weir::golden::onnx_import
