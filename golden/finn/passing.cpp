#include "golden/finn/passing.hpp"

#include "golden/base/error.hpp"

namespace weir::golden {

namespace {

constexpr const char* kStage = "passing";
constexpr const char* kIn = "in_elements";
constexpr const char* kOut = "out_elements";

}  // namespace

void state_passing(std::int64_t in_elements, std::int64_t out_elements, const Implementation& node, Folding& folding) {
  Implementation& stage = folding.implementations[kStage];
  stage = node;
  stage.attributes[kIn] = std::to_string(in_elements);
  stage.attributes[kOut] = std::to_string(out_elements);
}

std::optional<StageGraph> passing_graph(const std::shared_ptr<const Network>& network, const Folding& folding) {
  const auto stated = folding.implementations.find(kStage);
  if (!network->layers.empty() || stated == folding.implementations.end()) return std::nullopt;
  const NetworkStream& tensor = *network->find_stream(network->inputs.front());
  StageGraph graph;
  graph.name = network->name;
  graph.network = network;
  graph.folding = folding;
  Dwc passes;
  passes.shape = tensor.shape;
  passes.type = tensor.type;
  const auto add = [&](const char* name, const char* key, std::int64_t& elements) {
    Stream stream;
    stream.name = name;
    stream.tensor = tensor.name;
    stream.type = tensor.type;
    stream.shape = tensor.shape;
    stream.elements_per_word = elements = std::stoll(stated->second.attribute(key));
    stream.has_fifo = false;
    if (element_count(stream.shape) % elements != 0)
      throw Error("fold-divide", network->name + ": a frame of " + std::to_string(element_count(stream.shape)) +
                                     " elements is no whole number of words of " + std::to_string(elements));
    graph.streams.push_back(std::move(stream));
  };
  add("in", kIn, passes.in_elements);
  add("out", kOut, passes.out_elements);
  graph.streams[0].consumer = graph.streams[1].producer = 0;
  Stage stage;
  stage.name = stated->second.file_name.empty() ? kStage : stated->second.file_name;
  stage.kind = passes;
  stage.inputs = {0};
  stage.outputs = {1};
  stage.implementation = stated->second;
  graph.stages.push_back(std::move(stage));
  return graph;
}

}  // namespace weir::golden
