/// The critical circle of a large event graph: for a period P, starts are moved to the latest that constraints demand,
/// again and again, in an order in which all constraints of one iteration lead onward - as a simulation would, an
/// iteration a pass. What ends proves that no circle is slower than P; what does not end shows a circle that is, whose
/// period is the next P. In integers: both bounds are exact when they meet.
///
/// Networks of stages need as many passes as their FIFOs span frames, where Howard's iteration needs hundreds.
#pragma once
#include <optional>

#include "systemc/sdf/cycle_ratio.hpp"

namespace weir::sdf {

/// Proven; its `values` are empty. Nothing where this way does not lead to an answer: heights below 0, a circle of
/// height 0, no circle that takes time, numbers beyond 64 bits, or more than `most_passes`.
std::optional<CriticalCircle> relax_to_critical_circle(const EventGraph& graph, int most_passes);

}  // namespace weir::sdf
