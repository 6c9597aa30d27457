/// Why the steady interval is what it is: the circle of dependencies that sets it, read off a recorded run.
///
/// Every event of a stage happens in a cycle because something made it wait until then (the recurrence of
/// systemc/process/schedule.hpp): the stage's own event before (work), the word it reads (word), or the place that its
/// word takes (room). Followed back from the last word of the run, these reasons come to an event and later to the same
/// event of an earlier frame: a circle that takes `cycles` for `frames` frames. No run can have a shorter interval than
/// cycles / frames of any circle, so one that equals the measured interval explains it.
#pragma once
#include <optional>

#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct CriticalCycle {
  /// What a part of the circle waited for.
  enum class Reason {
    Work,  ///< the stage's own iterations
    Word,  ///< of a stream: latency of the write and of the FIFO
    Room,  ///< in a stream: a place freed in the cycle before
  };
  struct Part {
    Reason reason;
    std::string name;         ///< stage, "source" or "sink" (Work); stream (Word, Room)
    std::int64_t times = 0;   ///< dependencies of that kind
    std::int64_t cycles = 0;  ///< all parts together: CriticalCycle::cycles
  };
  std::int64_t cycles = 0, frames = 0;
  std::vector<Part> parts;  ///< the longest first, work before words before room of the same length

  double interval_cycles() const { return static_cast<double>(cycles) / static_cast<double>(frames); }
  /// The stage with the longest work in the circle; empty if it has none.
  std::string bottleneck() const;
};

/// `result` is a run of `frames` frames without stalls that kept its transfers. Nothing if the run is too short to
/// repeat itself or has deadlocked. Throws Error no-explanation for stages that have no schedule (blocks of FINN).
std::optional<CriticalCycle> find_critical_cycle(const TimingGraph& graph, int frames, const SimulationResult& result);

}  // namespace weir::timing
