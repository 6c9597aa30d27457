#include "tools/flow/rtl_profile.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "systemc/generators/finn/finn_stages.hpp"

namespace weir::tools {

namespace {

/// As the network's file calls the stage.
std::string node_name(const golden::StageGraph& graph, const std::string& stage_name) {
  const golden::Stage* stage = graph.find_stage(stage_name);
  return stage == nullptr || stage->implementation.file_name.empty() ? stage_name : stage->implementation.file_name;
}

bool has_depth(const golden::StageGraph& graph, const std::string& stage_name) {
  const golden::Stage* stage = graph.find_stage(stage_name);
  return stage != nullptr && timing::has_pipeline_depth(graph, *stage);
}

std::string reason_of(const LayerOutcome& layer) {
  if (!layer.result) return layer.problem;
  if (!layer.result->equal()) return "its words are not golden's";
  return fmt::format("no depth of the profile's law gives its latency of {} and its interval of {} cycles",
                     layer.result->latency_cycles, layer.result->interval_cycles);
}

}  // namespace

RtlProfile rtl_profile(const golden::StageGraph& graph, const LayersOutcome& outcome) {
  RtlProfile profile;
  nlohmann::ordered_json depths = nlohmann::ordered_json::object();
  for (const LayerOutcome& layer : outcome.layers) {
    const std::string node = node_name(graph, layer.stage);
    if (layer.depth && layer.is_equal()) {
      depths[node] = {{"iterations_N", layer.depth->iterations},
                      {"in_submodule", layer.depth->in_submodule},
                      {"origin", "measured"}};
      profile.taken.push_back(
          fmt::format("{}: N {}{}, gap {}, latency {}, interval {} cycles", node, layer.depth->iterations,
                      layer.depth->in_submodule ? " in a function of its own" : "", layer.depth->gap_cycles,
                      layer.result->latency_cycles, layer.result->interval_cycles));
    } else if (has_depth(graph, layer.stage)) {
      profile.left.push_back(node + ": " + reason_of(layer));
    }
  }
  for (const MeasuredFifo& fifo : outcome.fifos)
    if (fifo.measured)
      profile.taken.push_back(fmt::format("{}: {} hops, holds {} of {} words", fifo.fifo.name, fifo.measured->hops,
                                          fifo.measured->holds_words, fifo.fifo.stated_words));
  profile.depths_json = depths.dump(2) + "\n";
  return profile;
}

}  // namespace weir::tools
