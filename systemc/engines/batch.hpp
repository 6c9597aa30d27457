/// The cycles of a large batch, exactly, from the run of a small one.
///
/// What happens after a cycle depends on the state then alone: the place of every stage in its schedule and how long
/// ago it moved, the words in every FIFO, and those on their way into one. If the states at the ends of frames f and f
/// + c are the same, P cycles apart, then everything repeats every P cycles for as long as no stage is in its last
/// frame and no source has run out. So a batch with k * c frames more takes exactly k * P cycles more, and its high
/// waters are the same. The states are compared word by word; where no two are the same - and for the
/// blocks of FINN, whose registers no stream shows - all frames are run.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct Batch {
  SimulationResult result;      ///< of all frames
  int simulated_frames = 0;     ///< that were run; fewer than asked for: the rest is exact by the proof above
  int periodic_from_frame = 0;  ///< the end of this frame begins the first period that was found (1 = the first frame)
  int period_frames = 0;        ///< c
  std::int64_t period_cycles = 0;  ///< P
};

/// Sources and sinks run freely. Throws Errors of validate(TimingGraph).
/// `stop` as in SimulationOptions.
Batch simulate_batch(const TimingGraph& graph, int frames, const std::atomic<bool>* stop = nullptr);

}  // namespace weir::timing
