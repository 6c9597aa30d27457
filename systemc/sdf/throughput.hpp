/// How fast a graph runs, exactly, and the circle that sets it.
///
/// K-periodic schedules with growing K (event_graph.hpp): the greatest ratio over their circles is a period that the
/// graph reaches, since a schedule has it. If K is a multiple of q / gcd(q of the circle's actors) for each actor of
/// the critical circle, this circle is one of real firings as well, so no schedule is faster: both bounds meet.
#pragma once
#include "systemc/sdf/cycle_ratio.hpp"

namespace weir::sdf {

/// A firing on the critical circle and what the next one waits for.
struct CircleStep {
  int actor = 0;
  std::int64_t phase = 0;
  std::int64_t time = 0;  ///< of the firing, 0 where the next waits for its start alone
  int channel = kOrder;   ///< of the graph that was asked about, its rooms (with_rooms) behind its own channels
};

struct Throughput {
  bool is_deadlock = false;
  bool is_unlimited = false;  ///< no circle takes time: any number of iterations at once
  Ratio period;               ///< else time units per iteration
  std::vector<CircleStep> circle;
  std::vector<std::int64_t> cycles;  ///< K at the end: a good start for a graph with other tokens
  int rounds = 0;                    ///< event graphs that were made
};

/// `graph` is valid. `cycles`: K to begin with, divisors of the repetitions; empty: 1 each. Throws Error sdf-too-large.
Throughput throughput(const Graph& graph, std::vector<std::int64_t> cycles = {});

}  // namespace weir::sdf
