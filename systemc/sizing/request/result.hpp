/// What a sizing answers.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "systemc/sizing/cost/depths.hpp"

namespace weir::timing {

struct SizedFifo {
  std::string name;
  int width_bits = 0;
  std::int64_t depth_words = 0, lower_bound_words = 0;
  FifoCost cost;
  std::string why;  ///< what one word less would do
  /// The least depths that still reach the objective, and that do not deadlock, with all others as chosen; 0: unknown.
  std::int64_t enough_words = 0, deadlock_free_words = 0;
};

/// The runs of the chosen depths in SystemC.
struct SystemcCheck {
  int runs = 0, deadlocks = 0;
  bool same_cycles = true;  ///< the free run equals the max-plus engine in latency, interval and cycles
};

struct FifoSizing {
  std::vector<SizedFifo> fifos;  ///< by stream of the graph
  FifoCost cost, lower_bound;
  bool proven_minimal = false;         ///< no depths that reach the objective cost less
  bool proven_minimal_bram18 = false;  ///< no depths that reach the objective take fewer RAMB18
  bool was_stopped = false;            ///< by SizingControl: the depths reach the objective, but may not be the least
  std::int64_t unlimited_interval_cycles = 0, unlimited_latency_cycles = 0;
  /// Steady: proven, or measured where a longer interval is kept and the timetable does not find which; 0 where the
  /// objective does not ask for it.
  double interval_cycles = 0;
  std::int64_t latency_cycles = 0;
  int periodic_from_frame = 0;   ///< every word of every stream is periodic from here for ever; 0: not proven
  std::int64_t evaluations = 0;  ///< depths simulated
  std::int64_t undecided = 0;    ///< of them, neither proven to reach the objective nor not to
  SystemcCheck systemc;

  Depths depths() const;
};

}  // namespace weir::timing
