/// Stages of FINN's hardware from a StageGraph and the numbers of a profile with "pipeline": "finn".
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

struct FinnParameter {
  std::string name;
  int least = 0;
};
/// All that such a profile needs.
///   <kind>.pipeline_stages              from reading a word to handing the result to the output slice; HLS loops
///   MVAU.one_word.pipeline_stages       the same where SIMD is MW: one word per vector
///   *.restart_gap_cycles                idle cycles of an HLS loop before each frame; MVAU and MVAU.binary (XNOR and
///                                       popcount) have their own
///   Thresholding.stages_per_level_bit   stages of the search per bit of the number of thresholds
///   StreamingMaxPool.pixel_gap_cycles, StreamingMaxPool.turn_gap_cycles   finn::RowPool
const std::vector<FinnParameter>& finn_parameters();

/// Throws Error no-schedule for a kind, a folding or a shape that FINN v0.10 does not build or this profile does not
/// know. `value` gives the parameters by name.
/// Op types of the kinds that it makes.
std::vector<std::string> finn_kinds();
TimingStage make_finn_stage(const golden::StageGraph& graph, const golden::Stage& stage,
                            const std::function<int(const std::string&)>& value);

}  // namespace weir::timing
