/// The search for the cheapest depths that reach a goal: from above by making FIFOs smaller (descent.hpp), from below
/// by cuts (goal.hpp), segment by segment (segments.hpp) where the graph has any and the objective allows it.
#pragma once
#include <optional>

#include "systemc/sizing/search/goal.hpp"
#include "systemc/sizing/search/segments.hpp"

namespace weir::timing {

struct Found {
  Depths best;             ///< reach the goal
  Depths bounds;           ///< least depth of each FIFO with all others unlimited
  FifoCost lower_bound;    ///< of all depths that reach the goal
  bool is_closed = false;  ///< the bound was carried as far as it goes
  Goal::Counts counts;
  std::optional<SteadyState> steady;  ///< of the best depths, if it was proven on the way
};

Found find_least_depths(const TimingGraph& graph, std::int64_t interval_cycles, const SizingOptions& options);

/// The graph as one. `goal` must be fresh.
Found search_whole(Goal& goal, const SizingOptions& options);
/// Segment by segment; nothing if their depths, joined, could not be shown to reach the goal.
std::optional<Found> search_segments(const TimingGraph& graph, const std::vector<Segment>& segments,
                                     std::int64_t interval_cycles, const SizingOptions& options);

/// Segment by segment, where the interval is longer than the graph needs: from options.known, or from what keeps the
/// shortest interval, each behind those before it (behind.hpp). Nothing if those were not found.
std::optional<Found> search_slower(const TimingGraph& graph, const std::vector<Segment>& segments,
                                   std::int64_t interval_cycles, const SizingOptions& options);

/// To whoever waits for the answer.
void tell(const SizingOptions& options, const std::string& text);

}  // namespace weir::timing
