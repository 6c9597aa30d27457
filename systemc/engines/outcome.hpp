/// What an engine observed, in its own words, and the SimulationResult made of it. Both engines end here, so that their
/// reports differ only if what they saw differs.
#pragma once
#include "systemc/engines/simulate.hpp"
#include "systemc/process/cursor.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// The event that the outer world waits for, frame by frame.
struct FrameEnds {
  std::int64_t total = 0;  ///< frames of the run
  std::int64_t frames = 0;
  std::int64_t first = 0, previous = 0,
               last = 0;  ///< cycle of the last word of frame 1, of the last but one, of the last
  std::int64_t middle_begin = 0, middle_end = 0;  ///< the same of frames middle_first() and middle_last()

  /// The middle third of the run, frames numbered from 0: neither filling nor draining.
  std::int64_t middle_first() const { return total / 3; }
  std::int64_t middle_last() const { return total - 1 - total / 3; }

  void add(std::int64_t cycle) {
    if (frames == middle_first()) middle_begin = cycle;
    if (frames == middle_last()) middle_end = cycle;
    if (frames++ == 0) first = cycle;
    previous = last;
    last = cycle;
  }

  /// Mean interval over the middle third; with too few frames for one the interval before the last frame; 0 with one.
  double steady_interval() const {
    constexpr std::int64_t kFewestFramesWithMiddle = 6;
    if (frames < 2) return 0;
    if (frames < kFewestFramesWithMiddle) return static_cast<double>(last - previous);
    return static_cast<double>(middle_end - middle_begin) / static_cast<double>(middle_last() - middle_first());
  }
};

struct StreamOutcome {
  std::int64_t accepted_words = 0, read_words = 0;
  std::int64_t first_write_cycle = 0, last_write_cycle = 0;
  std::int64_t last_move_cycle = -1;  ///< last write into or read from the FIFO; -1 if none
  int high_water_words = 0;
  FrameEnds sink;  ///< of the words a sink takes
};

struct StageOutcome {
  std::int64_t iterations = 0;  ///< up to the last event, that one included
  bool is_done = false;
  std::uint32_t next_reads = 0, next_writes = 0;                    ///< of the event it stopped at
  std::vector<std::int64_t> input_wait_cycles, output_wait_cycles;  ///< by port: cycles lost to the stream ready last
};

/// What a block with one input and one output counts: its events, and cycles lost to either side.
struct CoreCounts {
  std::int64_t events = 0, waited_for_input = 0, waited_for_output = 0;
};
/// `lacks_word`, `lacks_room`: what it waits for where it stopped.
StageOutcome outcome_of(const CoreCounts& counts, bool is_done, bool lacks_word, bool lacks_room);

/// Stages and streams in the order of the graph.
struct Outcome {
  std::vector<StageOutcome> stages;
  std::vector<StreamOutcome> streams;
};

/// Everything but the stream records.
SimulationResult make_result(const TimingGraph& graph, std::int64_t frames, const Outcome& outcome);

/// Throws Errors for a bad graph and bad options.
void require_valid(const TimingGraph& graph, const SimulationOptions& options);

}  // namespace weir::timing
