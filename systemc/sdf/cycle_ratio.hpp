/// The circle with the greatest length per height in a directed graph, exactly.
///
/// Howard's policy iteration (source: Cochet-Terrasson et al., "Numerical computation of spectral elements in max-plus
/// algebra", 1998; Dasdan, DAC 1999), first in floating point, then from its answer on in 128-bit integers until no
/// constraint asks for more: the values it ends with prove that no circle has a greater ratio.
#pragma once
#include <vector>

#include "systemc/sdf/event_graph.hpp"

namespace weir::sdf {

/// Where to begin: a value per event (longest way onward, in time units) and the period that it is meant for.
struct Start {
  std::vector<double> values, periods;
};

struct CriticalCircle {
  std::vector<Constraint> constraints;  ///< in order; empty: there is no circle
  bool is_deadlock = false;             ///< the circle's height is 0 or less: its firings wait for each other for ever
  Ratio period;                         ///< else length per height, in time units per iteration
  Start values;                         ///< at the end: a good start for a similar graph
};

enum class Effort {
  kGuess,  ///< floating point alone: a slow circle, its ratio and deadlocks exact, but perhaps not the slowest
  kProof
};

/// `start`: values and periods per event, or nothing. Throws Error sdf-too-large.
CriticalCircle critical_circle(const EventGraph& graph, Effort effort = Effort::kProof, const Start& start = {});

}  // namespace weir::sdf
