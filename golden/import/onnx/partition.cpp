#include "golden/import/onnx/partition.hpp"

#include <algorithm>

namespace weir::golden::onnx_import {

namespace {

constexpr const char* kPartition = "StreamingDataflowPartition";
constexpr int kDeepest = 8;  ///< partitions in partitions; more is a circle

/// Where FINN places the part, and what it has noted about it.
const char* const kNotesOfPartitions[] = {"backend",
                                          "instance_name",
                                          "partition_id",
                                          "device_id",
                                          "slr",
                                          "mem_port",
                                          "res_estimate",
                                          "res_hls",
                                          "res_synth",
                                          "cycles_estimate",
                                          "return_full_exec_context"};

void require_read(const Node& node) {
  for (const auto& [name, value] : node.all_attributes()) {
    const bool is_known = name == "model" || std::any_of(std::begin(kNotesOfPartitions), std::end(kNotesOfPartitions),
                                                         [&, n = name](const char* known) { return n == known; });
    if (!is_known)
      throw Error("onnx-unread",
                  node.label() + ": attribute \"" + name + "\" = " + text_of(value) + " is read by no rule", "",
                  "take it out if it has no meaning");
  }
}

std::filesystem::path file_of(const Node& node, const std::filesystem::path& folder) {
  const std::filesystem::path named = node.text("model", "");
  if (named.empty()) throw Error("partition-missing", node.label() + " names no model");
  std::filesystem::path tail;
  std::vector<std::filesystem::path> tails;  // "partition_0.onnx", "supported_op_partitions/partition_0.onnx", ...
  const std::vector<std::filesystem::path> steps(named.begin(), named.end());
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->is_absolute() || *step == "..") break;
    tail = tail.empty() ? *step : *step / tail;
    tails.insert(tails.begin(), tail);
  }
  std::error_code status;
  for (const std::filesystem::path& end : tails)
    if (std::filesystem::is_regular_file(folder / end, status)) return folder / end;
  throw Error("partition-missing", node.label() + ": its model " + named.string() + " does not lie beside the file",
              folder.string(), "copy it there, or import it by itself");
}

/// The names of a child's tensors in its parent.
class Names {
 public:
  Names(const Node& node, const Graph& child) : prefix_(node.name.empty() ? node.outputs.front() : node.name) {
    const auto pair = [&](const std::vector<TensorInfo>& inner, const std::vector<std::string>& outer) {
      if (inner.size() != outer.size())
        throw Error("onnx-format", node.label() + ": its model has " + std::to_string(child.inputs.size()) +
                                       " inputs and " + std::to_string(child.outputs.size()) + " outputs, the node " +
                                       std::to_string(node.inputs.size()) + " and " +
                                       std::to_string(node.outputs.size()));
      for (std::size_t i = 0; i < inner.size(); ++i) outer_[inner[i].name] = outer[i];
    };
    pair(child.inputs, node.inputs);
    pair(child.outputs, node.outputs);
  }

  std::string of(const std::string& tensor) const {
    if (tensor.empty()) return tensor;
    const auto outer = outer_.find(tensor);
    return outer == outer_.end() ? prefix_ + "/" + tensor : outer->second;
  }

 private:
  std::string prefix_;
  std::map<std::string, std::string> outer_;
};

template <class T>
void merge(const std::map<std::string, T>& from, const Names& names, std::map<std::string, T>& to) {
  for (const auto& [tensor, value] : from) to[names.of(tensor)] = value;
}

void open(Graph& graph, const std::filesystem::path& folder, int depth) {
  std::vector<Node> nodes;
  for (Node& node : graph.nodes) {
    if (node.op_type != kPartition) {
      nodes.push_back(std::move(node));
      continue;
    }
    require_read(node);
    const std::filesystem::path file = file_of(node, folder);
    if (depth == kDeepest) throw Error("onnx-format", node.label() + ": partitions lie in each other", file.string());
    Graph child = read_graph(file);
    open(child, file.parent_path(), depth + 1);
    const Names names(node, child);
    for (Node& inner : child.nodes) {
      for (std::string& tensor : inner.inputs) tensor = names.of(tensor);
      for (std::string& tensor : inner.outputs) tensor = names.of(tensor);
      nodes.push_back(std::move(inner));
    }
    merge(child.constants, names, graph.constants);
    merge(child.shapes, names, graph.shapes);
    merge(child.datatypes, names, graph.datatypes);
    merge(child.layouts, names, graph.layouts);
  }
  graph.nodes = std::move(nodes);
}

}  // namespace

void open_partitions(Graph& graph, const std::filesystem::path& folder) { open(graph, folder, 0); }

}  // namespace weir::golden::onnx_import
