/// FINN's configuration files of a folded network, in the node names, attributes and order of FINN v0.10: op type,
/// backend, running number ("MVAU_hls_3"). A layer that FINN's name does not lead back to keeps its own. Weir's readers
/// (folding.hpp, hardware_node.hpp) take the files as well.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/finn/hardware_node.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

/// FINN builds a FIFO deeper than that of Vivado's IP instead of shift registers, unless it is at the graph's edge.
constexpr int kDeepestRtlFifoWords = 256;

/// auto_folding_config.json: without depths.
nlohmann::ordered_json auto_folding_json(const Network& network, const Folding& folding,
                                         const AttributeTable& attributes, const std::string& fpga_part);

/// final_hw_config.json: with all FIFOs and width converters. To be written by python_json().
nlohmann::ordered_json final_hw_config_json(const StageGraph& graph, const AttributeTable& attributes,
                                            const std::string& fpga_part);

}  // namespace weir::golden
