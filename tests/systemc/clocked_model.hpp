/// A clocked model of Weir's elastic pipelines, register by register and cycle by cycle, written from the rules of the
/// hardware: what is in a register at the start of a cycle decides what moves in it. It shares no recurrence, no time
/// stamp and no event queue with the engines under test, and is slow.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "systemc/engines/simulate.hpp"

namespace weir::timing::test {

struct ClockedStream {
  std::vector<std::int64_t> written_cycles, read_cycles;
  int high_water_words = 0;
  int stored_and_in_flight = 0;
  bool source_waits = false, sink_waits = false;  ///< at the end of the run
};

struct ClockedStage {
  bool is_done = false;
  std::set<int> missing_words, missing_room;  ///< streams that block it at the end of the run
  std::map<int, std::int64_t> waited_cycles;  ///< by stream
};

struct ClockedRun {
  bool is_deadlocked = false;
  std::vector<ClockedStream> streams;
  std::vector<ClockedStage> stages;
};

ClockedRun run_clocked(const TimingGraph& graph, int frames, const Stalls& stalls);

}  // namespace weir::timing::test
