/// The timing of Weir's own RTL: a closed form per kind of stage.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/generators/stages.hpp"

namespace weir::timing {

/// Op types of the kinds that have one.
std::vector<std::string> kinds_with_closed_form();
/// Throws Error no-schedule for a kind without one.
Schedule make_schedule(const golden::Stage& stage);
/// Stages and streams in the order of `graph`. Throws what make_schedule() throws.
TimingGraph make_timing_graph(const golden::StageGraph& graph);

}  // namespace weir::timing
