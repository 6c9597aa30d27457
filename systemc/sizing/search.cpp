#include "systemc/sizing/search.hpp"

#include "systemc/sizing/descent.hpp"

namespace weir::timing {

void tell(const SizingOptions& options, const std::string& text) {
  if (options.control != nullptr && options.control->progress) options.control->progress(text);
}

namespace {

Depths lower_bounds(Goal& goal, const Depths& most) {
  Depths bounds(goal.size());
  in_parallel(goal, goal.size(), [&](Goal& mine, std::size_t i) { bounds[i] = mine.lower_bound(i, most[i]); });
  return bounds;
}

}  // namespace

Found search_whole(Goal& goal, const SizingOptions& options) {
  const std::string fifos = std::to_string(goal.size()) + " FIFOs of " + goal.graph().name;
  Found found;
  const Depths start = goal.start();
  tell(options, "lower bounds of " + fifos);
  const Goal fresh = goal;
  found.bounds = lower_bounds(goal, start);
  tell(options, "making smaller " + fifos);
  found.best = goal.is_reached(found.bounds) ? found.bounds : descend(goal, start, found.bounds, options.orders);
  found.lower_bound = goal.cost(found.bounds);
  found.is_closed = goal.cost(found.best) == found.lower_bound;
  if (!found.is_closed && options.branch_runs > 0) {
    tell(options, "closing the gap of " + fifos);
    Goal free = fresh;
    Depths cheaper = found.best;
    const Closing closing = close_gap(free, found.bounds, cheaper,
                                      {options.branch_runs, options.branch_block_events, options.branch_events});
    goal.add(free.counts(), fresh.counts());
    if (cheaper != found.best) {
      cheaper = Descent<Goal>(goal, found.bounds, cheaper)
                    .run(make_order(goal, cheaper, found.bounds, 0), {Grain::kBlocks, Grain::kMemory, Grain::kWords});
      if (goal.cost(cheaper) < goal.cost(found.best)) found.best = cheaper;
    }
    found.lower_bound = closing.lower_bound;
    found.is_closed = closing.is_closed;
  }
  found.counts = goal.counts();
  return found;
}

Found find_least_depths(const TimingGraph& graph, std::int64_t interval_cycles, const SizingOptions& options) {
  // When the first frame ends depends on when each segment gets its words, so it is no matter of the parts.
  const bool has_parts = options.objective != Objective::kLatency;
  const std::vector<Segment> segments = has_parts ? cut_into_segments(graph) : std::vector<Segment>{};
  if (segments.size() > 1)
    if (std::optional<Found> found = search_segments(graph, segments, interval_cycles, options))
      return std::move(*found);
  Goal goal(graph, options.objective, interval_cycles, options.control);
  return search_whole(goal, options);
}

}  // namespace weir::timing
