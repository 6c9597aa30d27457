/// What the search asks of a set of depths, and how often it asked. A copy may be used by another thread.
#pragma once
#include "systemc/sizing/request/options.hpp"
#include "systemc/sizing/timetable/timetable.hpp"

namespace weir::timing {

/// Least depth in [low, high] for which `is_enough` holds; it holds for `high`.
template <class Number, class Predicate>
Number least_depth(Number low, Number high, Predicate&& is_enough) {
  while (low < high) {
    const Number middle = low + (high - low) / 2;
    if (is_enough(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

class Goal {
 public:
  /// Requires is_provable(). `interval_cycles`: what kThroughput and kLatency keep; at least unlimited_interval().
  /// `control` may be null; it must outlive the goal.
  Goal(const TimingGraph& graph, Objective objective, std::int64_t interval_cycles, const SizingControl* control,
       std::int64_t patience_frames = kPatienceFrames);

  /// kSlower stands for a late first frame, too. What is reached is where the next evaluation starts from, so that
  /// small changes are cheap; answers do not depend on it.
  Verdict evaluate(const Depths& depths);
  /// The same, but the next evaluation starts where this one did.
  Verdict probe(const Depths& depths);
  /// The steady interval of depths that do not reach the goal, to the next whole cycle; 0 for a deadlock, or if it is
  /// not known.
  double interval_of(const Depths& depths);
  bool deadlocks(const Depths& depths);
  bool is_reached(const Depths& depths) { return evaluate(depths) == Verdict::kKeeps; }
  /// The FIFOs of which one must be deeper, after an evaluation that was not reached; all of them where nothing better
  /// is known.
  const std::vector<int>& culprits() const { return culprits_; }
  /// Depths that reach the goal: those of timetables without limits.
  Depths start() const;
  /// The least depths with which the timetables of what was reached last are still legal.
  Depths needed() const;
  /// The least depth of each FIFO with all others unlimited; `most` is known to suffice. For a fresh goal only.
  std::int64_t lower_bound(std::size_t fifo, std::int64_t most);

  const TimingGraph& graph() const { return plan_->graph; }
  Objective objective() const { return objective_; }
  std::int64_t interval_cycles() const { return interval_; }
  /// FIFOs of the graph's hardware are no shallower.
  std::int64_t least_words() const { return graph().traits.least_fifo_words; }
  struct Counts {
    std::int64_t evaluations = 0, undecided = 0;
  };
  const Counts& counts() const { return counts_; }
  /// Adds what a copy did since `before`.
  void add(const Counts& after, const Counts& before) {
    counts_.evaluations += after.evaluations - before.evaluations;
    counts_.undecided += after.undecided - before.undecided;
  }
  std::int64_t events() const { return (steady_ ? steady_->events() : 0) + (once_ ? once_->events() : 0); }
  std::size_t size() const { return plan_->channels.size(); }
  FifoCost cost(std::size_t fifo, std::int64_t depth) const { return fifo_cost(depth, graph().streams[fifo]); }
  std::int64_t top(std::size_t fifo, std::int64_t depth, Grain grain) const {
    const TimingStream& stream = graph().streams[fifo];
    return stream.width_bits == 0 ? kUnlimitedWords : deepest_of_same_cost(depth, stream, grain);
  }
  FifoCost cost(const Depths& depths) const { return total_cost(graph(), depths); }

 private:
  Verdict decide(const Depths& depths);
  Verdict try_first_frame(const Depths& depths);
  bool is_known_too_small(const Depths& depths);
  Verdict count_verdict(Verdict verdict);

  std::shared_ptr<const Plan> plan_;
  Objective objective_;
  std::int64_t interval_, latency_ = 0;
  const SizingControl* control_;
  std::shared_ptr<const Timetable> once_unlimited_;  ///< null for kThroughput
  std::optional<Timetable> once_;                    ///< where the objective has a first frame
  std::optional<Timetable> steady_;                  ///< where the objective has an interval
  std::vector<int> culprits_, all_fifos_;
  /// What circuits have shown: with these FIFOs at these depths or less the goal is out of reach, whatever the others.
  struct TooSmall {
    Verdict verdict;
    std::vector<int> fifos;
    Depths depths;
  };
  std::vector<TooSmall> too_small_;
  Verdict known_verdict_ = Verdict::kUndecided;
  Counts counts_;
};

struct Budget {
  std::int64_t evaluations = 0;
  std::int64_t block_events = 0;  ///< looked at in them while blocks are settled
  std::int64_t events = 0;        ///< and from then on
};

struct Closing {
  bool is_closed = false;  ///< at the grain in question
  FifoCost lower_bound;    ///< of all depths that reach the goal
};

/// `free` must be fresh. Collects sets of FIFOs of which one must be deeper, and the cheapest depths that obey all of
/// them, until those reach the goal or cost as much as `best`, which they replace if cheaper; or until the budget is
/// used up. Blocks first, then LUTs, then words: lower bound and answer are what holds for all of them.
Closing close_gap(Goal& free, const Depths& bounds, Depths& best, const Budget& budget);

}  // namespace weir::timing
