/// Stages of FINN's hardware from a StageGraph and the numbers of a profile with "pipeline": "finn". A stage is timed
/// as its Implementation says; what says nothing is what FINN v0.10 would choose.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "systemc/generators/finn/pipeline_depth.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

struct FinnParameter {
  std::string name;
  int least = 0;
};
/// All that such a profile needs.
///   AddStreams, DuplicateStreams, DownSampler .pipeline_stages   from reading a word to handing the result on
///   *.restart_gap_cycles                idle cycles of those three between two frames
///   StreamingFIFO.vivado_hops           queues in a row that pass a word as late as a vendor's FIFO does
const std::vector<FinnParameter>& finn_parameters();
/// What it may have beside them: ITEM.pipeline_depth, of a layer or a kind, MVAU.one_word of those whose SIMD is MW.
bool is_pipeline_depth(const std::string& parameter);

/// A profile's numbers by name; nothing if it has none.
using FinnNumbers = std::function<std::optional<int>(const std::string&)>;

/// Op types of the kinds that it makes.
std::vector<std::string> finn_kinds();

/// Is the stage a loop by HLS, whose depth somebody must state?
bool has_pipeline_depth(const golden::StageGraph& graph, const golden::Stage& stage);
/// Names of the stages whose depth nobody states, and the graph with the least and the most that their classes have.
struct DepthAssumption {
  std::vector<std::string> stages;
  golden::StageGraph low, high;
};
DepthAssumption assumed_depths(const golden::StageGraph& graph, const FinnNumbers& numbers);
/// As its Implementation states it (attributes pipeline_depth and in_submodule), else as the profile does, else by
/// class. Throws Error bad-depth for an attribute that is no number from 1 to 1000.
PipelineDepth pipeline_depth(const golden::Stage& stage, const FinnNumbers& numbers);

/// Throws Error no-schedule for a kind, a folding, a shape or an attribute without a law.
TimingStage make_finn_stage(const golden::StageGraph& graph, const golden::Stage& stage, const FinnNumbers& numbers);

/// Words of each frame that the stage's hardware leaves in its input, which shifts every later frame by them; 0 where
/// it reads them all. Throws as above.
std::int64_t unread_words(const golden::StageGraph& graph, const golden::Stage& stage, const FinnNumbers& numbers);

/// FIFOs as the graph has them: several in a row, vendor's ones, and none. Throws Error no-schedule where two RTL
/// blocks meet without one.
void place_finn_fifos(const golden::StageGraph& graph, const FinnNumbers& numbers, TimingGraph& timing);

}  // namespace weir::timing
