/// Pipeline depths measured on the RTL of others, as `weir simulate --pipeline-depths` reads them.
#pragma once
#include <string>
#include <vector>

#include "tools/flow/layers_flow.hpp"

namespace weir::tools {

struct RtlProfile {
  std::string depths_json;         ///< {NODE: {"iterations_N", "in_submodule", "origin": "measured"}}
  std::vector<std::string> taken;  ///< one line per layer and FIFO that was measured
  std::vector<std::string> left;   ///< one line per layer by HLS that was not, with the reason
};

/// `outcome` of the same graph, from runs of two frames or more without stalls.
RtlProfile rtl_profile(const golden::StageGraph& graph, const LayersOutcome& outcome);

}  // namespace weir::tools
