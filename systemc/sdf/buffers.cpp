#include "systemc/sdf/buffers.hpp"

#include <algorithm>

#include "systemc/sdf/cuts.hpp"

namespace weir::sdf {

namespace {

constexpr std::int64_t kUnlimited = -1;
constexpr std::int64_t kMostBranches = 2'000'000;

/// What a set of rooms must reach: no deadlock, and a period of at most `period`, or below it.
struct Target {
  std::optional<Ratio> period;
  bool is_strict = false;

  bool is_met(const Throughput& t) const {
    if (t.is_deadlock) return false;
    return !period || t.period < *period || (!is_strict && t.period == *period);
  }
};

struct Trial {
  bool is_met = false;
  Ratio period;
  std::vector<int> on_circle;  ///< sized channels whose room is on the critical circle
};

class Search {
 public:
  Search(const Graph& graph, const BufferOptions& options) : graph_(graph), options_(options) {
    const bool says_which = std::any_of(graph.channels.begin(), graph.channels.end(),
                                        [](const Channel& channel) { return channel.capacity.has_value(); });
    for (std::size_t c = 0; c < graph.channels.size(); ++c) {
      const Channel& channel = graph.channels[c];
      if (says_which ? channel.capacity.has_value() : !channel.is_self_loop()) add_sized(static_cast<int>(c));
      graph_.channels[c].capacity.reset();
    }
    unlimited_ = throughput(graph_);
    if (unlimited_.is_deadlock)
      throw Error("sdf-no-target", "the graph deadlocks with unlimited channels, too", "",
                  "weir simulate names the circle without tokens");
  }

  const Throughput& unlimited() const { return unlimited_; }
  std::int64_t evaluations() const { return evaluations_; }

  Buffers least(const Target& target) {
    const bool is_small = sized_.size() <= kFewChannels;
    std::optional<std::vector<std::int64_t>> reached;
    if (!is_small) reached = descend(target);
    std::int64_t bound = 0;
    while (!is_over()) {
      const auto rooms = least_sum(lower_, cuts_, kMostBranches);
      if (!rooms) break;
      bound = std::max(bound, total(*rooms));
      options_.progress("at least " + std::to_string(bound) + " tokens, " + std::to_string(evaluations_) + " trials");
      if (reached && total(*reached) <= bound) return answer(*reached, bound);
      const Trial trial = evaluate(*rooms, target);
      if (trial.is_met) return answer(*rooms, bound);
      learn(*rooms, trial, target);
    }
    if (!reached) reached = descend(target);
    return answer(*reached, bound);
  }

  bool is_over() const {
    return evaluations_ >= options_.most_evaluations || (options_.stop != nullptr && options_.stop->load());
  }

 private:
  static constexpr std::size_t kFewChannels = 12;

  void add_sized(int index) {
    const Channel& c = graph_.channels[index];
    std::int64_t step = 0, most = c.initial_tokens;
    for (const Sequence* rates : {&c.production, &c.consumption})
      for (const std::int64_t rate : *rates) {
        step = std::gcd(step, rate);
        most = std::max(most, rate);
      }
    // Tokens differ from the initial ones by multiples of the step: other rooms hold no more than the next lower one.
    const std::int64_t rest = c.initial_tokens % step;
    sized_.push_back(index);
    steps_.push_back(step);
    lower_.push_back(rest + (most - rest + step - 1) / step * step);
  }

  static std::int64_t total(const std::vector<std::int64_t>& rooms) {
    std::int64_t sum = 0;
    for (const std::int64_t room : rooms) sum = checked_sum(sum, room, "the rooms of all channels");
    return sum;
  }

  Trial evaluate(const std::vector<std::int64_t>& rooms, const Target& target) {
    ++evaluations_;
    Graph trial = graph_;
    std::vector<int> owner;  // of each room, in the order of with_rooms
    for (std::size_t s = 0; s < sized_.size(); ++s) {
      if (rooms[s] == kUnlimited) continue;
      trial.channels[sized_[s]].capacity = rooms[s];
      owner.push_back(static_cast<int>(s));
    }
    const Throughput found = throughput(trial, cycles_);
    keep_cycles(found);
    Trial result{target.is_met(found), found.period, {}};
    const int own = static_cast<int>(graph_.channels.size());
    for (const CircleStep& step : found.circle)
      if (step.channel >= own) result.on_circle.push_back(owner[step.channel - own]);
    std::sort(result.on_circle.begin(), result.on_circle.end());
    result.on_circle.erase(std::unique(result.on_circle.begin(), result.on_circle.end()), result.on_circle.end());
    return result;
  }

  /// Similar rooms need similar schedules. Long ones are forgotten, since every trial would pay for them.
  void keep_cycles(const Throughput& found) {
    std::int64_t now = 0, once = 0;
    for (std::size_t a = 0; a < graph_.actors.size(); ++a) {
      once += graph_.actors[a].phases();
      now += found.cycles[a] * graph_.actors[a].phases();
    }
    constexpr std::int64_t kMostGrowth = 8;
    if (now <= kMostGrowth * once)
      cycles_ = found.cycles;
    else
      cycles_.clear();
  }

  bool is_met(const std::vector<std::int64_t>& rooms, const Target& target) { return evaluate(rooms, target).is_met; }

