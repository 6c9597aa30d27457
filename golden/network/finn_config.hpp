/// FINN's final_hw_config.json of a folded network, in the node names and with the attributes of FINN v0.10: op type,
/// backend, running number ("MVAU_hls_3", "StreamingFIFO_rtl_17"). Weir's own readers take it as well (folding.hpp).
#pragma once
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::golden {

/// FINN builds a FIFO deeper than that of Vivado's IP instead of shift registers, unless it is at the graph's edge.
constexpr int kDeepestRtlFifoWords = 256;

std::string finn_hw_config(const StageGraph& graph);

}  // namespace weir::golden
