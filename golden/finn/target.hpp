/// What a design is made for. No node of FINN's files says it, and hardware depends on it: the depth of loops by HLS on
/// the clock, the stages of units by RTL on the part's DSPs and on the clock.
#pragma once
#include <string>

#include "golden/network/folded_network.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

struct Target {
  std::string part;   ///< "": not known
  double clk_ns = 0;  ///< 0: not known
};

/// Of a target's clock, as an attribute of implementations.
constexpr const char* kTargetClk = "clk_ns";

/// States attributes of FINN's layers: clk_ns, and core_stages of matrix and vector units where the part has DSP58.
/// What is stated already stays. Throws Error fpga-part for a name that is none.
void state_target(const Target& target, FoldedNetwork& network);
/// The same of a graph's stages; the part asked for stands in place of what a build's files say, its clock does not.
void state_target(const Target& target, StageGraph& graph);

/// The target's clock that is stated, in ns; 0 if none is.
double stated_clk_ns(const Implementation& implementation);

}  // namespace weir::golden
