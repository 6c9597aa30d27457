/// What every stage does in one steady interval: works, waits for a word, waits for room. The three make the interval.
///
/// Where every stage repeats a schedule, the last frames of one run: no word of theirs waits for a later frame. Else
/// two runs, one of more frames than the other: filling and draining are the same, and what the longer one has more are
/// steady intervals. Their shares are told if they are steady for every stage, so that they add up.
#pragma once
#include <atomic>
#include <optional>

#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct SteadyShare {
  double busy = 0, starved = 0, backpressured = 0;  ///< of the interval; 1 together
  std::string starved_by, backpressured_by;         ///< the stream it waited for most; "" if never
};

struct SteadyShares {
  int frames = 0;              ///< that were told apart
  double interval_cycles = 0;  ///< their mean
  std::vector<SteadyShare> stages;
};

/// `result`: any run of `graph`, without stalls, over 2 frames or more. Nothing after a deadlock, of a graph that shows
/// no steady state within some dozens of frames, or whose frames have so many words that these would take too long.
std::optional<SteadyShares> steady_shares(const TimingGraph& graph, const SimulationResult& result,
                                          const std::atomic<bool>* stop = nullptr);

}  // namespace weir::timing
