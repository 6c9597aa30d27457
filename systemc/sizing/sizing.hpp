/// FIFO depths that take the least memory and still reach an objective; profile weir, whose stages are elastic: a
/// deeper FIFO never makes any word later, which is what the bounds and the search rest on.
///
/// Lower bound: the least depth of each FIFO with all others unlimited; no answer has less anywhere. Start: the peaks
/// of a run without limits whose sources send a frame per interval; its times are a legal schedule of those depths.
/// Search: from the start down to the bounds in several orders, then - for small graphs - branch and bound.
/// A FIFO costs what cost.hpp says; costs add up and compare in the order RAMB18, LUT, bits.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "systemc/sizing/cost.hpp"
#include "systemc/sizing/steady.hpp"

namespace weir::timing {

enum class Objective {
  kDeadlockFree,
  kThroughput,  ///< the steady interval of unlimited FIFOs
  kLatency,     ///< and the latency of the first frame with unlimited FIFOs
};

struct SizingOptions {
  Objective objective = Objective::kThroughput;
  int orders = 5;                                      ///< in which FIFOs are made smaller; the best result counts
  std::int64_t branch_runs = 2000;                     ///< most simulations of the branch and bound; 0: leave it out
  std::vector<std::uint64_t> stall_seeds{1, 2, 3, 4};  ///< of the SystemC runs that end the sizing
  double stall_probability = 0.2;
  int systemc_frames = 3;  ///< 0: no SystemC runs
};

struct SizedFifo {
  std::string name;
  int width_bits = 0;
  std::int64_t depth_words = 0, lower_bound_words = 0;
  FifoCost cost;
  std::string why;  ///< what one word less would do
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
  std::int64_t unlimited_interval_cycles = 0, unlimited_latency_cycles = 0;
  double interval_cycles = 0;  ///< steady; 0 where the objective does not ask for it and no proof was found
  std::int64_t latency_cycles = 0;
  int periodic_from_frame = 0;   ///< every word of every stream is periodic from here for ever; 0: not proven
  std::int64_t evaluations = 0;  ///< depths simulated
  std::int64_t undecided = 0;    ///< of them, neither kept nor broke the interval within the bound of frames
  SystemcCheck systemc;

  Depths depths() const;
};

/// Throws Errors of validate(TimingGraph): where rates do not balance or streams form a circle, the message says that
/// no depth helps. Throws Error sizing-bound if no start is found within the bound of frames.
FifoSizing size_fifos(const TimingGraph& graph, const SizingOptions& options);

/// Do these depths reach the objective? kSlower stands for a late first frame, too.
Verdict reaches(const TimingGraph& graph, const Depths& depths, Objective objective);

/// What FINN's large-FIFO method measures: peaks of two unthrottled frames that never wait for room.
/// `finn_rounding`: up to 2 words become 2, up to 32 become 32.
Depths largefifo_depths(const TimingGraph& graph, bool finn_rounding);

/// Cost of `depths` in the FIFOs of `graph`.
FifoCost total_cost(const TimingGraph& graph, const Depths& depths);
TimingGraph with_depths(const TimingGraph& graph, const Depths& depths);

/// Runs them in SystemC, free and with each seed of stalls.
SystemcCheck check_in_systemc(const TimingGraph& graph, const Depths& depths, const SizingOptions& options);

}  // namespace weir::timing
