/// Which words a rigid pipeline holds back, and whom that starves: read off a recorded run, whichever engine made it.
///
/// A word is due when its iteration, once begun, has passed the stages up to the write. It is held back from then until
/// it is written if the pipeline stood still because a later iteration found no word. Of that time only those cycles
/// count in which the reader of the word had nothing else to wait for.
#pragma once
#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct HeldWords {
  std::string holder;       ///< stage with a rigid pipeline
  std::string stream;       ///< written by the holder
  std::string starved;      ///< stage that reads it
  std::string released_by;  ///< stream read by the holder, whose next word set the pipeline going again
  std::int64_t words = 0;   ///< of the whole run
  std::int64_t starved_cycles = 0;
  /// One of those that starved the reader longest.
  std::int64_t frame = 0, word_in_frame = 0;  ///< from 0
  std::int64_t due_cycle = 0, written_cycle = 0;
};

/// The word that costs most first. `result` needs the transfers of all `frames` (SimulationOptions::record_transfers).
std::vector<HeldWords> find_held_words(const TimingGraph& graph, int frames, const SimulationResult& result);

/// One sentence about the cause, with cycles per frame.
std::string explain(const HeldWords& held, int frames);

}  // namespace weir::timing
