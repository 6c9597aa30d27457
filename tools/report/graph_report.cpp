#include "tools/report/graph_report.hpp"

namespace weir::tools {

namespace {

using Json = nlohmann::ordered_json;

Json stage_json(const golden::StageGraph& graph, const golden::Stage& stage) {
  Json json{{"name", stage.name}, {"kind", golden::op_type(stage.kind)}};
  if (stage.layer >= 0) {
    json["PE"] = stage.folding.PE;
    json["SIMD"] = stage.folding.SIMD;
    json["MMV"] = stage.folding.MMV;
  }
  const auto& weights = graph.parameters(stage).weights;
  if (!weights.empty()) json["weights"] = weights.shape;
  json["latency_cycles"] = stage.latency_cycles;
  return json;
}

/// Null outside the graph.
Json stage_name(const golden::StageGraph& graph, int stage) {
  return stage == golden::kOutside ? Json(nullptr) : Json(graph.stages[static_cast<std::size_t>(stage)].name);
}

}  // namespace

Json graph_json(const golden::StageGraph& graph) {
  Json json{{"network", graph.name},
            {"network_hash", golden::network_hash(*graph.network)},
            {"folding_hash", golden::folding_hash(*graph.network, graph.folding)}};
  for (const auto& stage : graph.stages) json["stages"].push_back(stage_json(graph, stage));
  for (const auto& stream : graph.streams)
    json["streams"].push_back({{"name", stream.name},
                               {"data_type", stream.type.name()},
                               {"shape", stream.shape},
                               {"word_bits", stream.word_bits()},
                               {"words_per_frame", stream.words_per_frame()},
                               {"depth_words", stream.depth_words},
                               {"producer", stage_name(graph, stream.producer)},
                               {"consumer", stage_name(graph, stream.consumer)}});
  return json;
}

}  // namespace weir::tools
