/// The circle with the greatest length per height in a directed graph, exactly.
///
/// Howard's policy iteration (source: Cochet-Terrasson et al., "Numerical computation of spectral elements in max-plus
/// algebra", 1998; Dasdan, DAC 1999), first in floating point, then from its answer on in 128-bit integers until no
/// constraint asks for more: the values it ends with prove that no circle has a greater ratio.
#pragma once
#include <vector>

#include "systemc/sdf/event_graph.hpp"

namespace weir::sdf {

struct CriticalCircle {
  std::vector<Constraint> constraints;  ///< in order; empty: there is no circle
  bool is_deadlock = false;             ///< the circle's height is 0 or less: its firings wait for each other for ever
  Ratio period;                         ///< else length per height, in time units per iteration
};

/// Throws Error sdf-too-large.
CriticalCircle critical_circle(const EventGraph& graph);

}  // namespace weir::sdf
