/// The search part by part (segments.hpp) for intervals longer than the graph needs. Each part gets its words when the
/// timetable of the parts before it writes them, and never makes them wait: so the timetables of all parts together are
/// one of the whole graph, which proves that the depths keep the interval.
///
/// Parts sized alone do not do here: with time to spare they find depths that need their words in bursts, and FIFOs
/// between them far larger than what was saved.
#pragma once
#include <optional>

#include "systemc/sizing/search/goal.hpp"
#include "systemc/sizing/search/segments.hpp"

namespace weir::timing {

struct Behind {
  Depths depths;
  std::int64_t evaluations = 0;
};

/// From `known` depths, which keep some shorter interval, down. Nothing if an evaluation that had to succeed was not
/// decided. When stopped: what was found so far.
std::optional<Behind> search_behind(const TimingGraph& graph, const std::vector<Segment>& segments, const Depths& known,
                                    std::int64_t interval_cycles, const SizingControl* control);

}  // namespace weir::timing
