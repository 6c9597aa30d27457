/// The max-plus engine: evaluates the recurrences of systemc/process/schedule.hpp over finite FIFOs, run by run,
/// without an event queue. A process advances as far as the words and the room it knows of allow, then those that wait
/// for what it moved are tried. When nobody can advance, either all are done or those left wait for each other for
/// ever.
#pragma once
#include "systemc/engines/outcome.hpp"
#include "systemc/maxplus/due.hpp"
#include "systemc/maxplus/fifo.hpp"

namespace weir::timing::maxplus {

class Engine {
 public:
  /// `graph` must be valid and outlive the engine.
  Engine(const TimingGraph& graph, const SimulationOptions& options);
  void run();
  Outcome outcome();
  /// Before a run: watches for words that come exactly that long after their predecessors a frame earlier.
  void watch_period(std::int64_t interval_cycles);
  /// First frame (0 = the first) from which all words of the stream do: those of the next frame come so after its own.
  std::int64_t first_periodic_frame(int stream);
  /// After a run with record_transfers.
  StreamRecord record(int stream) const;

 private:
  /// A port of a process: its FIFO, and the cycles lost because it was the last to become ready.
  struct Port {
    Fifo* fifo;
    int neighbour;  ///< process at the other end
    std::int64_t waited_cycles = 0;
  };
  struct Process {
    Cursor cursor;
    std::vector<Port> inputs, outputs;
    std::int64_t cycle;                ///< of the last iteration passed
    int paced_by = -1;                 ///< stream whose stalls pause this source or sink; -1: none
    const Fifo* blocked_on = nullptr;  ///< whose word or place it waits for; null when done
    FrameEnds frame_ends;

    /// Passes events that happened, the last of them in `cycle`.
    void pass(std::int64_t count) {
      if (!cursor.pass(count)) return;
      frame_ends.add(cycle);
      cycle += cursor.tail();
    }
  };

  void add_stages();
  void add_boundaries();
  void connect();
  void advance(Process& process);
  static void advance_narrow(Process& process);
  static void advance_wide(Process& process);
  void advance_paced(Process& process);
  void wake_neighbours(const Process& process);

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  std::vector<Schedule> boundary_schedules_;  ///< of sources and sinks; cursors point into it
  std::vector<Fifo> fifos_;
  std::vector<Process> processes_;  ///< stages, then sources and sinks in stream order
  std::vector<int> sinks_;          ///< process by stream, -1 for streams inside
  Due due_;                         ///< processes that may be able to advance
};

}  // namespace weir::timing::maxplus
