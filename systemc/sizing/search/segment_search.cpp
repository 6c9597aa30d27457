/// The search segment by segment (segments.hpp): each by itself, then what lies between two of them.
#include <algorithm>

#include "systemc/sizing/search/descent.hpp"
#include "systemc/sizing/search/search.hpp"

namespace weir::timing {

namespace {

/// Raises the FIFOs that circuits name to what their blocks hold, except one, until `depths` reach the goal. Returns
/// those raised; nothing if that does not help.
std::optional<std::vector<std::size_t>> raise_within_blocks(Goal& goal, Depths& depths,
                                                            std::optional<std::size_t> except = std::nullopt) {
  std::vector<std::size_t> raised;
  while (goal.probe(depths) != Verdict::kKeeps) {
    const std::size_t before = raised.size();
    for (const int culprit : goal.culprits()) {
      const auto fifo = static_cast<std::size_t>(culprit);
      const std::int64_t top = goal.top(fifo, depths[fifo], Grain::kBlocks);
      if (fifo == except || depths[fifo] == top) continue;
      depths[fifo] = top;
      raised.push_back(fifo);
    }
    if (raised.size() == before) return std::nullopt;
  }
  return raised;
}

/// Puts the depths of segments together. Only the FIFOs between them can be too small then, since segments keep the
/// goal by themselves.
class Joiner {
 public:
  Joiner(Goal& goal, const Depths& bounds) : goal_(goal), bounds_(bounds), depths_(goal.size(), kUnlimitedWords) {}

  /// False if it could not be decided whether the segment's depths still do.
  bool add(const std::vector<int>& streams, const Depths& depths) {
    for (const int s : streams) depths_[static_cast<std::size_t>(s)] = depths[static_cast<std::size_t>(s)];
    return goal_.is_reached(depths_);
  }

  /// A FIFO between segments becomes as shallow as those before allow; where it would take blocks for that, FIFOs that
  /// it waits for with free room in their memory grow instead.
  bool limit(std::size_t fifo) {
    std::int64_t most = bounds_[fifo], too_small = bounds_[fifo] - 1;
    while (!try_depth(fifo, most)) {
      if (most >= kUnlimitedWords) return false;
      too_small = most;
      most *= 4;
      const std::int64_t top = goal_.top(fifo, bounds_[fifo], Grain::kBlocks);
      if (too_small <= top && most > top && make_room(fifo, top)) most = top;
    }
    least_depth(too_small + 1, most, [&](std::int64_t depth) { return try_depth(fifo, depth); });
    return true;
  }
  const Depths& depths() const { return depths_; }

 private:
  bool try_depth(std::size_t fifo, std::int64_t depth) {
    Depths smaller = depths_;
    smaller[fifo] = depth;
    if (!goal_.is_reached(smaller)) return false;
    depths_ = std::move(smaller);
    return true;
  }

  bool make_room(std::size_t fifo, std::int64_t depth) {
    Depths roomier = depths_;
    roomier[fifo] = depth;
    const auto raised = raise_within_blocks(goal_, roomier, fifo);
    if (!raised) return false;
    depths_ = Descent<Goal>(goal_, bounds_, roomier).run(*raised, {Grain::kMemory, Grain::kWords});
    return true;
  }

  Goal& goal_;
  const Depths& bounds_;
  Depths depths_;
};

class SegmentSearch {
 public:
  SegmentSearch(const TimingGraph& graph, const std::vector<Segment>& segments, std::int64_t interval_cycles,
                const SizingOptions& options)
      : graph_(graph), segments_(segments), interval_(interval_cycles), options_(options) {}

  std::optional<Found> run() {
    search_each();
    tell(options_, "joining " + std::to_string(segments_.size()) + " segments");
    if (!join_pairs() || !holds()) return std::nullopt;
    return std::move(found_);
  }

 private:
  void search_each() {
    std::vector<Found> parts(segments_.size());
    const std::vector<std::size_t> kind_of = for_each_kind(segments_, options_.threads, [&](std::size_t s) {
      Goal goal(segments_[s].graph, options_.objective, interval_, options_.control, options_.patience_frames);
      parts[s] = search_whole(goal, options_);
    });
    found_.best.assign(graph_.streams.size(), graph_.traits.least_fifo_words);
    found_.bounds = found_.best;
    found_.is_closed = true;
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      const Found& part = parts[kind_of[s]];
      for (std::size_t i = 0; i < segments_[s].streams.size(); ++i) {
        if (segments_[s].graph.streams[i].width_bits == 0) continue;  // another segment's
        const auto whole = static_cast<std::size_t>(segments_[s].streams[i]);
        found_.best[whole] = part.best[i];
        found_.bounds[whole] = part.bounds[i];
      }
      found_.lower_bound += part.lower_bound;
      found_.is_closed = found_.is_closed && part.is_closed;
      if (kind_of[s] == s) add_counts(part.counts);
    }
  }

