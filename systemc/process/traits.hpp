/// How hardware generators differ beside the timing of their stages: what their FIFOs are built of and how their users
/// size them. Data of a profile ("traits", systemc/profile/profile.hpp); a graph carries those of its own.
#pragma once

namespace weir::timing {

/// FINN's way to FIFO depths, where a generator has it.
enum class LargeFifo {
  kNone,
  kPeak,      ///< places that were in use at once, so that every word moves in the same cycle
  kMaxCount,  ///< FINN's counter: the most words at the start of a cycle, rounded as FINN rounds
};

/// In whose shape depths are written.
enum class FoldingSchema { kWeir, kFinn };

struct Traits {
  bool has_rtl = false;  ///< Weir makes and runs its RTL
  LargeFifo largefifo = LargeFifo::kNone;
  bool edge_fifos_in_lut = false;  ///< FIFOs at the edge of a design are never block RAM
  FoldingSchema folding = FoldingSchema::kWeir;
  bool names_limiting_fifos = false;  ///< its published depths may cost throughput: find out which do
  int frames = 3;                     ///< that a simulation needs to show the steady state
  int least_fifo_words = 1;           ///< parameter minimum_fifo_words
};

}  // namespace weir::timing
