/// What the search asks of a set of depths, and how often it asked.
#pragma once
#include "systemc/sizing/sizing.hpp"

namespace weir::timing {

class Goal {
 public:
  Goal(const TimingGraph& graph, Objective objective);

  /// kSlower stands for a late first frame, too.
  SteadyState evaluate(const Depths& depths);
  bool is_reached(const Depths& depths) { return evaluate(depths).verdict == Verdict::kKeeps; }

  const TimingGraph& graph() const { return graph_; }
  std::int64_t interval_cycles() const { return interval_; }
  std::int64_t latency_cycles() const { return latency_; }
  std::int64_t evaluations() const { return evaluations_; }
  std::int64_t undecided() const { return undecided_; }
  std::size_t size() const { return graph_.streams.size(); }
  FifoCost cost(std::size_t fifo, std::int64_t depth) const {
    return fifo_cost(depth, graph_.streams[fifo].width_bits);
  }
  FifoCost cost(const Depths& depths) const { return total_cost(graph_, depths); }

 private:
  const TimingGraph& graph_;
  Objective objective_;
  std::int64_t interval_, latency_;
  std::int64_t evaluations_ = 0, undecided_ = 0;
};

/// The least depth of each FIFO with all others unlimited, between 1 and `most`.
Depths lower_bounds(Goal& goal, const Depths& most);

/// Depths that reach the goal, with every FIFO at or above `bounds`.
Depths search(Goal& goal, const Depths& start, const Depths& bounds, int orders);

/// Replaces `best` by cheaper depths until there are none; false if `most_runs` or an undecided run ended it early.
bool branch_and_bound(Goal& goal, const Depths& bounds, Depths& best, std::int64_t most_runs);

}  // namespace weir::timing
