/// FIFO depths of a build, by its profile and method.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "golden/network/stage_graph.hpp"
#include "tools/flow/fifo_flow.hpp"

namespace weir::tools::build {

struct ChosenDepths {
  golden::Folding folding;  ///< of the graph, with the depths
  std::string text;         ///< how, in a line
};

ChosenDepths choose_depths(const golden::StageGraph& graph, const FifoRequest& request);

/// fifo_sizing.json of FINN+: fifo_depths, fifo_sizes (bits), total_fifo_size_kB.
nlohmann::ordered_json fifo_sizing_json(const golden::StageGraph& graph);

}  // namespace weir::tools::build
