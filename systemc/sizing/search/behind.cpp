#include "systemc/sizing/search/behind.hpp"

#include "systemc/sizing/search/descent.hpp"

namespace weir::timing {

namespace {

/// The goal of a part behind given arrivals, as descent.hpp asks for one.
class PlacedGoal {
 public:
  PlacedGoal(const TimingGraph& graph, std::int64_t interval_cycles, const std::vector<Arrival>& arrivals,
             const SizingControl* control)
      : graph_(graph), timetable_(std::make_shared<const Plan>(graph), interval_cycles, arrivals), control_(control) {}

  bool is_reached(const Depths& depths) {
    if (control_ != nullptr && control_->stop) return false;
    return must_reach(depths);
  }
  bool must_reach(const Depths& depths) {
    ++counts_.evaluations;
    return timetable_.try_depths(depths) == Verdict::kKeeps;
  }
  const Timetable& timetable() const { return timetable_; }

  const Goal::Counts& counts() const { return counts_; }
  std::size_t size() const { return graph_.streams.size(); }
  std::int64_t top(std::size_t fifo, std::int64_t depth, Grain grain) const {
    const TimingStream& stream = graph_.streams[fifo];
    return stream.width_bits == 0 ? kUnlimitedWords : deepest_of_same_cost(depth, stream, grain);
  }
  FifoCost cost(std::size_t fifo, std::int64_t depth) const { return fifo_cost(depth, graph_.streams[fifo]); }

 private:
  const TimingGraph& graph_;
  Timetable timetable_;
  const SizingControl* control_;
  Goal::Counts counts_;
};

class SearchBehind {
 public:
  SearchBehind(const TimingGraph& graph, const Depths& known, std::int64_t interval_cycles,
               const SizingControl* control)
      : graph_(graph), interval_(interval_cycles), control_(control), arrivals_(graph.streams.size()), found_{known} {}

  std::optional<Behind> run(const std::vector<Segment>& segments) {
    for (const Segment& segment : segments)
      if (!place(segment)) return std::nullopt;
    return std::move(found_);
  }

 private:
  bool is_exit(const Segment& part, std::size_t i) const {
    return part.graph.streams[i].consumer == kOutside &&
           graph_.streams[static_cast<std::size_t>(part.streams[i])].consumer != kOutside;
  }

  bool place(const Segment& part) {
    TimingGraph alone = part.graph;
    std::vector<Arrival> arrivals;
    Depths depths;
    for (std::size_t i = 0; i < part.streams.size(); ++i) {
      const auto whole = static_cast<std::size_t>(part.streams[i]);
      alone.streams[i].width_bits = is_exit(part, i) ? 0 : graph_.streams[whole].width_bits;
      depths.push_back(is_exit(part, i) ? kUnlimitedWords : found_.depths[whole]);
    }
    for (const int entry : part.entries) {
      arrivals.push_back(arrivals_[static_cast<std::size_t>(part.streams[static_cast<std::size_t>(entry)])]);
      arrivals.back().channel = entry;
    }
    PlacedGoal goal(alone, interval_, arrivals, control_);
    if (!reach(goal, part, depths)) return false;
    const std::int64_t least_words = graph_.traits.least_fifo_words;
    const Depths bounds(depths.size(), least_words);
    Descent<PlacedGoal>(goal, bounds, depths)
        .run(make_order(goal, depths, bounds, 0), {Grain::kBlocks, Grain::kMemory});
    depths = goal.timetable().peaks();
    found_.evaluations += goal.counts().evaluations;
    for (std::size_t i = 0; i < part.streams.size(); ++i) {
      const auto whole = static_cast<std::size_t>(part.streams[i]);
      if (is_exit(part, i))
        arrivals_[whole] = goal.timetable().arrival(static_cast<int>(i));
      else
        found_.depths[whole] = std::max(depths[i], least_words);
    }
    return true;
  }

  /// Depths that keep a shorter interval keep this one, if what comes from outside may wait; where it may not, FIFOs
  /// between parts have to be as deep as its words need.
  bool reach(PlacedGoal& goal, const Segment& part, Depths& depths) const {
    if (goal.must_reach(depths)) return true;
    for (const int entry : part.entries) depths[static_cast<std::size_t>(entry)] = kUnlimitedWords;
    if (!goal.must_reach(depths)) return false;
    const Depths peaks = goal.timetable().peaks();
    for (const int entry : part.entries)
      depths[static_cast<std::size_t>(entry)] = peaks[static_cast<std::size_t>(entry)];
    return goal.must_reach(depths);
  }

  const TimingGraph& graph_;
  const std::int64_t interval_;
  const SizingControl* control_;
  std::vector<Arrival> arrivals_;  ///< by stream between parts
  Behind found_;
};

}  // namespace

std::optional<Behind> search_behind(const TimingGraph& graph, const std::vector<Segment>& segments, const Depths& known,
                                    std::int64_t interval_cycles, const SizingControl* control) {
  return SearchBehind(graph, known, interval_cycles, control).run(segments);
}

}  // namespace weir::timing
