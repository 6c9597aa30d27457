/// What stages waited for, frame by frame, of one run.
#pragma once
#include <atomic>
#include <vector>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// Cycles of a stage from the start to its own last event of a frame, by port.
struct WaitsUntil {
  std::vector<std::int64_t> starved_cycles, backpressured_cycles;
};

/// By stage, then by frame; fewer frames than asked for after a deadlock. No word of a frame waits for one of a later
/// frame, so that these are the waits of any longer run, too. Every stage must follow a schedule that is the same in
/// every frame. Throws Errors of validate(TimingGraph).
std::vector<std::vector<WaitsUntil>> waits_by_frame(const TimingGraph& graph, int frames,
                                                    const std::atomic<bool>* stop = nullptr);

}  // namespace weir::timing
