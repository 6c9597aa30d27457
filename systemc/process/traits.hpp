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

/// Frames of the runs that judge depths where simulation is all there is to judge by. Long runs cost what their stages
/// cost to simulate.
struct SizingFrames {
  int given = 12;  ///< of the depths that a network comes with
  int search = 4, confirm = 16;
  int search_large = 4, confirm_large = 16;  ///< of networks with very many FIFOs
};

struct Traits {
  bool has_rtl = false;  ///< Weir makes and runs its RTL
  LargeFifo largefifo = LargeFifo::kNone;
  bool edge_fifos_in_lut = false;  ///< FIFOs at the edge of a design are never block RAM
  FoldingSchema folding = FoldingSchema::kWeir;
  bool names_limiting_fifos = false;  ///< its published depths may cost throughput: find out which do
  int frames = 3;                     ///< that a simulation needs to show the steady state
  SizingFrames sizing_frames;
  int least_fifo_words = 1;  ///< parameter minimum_fifo_words
};

}  // namespace weir::timing
