/// Which FIFOs of a network, with the depths it came with, cost throughput: by simulation, for stages of any kind.
#pragma once
#include <vector>

#include "systemc/sizing/request/options.hpp"
#include "systemc/sizing/request/result.hpp"

namespace weir::timing {

struct LimitingFifo {
  int stream = 0;
  std::int64_t depth_words = 0, enough_words = 0;  ///< given; the most words it holds where no FIFO limits
  /// What the network takes when all others of the set are deepened and this one is not. Shares do not add up: two
  /// FIFOs in a row may each be enough to slow it down.
  double interval_cycles = 0;
};

struct LimitingFifos {
  double given_interval_cycles = 0;      ///< 0: the given depths deadlock
  double unlimited_interval_cycles = 0;  ///< with every FIFO as deep as it is ever filled
  double deepened_interval_cycles = 0;   ///< with those below deepened and no others; 0 after a stop
  /// A set that is enough and of which none can be left out, by stream; empty where depths cost nothing, and after a
  /// stop.
  std::vector<LimitingFifo> fifos;
};

/// Intervals are steady ones of runs of `frames` frames. FIFOs are taken back to their depths one after the other,
/// those first that are filled least beyond them.
LimitingFifos find_limiting_fifos(const TimingGraph& graph, int frames, const SizingControl* control);

}  // namespace weir::timing
