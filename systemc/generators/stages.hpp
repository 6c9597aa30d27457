/// From a StageGraph to a TimingGraph, whatever generator makes the stages.
#pragma once
#include <functional>

#include "golden/network/stage_graph.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// Stages and streams in the order of `graph`. Throws what `make_stage` throws.
TimingGraph make_timing_graph(const golden::StageGraph& graph,
                              const std::function<TimingStage(const golden::Stage&)>& make_stage);

}  // namespace weir::timing
