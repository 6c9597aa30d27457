#include "systemc/sizing/search/search.hpp"

#include "systemc/sizing/search/behind.hpp"
#include "systemc/sizing/search/descent.hpp"

namespace weir::timing {

void tell(const SizingOptions& options, const std::string& text) {
  if (options.control != nullptr && options.control->progress) options.control->progress(text);
}

namespace {

Depths lower_bounds(Goal& goal, const Depths& most, int threads) {
  Depths bounds(goal.size());
  in_parallel(goal, goal.size(), threads, [&](Goal& mine, std::size_t i) { bounds[i] = mine.lower_bound(i, most[i]); });
  return bounds;
}

/// Of all depths that keep the interval in a segment, whatever comes before it. `best` are some that do.
struct SegmentBound {
  Depths depths;
  FifoCost cost;
  Goal::Counts counts;
};

SegmentBound bound_segment(const Segment& segment, Depths best, std::int64_t interval_cycles,
                           const SizingControl* control) {
  Goal goal(segment.graph, Objective::kThroughput, interval_cycles, control);
  const Depths most = goal.start();
  SegmentBound bound;
  for (std::size_t i = 0; i < most.size(); ++i) bound.depths.push_back(goal.lower_bound(i, most[i]));
  constexpr Budget kBlocksOnly{200, 30'000'000, 0};
  bound.cost = close_gap(goal, bound.depths, best, kBlocksOnly).lower_bound;
  bound.counts = goal.counts();
  return bound;
}

}  // namespace

std::optional<Found> search_slower(const TimingGraph& graph, const std::vector<Segment>& segments,
                                   std::int64_t interval_cycles, const SizingOptions& options) {
  Found found;
  found.best = options.known;
  if (found.best.empty()) {
    std::optional<Found> fastest = search_segments(graph, segments, unlimited_interval(graph), options);
    if (!fastest) return std::nullopt;
    found.best = std::move(fastest->best);
    found.counts = fastest->counts;
  }
  tell(options, "making smaller " + std::to_string(segments.size()) + " segments behind each other for " +
                    std::to_string(interval_cycles) + " cycles");
  if (const auto behind = search_behind(graph, segments, found.best, interval_cycles, options.control)) {
    if (total_cost(graph, behind->depths) < total_cost(graph, found.best)) found.best = behind->depths;
    found.counts.evaluations += behind->evaluations;
  }
  tell(options, "lower bounds for " + std::to_string(interval_cycles) + " cycles");
  std::vector<SegmentBound> bounds(segments.size());
  const std::vector<std::size_t> kind_of = for_each_kind(segments, options.threads, [&](std::size_t s) {
    Depths best;
    for (const int stream : segments[s].streams) best.push_back(found.best[static_cast<std::size_t>(stream)]);
    for (const int entry : segments[s].entries) best[static_cast<std::size_t>(entry)] = kUnlimitedWords;
    bounds[s] = bound_segment(segments[s], std::move(best), interval_cycles, options.control);
  });
  found.bounds.assign(graph.streams.size(), graph.traits.least_fifo_words);
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const SegmentBound& bound = bounds[kind_of[s]];
    for (std::size_t i = 0; i < segments[s].streams.size(); ++i)
      if (segments[s].graph.streams[i].width_bits > 0)
        found.bounds[static_cast<std::size_t>(segments[s].streams[i])] = bound.depths[i];
    found.lower_bound += bound.cost;
    found.counts.evaluations += bounds[s].counts.evaluations;
    found.counts.undecided += bounds[s].counts.undecided;
  }
  return found;
}

Found search_whole(Goal& goal, const SizingOptions& options) {
  const std::string fifos = std::to_string(goal.size()) + " FIFOs of " + goal.graph().name;
  Found found;
  const Depths start = goal.start();
  tell(options, "lower bounds of " + fifos);
  const Goal fresh = goal;
  found.bounds = lower_bounds(goal, start, options.threads);
  tell(options, "making smaller " + fifos);
  found.best = goal.is_reached(found.bounds)
                   ? found.bounds
                   : descend(goal, start, found.bounds, {options.orders, options.threads, 0, options.saves_words});
  if (!options.saves_words && found.best != found.bounds && goal.is_reached(found.best)) found.best = goal.needed();
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
  if (segments.size() > 1) {
    const bool is_slower = options.objective == Objective::kThroughput && interval_cycles > unlimited_interval(graph);
    std::optional<Found> found =
        (is_slower ? search_slower : search_segments)(graph, segments, interval_cycles, options);
    if (found) return std::move(*found);
  }
  Goal goal(graph, options.objective, interval_cycles, options.control, options.patience_frames);
  return search_whole(goal, options);
}

}  // namespace weir::timing
