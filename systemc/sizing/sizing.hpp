/// FIFO depths that take the least memory and still reach an objective, for stages that run schedules, elastic or
/// rigid: a deeper FIFO never makes any word later, which is what the bounds and the search rest on.
///
/// Lower bound: the least depth of each FIFO with all others unlimited; no answer has less anywhere. Start: the depths
/// for which a timetable without limits is legal (timetable.hpp). Search: from the start down to the bounds in several
/// orders; then the gap is closed from below by cuts, as far as the budget goes. Answers depend on neither the number
/// of threads nor of frames. A FIFO costs what cost.hpp says; costs add up and compare in the order RAMB18, LUT, bits.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
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

/// Shared with whoever waits for the answer.
struct SizingControl {
  std::atomic<bool> stop{false};                     ///< ends the search with the best depths found so far
  std::atomic<bool> abandon{false};                  ///< with `stop`: not even those are wanted; Error stopped
  std::function<void(const std::string&)> progress;  ///< from any thread, one at a time; may be empty
};

struct SizingOptions {
  Objective objective = Objective::kThroughput;
  std::int64_t target_interval_cycles = 0;         ///< for kThroughput and kLatency; 0: that of unlimited FIFOs
  std::vector<std::int64_t> known = {};            ///< depths known to keep a shorter interval, by stream; may be empty
  int orders = 2;                                  ///< in which FIFOs are made smaller; the best result counts
  std::int64_t branch_runs = 2000;                 ///< most evaluations to close the gap; 0: leave it open
  std::int64_t branch_block_events = 300'000'000;  ///< most events looked at in them while blocks are settled
  std::int64_t branch_events = 5'000'000;          ///< and from then on
  bool with_reasons = true;                        ///< what one word less would do, and margins
  const SizingControl* control = nullptr;          ///< must outlive the call
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

/// Throws Errors of validate(TimingGraph): where rates do not balance or streams form a circle, the message says that
/// no depth helps.
void require_helpful_depths(const TimingGraph& graph);

/// Can an answer be proven? Of monotone stages alone; and when the first frame ends, or whether it does, only where it
/// waits for no word of the next one (systemc/schedule/rigid.hpp).
bool is_provable(const TimingGraph& graph, Objective objective);

/// Throws what require_helpful_depths() throws; Error not-monotone or first-frame where is_provable() says no; Error
/// target-interval for one below that of unlimited FIFOs.
FifoSizing size_fifos(const TimingGraph& graph, const SizingOptions& options);

/// Do these depths reach the objective? kSlower stands for a late first frame, too. Throws Error first-frame.
Verdict reaches(const TimingGraph& graph, const Depths& depths, Objective objective);

/// What FINN's large-FIFO method measures: peaks of two frames that never wait for room. They begin at once, or
/// (`is_throttled`, FINN's dev branch) the interval of unlimited FIFOs after each other.
/// `finn_rounding`: up to 2 words become 2, up to 32 become 32.
Depths largefifo_depths(const TimingGraph& graph, bool finn_rounding, bool is_throttled = false);

/// Cost of `depths` in the FIFOs of `graph`.
FifoCost total_cost(const TimingGraph& graph, const Depths& depths);
TimingGraph with_depths(const TimingGraph& graph, const Depths& depths);

/// Runs them in SystemC, free and with each seed of stalls.
SystemcCheck check_in_systemc(const TimingGraph& graph, const Depths& depths, const SizingOptions& options);

}  // namespace weir::timing
