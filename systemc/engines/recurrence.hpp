/// Proof that a design runs on as it does. What it does depends on its state alone: registers, counts within the frame,
/// words in FIFOs. If the whole state after one frame is the state after an earlier one, then every word of every
/// stream is periodic from there for ever. Needs no monotony.
#pragma once
#include <atomic>
#include <optional>

#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// The state after frame `first_frame` (counted from 1, at the graph's first output) comes back `frames` frames and
/// `cycles` cycles later.
struct Recurrence {
  int first_frame = 0, frames = 0;
  std::int64_t cycles = 0;
  std::int64_t from_cycle = 0;  ///< the one in which that frame's last word left: what happens later is periodic
  int periodic_from_frame = 0;  ///< of this frame (counted from 1) and those after it no word had moved by then

  double interval_cycles() const { return static_cast<double>(cycles) / frames; }
};

/// Runs the SystemC model of a graph, without stalls and with a source that never ends, until its state comes back.
/// Null if it has not within `most_frames` frames, if the graph deadlocks, or if another thread has set `stop`. Throws
/// Errors of validate(TimingGraph); Error recurrence for a boundary with a pattern of its own.
std::optional<Recurrence> find_recurrence(const TimingGraph& graph, int most_frames,
                                          const std::atomic<bool>* stop = nullptr);

}  // namespace weir::timing