  /// Neighbours share one FIFO; with those around them unlimited, it needs what the pair needs.
  bool join_pairs() {
    struct Ends {
      std::size_t writer = 0, reader = 0;
    };
    std::vector<int> between;
    std::vector<Ends> ends;
    std::vector<Segment> pairs;
    for (std::size_t reader = 0; reader < segments_.size(); ++reader)
      for (const int entry : segments_[reader].entries) {
        const int stream = segments_[reader].streams[static_cast<std::size_t>(entry)];
        const int producer = graph_.streams[static_cast<std::size_t>(stream)].producer;
        const auto writer = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& s) {
          return std::find(s.stages.begin(), s.stages.end(), producer) != s.stages.end();
        });
        between.push_back(stream);
        ends.push_back({static_cast<std::size_t>(writer - segments_.begin()), reader});
        pairs.push_back(unite(graph_, *writer, segments_[reader]));
      }
    std::vector<Depths> joined(pairs.size());
    std::vector<Goal::Counts> counts(pairs.size());
    const Depths apart = found_.best;
    std::vector<char> is_between(graph_.streams.size(), 0);
    for (const int stream : between) is_between[static_cast<std::size_t>(stream)] = 1;
    const std::vector<std::size_t> kind_of = for_each_kind(pairs, options_.threads, [&](std::size_t p) {
      joined[p] = join_pair(pairs[p], between[p], is_between, apart, counts[p]);
    });
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const Depths& depths = joined[kind_of[p]];
      if (depths.empty()) return false;
      if (kind_of[p] == p) add_counts(counts[p]);
      for (std::size_t i = 0; i < depths.size(); ++i) {
        const auto whole = static_cast<std::size_t>(pairs[p].streams[i]);
        if (pairs[p].streams[i] == between[p])
          found_.best[whole] = depths[i];
        else if (is_between[whole] == 0)
          found_.best[whole] = std::max(found_.best[whole], depths[i]);
      }
    }
    return true;
  }

  /// Depths by stream of the pair; empty if something could not be decided.
  Depths join_pair(const Segment& pair, int between, const std::vector<char>& is_between, const Depths& apart,
                   Goal::Counts& counts) const {
    Goal goal(pair.graph, options_.objective, interval_, nullptr);  // even when stopped: it makes the answer legal
    Depths bounds, depths;
    std::vector<int> own;
    std::size_t middle = 0;
    for (std::size_t i = 0; i < pair.streams.size(); ++i) {
      const auto whole = static_cast<std::size_t>(pair.streams[i]);
      if (pair.streams[i] == between) middle = i;
      if (is_between[whole] == 0) own.push_back(static_cast<int>(i));
      bounds.push_back(found_.bounds[whole]);
      depths.push_back(apart[whole]);
    }
    Joiner joiner(goal, bounds);
    const bool is_joined = joiner.add(own, depths) && joiner.limit(middle);
    counts = goal.counts();
    return is_joined ? joiner.depths() : Depths{};
  }

  /// The proof for the whole graph. A part may have to wait for its neighbours' neighbours, whom no pair shows; FIFOs
  /// grow within their blocks where the whole graph asks for it.
  bool holds() {
    if (options_.objective == Objective::kDeadlockFree)
      return find_deadlock(graph_, found_.best).verdict == Verdict::kKeeps;
    if (is_periodic()) return true;
    tell(options_, "making room for " + std::to_string(segments_.size()) + " segments behind each other");
    Goal goal(graph_, options_.objective, interval_, nullptr);  // even when stopped: it makes the answer legal
    const auto raised = raise_within_blocks(goal, found_.best);
    if (!raised) return false;
    found_.best = Descent<Goal>(goal, found_.bounds, found_.best).run(*raised, {Grain::kMemory, Grain::kWords});
    add_counts(goal.counts());
    is_periodic();
    return true;
  }

  bool is_periodic() {
    const SteadyState steady = prove_periodic(graph_, found_.best, interval_);
    if (steady.verdict != Verdict::kKeeps) return false;
    found_.steady = steady;
    return true;
  }

  void add_counts(const Goal::Counts& more) {
    found_.counts.evaluations += more.evaluations;
    found_.counts.undecided += more.undecided;
  }

  const TimingGraph& graph_;
  const std::vector<Segment>& segments_;
  const std::int64_t interval_;
  const SizingOptions& options_;
  Found found_;
};

}  // namespace

std::optional<Found> search_segments(const TimingGraph& graph, const std::vector<Segment>& segments,
                                     std::int64_t interval_cycles, const SizingOptions& options) {
  return SegmentSearch(graph, segments, interval_cycles, options).run();
}

}  // namespace weir::timing
