/// What a network would do with one stage folded less: twice (or the next legal number of) PE or SIMD, timed again.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing {

struct WhatIf {
  std::string stage;
  std::string fold;  ///< "PE" or "SIMD"
  int from = 1, to = 1;
  double interval_cycles = 0;
  std::string next_bottleneck;  ///< the stage with most work then
};

/// One entry per fold that `stage` has and that can grow, PE first; foldings that this profile cannot time are left
/// out. FIFO depths stay in words. `frames` as in the run it is compared with. Throws Error unknown-stage.
std::vector<WhatIf> what_if(const golden::StageGraph& graph, const Profile& profile, const std::string& stage,
                            int frames);

}  // namespace weir::timing
