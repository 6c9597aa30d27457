/// How full FIFOs become when the sources end early.
#pragma once
#include <vector>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// The most words at the start of a cycle, by stream, of a run over `offered_frames` frames and of all that the
/// stages do behind them without a word: a padding goes on with the border of its next picture. Throws Errors of
/// validate(TimingGraph).
std::vector<int> high_waters(const TimingGraph& graph, int offered_frames);

}  // namespace weir::timing
