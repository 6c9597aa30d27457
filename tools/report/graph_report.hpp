/// What a folded network is made of, as JSON: stages with their folding, streams with their words and FIFO depths.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/network/stage_graph.hpp"

namespace weir::tools {

nlohmann::ordered_json graph_json(const golden::StageGraph& graph);

}  // namespace weir::tools
