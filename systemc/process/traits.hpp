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

/// How a release of FINN does it. Sources: its set_fifo_depths.py and the driver of its RTL simulation.
struct SizingRules {
  int frames = 2;  ///< offered back to back
  /// Without a window generator, half as many frames as the design has nodes, converters and FIFOs included.
  bool has_frames_by_nodes = false;
  /// A frame begins the estimated interval of the slowest layer after the one before, and FIFOs are unlimited.
  bool is_throttled = false;
  /// Between a window generator and a matrix unit at most one row of windows.
  bool caps_windows = false;
  int removed_words = 0;  ///< FIFOs of up to so many words are taken away, but for those at the inputs
};

/// In whose shape depths are written.
enum class FoldingSchema { kWeir, kFinn };

struct Traits {
  bool has_rtl = false;  ///< Weir makes and runs its RTL
  LargeFifo largefifo = LargeFifo::kNone;
  SizingRules sizing;              ///< of LargeFifo::kMaxCount
  bool is_all_hls = false;         ///< a layer whose backend nobody states is by HLS
  bool edge_fifos_in_lut = false;  ///< FIFOs at the edge of a design are never block RAM
  FoldingSchema folding = FoldingSchema::kWeir;
  bool names_limiting_fifos = false;  ///< its published depths may cost throughput: find out which do
  int frames = 3;                     ///< that a simulation needs to show the steady state
  int least_fifo_words = 1;           ///< parameter minimum_fifo_words
};

}  // namespace weir::timing