  /// The cut that `rooms`, which fail, show: as much room as still fails in each channel of the circle, one by one.
  void learn(const std::vector<std::int64_t>& rooms, const Trial& trial, const Target& target) {
    std::vector<std::int64_t> most(rooms.size(), kUnlimited);
    for (const int s : trial.on_circle) most[s] = rooms[s];
    for (const int s : trial.on_circle) {
      const std::int64_t here = most[s];
      most[s] = kUnlimited;
      if (!is_met(most, target)) continue;
      most[s] = greatest_failing(most, s, here, target);
    }
    Cut cut;
    for (const int s : trial.on_circle)
      if (most[s] != kUnlimited) cut.push_back({s, most[s] + steps_[s]});
    if (cut.empty())
      throw Error("sdf-no-target", "no room is enough for the target", "",
                  unlimited_.is_unlimited ? "a period above 0"
                                          : "a period of at least " + unlimited_.period.text() + " time units");
    cuts_.push_back(std::move(cut));
  }

  std::int64_t greatest_failing(std::vector<std::int64_t> rooms, int s, std::int64_t fails, const Target& target) {
    std::int64_t step = steps_[s], meets = fails + step;
    for (;; step *= 2, meets = fails + step) {
      rooms[s] = meets;
      if (is_met(rooms, target)) break;
      fails = meets;
    }
    while (meets - fails > steps_[s]) {
      rooms[s] = fails + (meets - fails) / steps_[s] / 2 * steps_[s];
      (is_met(rooms, target) ? meets : fails) = rooms[s];
    }
    return fails;
  }

  /// Rooms that reach the target and of which none alone can shrink: from the circles up, then down one by one.
  std::vector<std::int64_t> descend(const Target& target) {
    std::vector<std::int64_t> rooms = lower_;
    for (Trial trial = evaluate(rooms, target); !trial.is_met; trial = evaluate(rooms, target)) {
      if (trial.on_circle.empty()) throw Error("sdf-no-target", "no room is enough for the target");
      for (const int s : trial.on_circle) rooms[s] += (rooms[s] + steps_[s] - 1) / steps_[s] * steps_[s];
    }
    for (std::size_t s = 0; s < rooms.size(); ++s) {
      std::int64_t fails = lower_[s] - steps_[s], meets = rooms[s];
      while (meets - fails > steps_[s] && !is_over()) {
        rooms[s] = fails + (meets - fails) / steps_[s] / 2 * steps_[s];
        (is_met(rooms, target) ? meets : fails) = rooms[s];
      }
      rooms[s] = meets;
    }
    return rooms;
  }

  Buffers answer(const std::vector<std::int64_t>& rooms, std::int64_t bound) {
    Buffers buffers;
    buffers.capacities.resize(graph_.channels.size());
    for (std::size_t s = 0; s < sized_.size(); ++s) buffers.capacities[sized_[s]] = rooms[s];
    buffers.total = total(rooms);
    buffers.lower_bound = std::max(bound, total(lower_));
    buffers.is_proven = buffers.total == buffers.lower_bound;
    buffers.period = evaluate(rooms, {}).period;
    buffers.evaluations = evaluations_;
    return buffers;
  }

  Graph graph_;
  const BufferOptions& options_;
  std::vector<int> sized_;                   ///< channels
  std::vector<std::int64_t> steps_, lower_;  ///< per sized channel
  std::vector<Cut> cuts_;                    ///< a target that is met later was never asked for before: they stay
  std::vector<std::int64_t> cycles_;
  Throughput unlimited_;
  std::int64_t evaluations_ = 0;
};

Target final_target(const Search& search, const BufferOptions& options) {
  const Throughput& unlimited = search.unlimited();
  if (!options.period) {
    if (unlimited.is_unlimited)
      throw Error("sdf-no-target", "no circle takes time, so the graph has no greatest throughput", "",
                  "state the period that is enough");
    return {unlimited.period, false};
  }
  if (*options.period < unlimited.period)
    throw Error("sdf-no-target", "a period of " + options.period->text() + " time units cannot be reached", "",
                "the least, with unlimited channels, is " + unlimited.period.text());
  return {options.period, false};
}

}  // namespace

Buffers least_buffers(const Graph& graph, const BufferOptions& options) {
  Search search(graph, options);
  return search.least(final_target(search, options));
}

Front all_buffers(const Graph& graph, const BufferOptions& options) {
  Search search(graph, options);
  const Target last = final_target(search, options);
  Front front;
  front.is_complete = true;
  for (Target target; front.is_complete;) {
    Buffers point = search.least(target);
    front.is_complete = point.is_proven;
    target = {point.period, true};
    const bool is_last = last.is_met({false, false, point.period, {}, {}, 0});
    if (!front.points.empty() && front.points.back().total == point.total) front.points.pop_back();
    front.points.push_back(std::move(point));
    if (is_last) break;
  }
  front.evaluations = search.evaluations();
  return front;
}

Graph with_capacities(Graph graph, const Buffers& buffers) {
  for (std::size_t c = 0; c < graph.channels.size(); ++c) graph.channels[c].capacity = buffers.capacities[c];
  return graph;
}

}  // namespace weir::sdf
