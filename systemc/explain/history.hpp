/// The events of a recorded run with the dependencies that could have timed them.
#pragma once
#include <functional>

#include "systemc/engines/simulate.hpp"
#include "systemc/process/cursor.hpp"

namespace weir::timing {

/// An event as it happened.
struct PastEvent {
  std::int64_t cycle = 0;
  std::uint32_t reads = 0, writes = 0;
  bool is_due = false;  ///< it came as soon as the actor's own event before allowed
};

/// A stage, or the source or sink of a stream, and what it did.
struct PastActor {
  std::string name;
  std::vector<int> inputs, outputs;  ///< streams by port
  std::vector<PastEvent> events;
  /// Of the frames that are alike; rigid pipelines have events before the first of them and a last frame apart.
  std::int64_t events_before = 0, events_per_frame = 0, frames = 0;
  std::vector<std::vector<std::int32_t>> read_by, written_by;  ///< by port and word: the event that moved it
};

struct PastRun {
  std::vector<PastActor> actors;          ///< stages in the order of the graph, then sources and sinks
  std::vector<int> producers, consumers;  ///< actor by stream
  std::vector<int> producer_ports, consumer_ports;
};

/// An event, and the cycle before which the stage's own event before and its work did not allow it.
using Visit = std::function<void(const PastEvent& event, std::int64_t due_cycle)>;
/// Follows `schedule` along the recorded transfers of its ports, event by event; to the last that happened.
void follow(const TimingGraph& graph, const SimulationResult& result, const Schedule& schedule,
            const std::vector<int>& inputs, const std::vector<int>& outputs, int frames, const Visit& visit);

/// `result` holds the transfers of all `frames`. Events that did not happen, in a deadlock, are left out.
PastRun past_run(const TimingGraph& graph, int frames, const SimulationResult& result);

}  // namespace weir::timing
