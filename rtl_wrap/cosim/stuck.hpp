/// When nothing moves: how long that may last in a working design, and who waits for whom when it lasts longer.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/scoreboard.hpp"

namespace weir::rtl {

/// A cycle count no working design exceeds between two word movements while a stage can still go on: twice the longest
/// stretch without I/O of any stage, pipeline included. Stages without a schedule count with all words of a frame.
std::int64_t quiet_bound_cycles(const golden::StageGraph& graph);

/// The same where only the words at the boundary are seen and no schedule is known: twice the work of all stages.
std::int64_t boundary_quiet_bound_cycles(const golden::StageGraph& graph);

/// All that may be waiting, from the words each FIFO holds: what a stage waits for first is its own secret. Needs every
/// stream watched on both sides; unseen sides count as empty.
timing::Deadlock describe_deadlock(const golden::StageGraph& graph, const std::vector<StreamCheck>& checks,
                                   std::int64_t first_quiet_cycle);

/// CosimResult::idle_stages.
std::vector<std::string> idle_stages(const golden::StageGraph& graph, const std::vector<StreamCheck>& checks);

}  // namespace weir::rtl
