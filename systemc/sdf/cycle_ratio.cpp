#include "systemc/sdf/cycle_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir::sdf {

namespace {

constexpr int kNone = -1;

/// Constraints by their first event, `follow` from each.
struct Adjacency {
  std::vector<int> begin;      ///< per event, and the end
  std::vector<int> positions;  ///< in EventGraph::constraints

  explicit Adjacency(const EventGraph& graph) : begin(graph.events() + 1, 0), positions(graph.constraints.size()) {
    for (const Constraint& c : graph.constraints) ++begin[c.from + 1];
    for (int e = 0; e < graph.events(); ++e) begin[e + 1] += begin[e];
    std::vector<int> next(begin.begin(), begin.end() - 1);
    for (std::size_t i = 0; i < graph.constraints.size(); ++i)
      positions[next[graph.constraints[i].from]++] = static_cast<int>(i);
  }
};

/// Strongly connected components by Tarjan's algorithm, without recursion.
class Components {
 public:
  Components(const EventGraph& graph, const Adjacency& adjacency)
      : graph_(graph),
        adjacency_(adjacency),
        of(graph.events(), kNone),
        number_(graph.events(), kNone),
        low_(graph.events(), 0),
        next_(adjacency.begin.begin(), adjacency.begin.end() - 1) {
    for (int e = 0; e < graph.events(); ++e)
      if (number_[e] == kNone) visit(e);
  }

 private:
  void enter(int event) {
    number_[event] = low_[event] = counter_++;
    stack_.push_back(event);
    path_.push_back(event);
  }

  void visit(int root) {
    for (enter(root); !path_.empty();) {
      const int event = path_.back();
      if (next_[event] < adjacency_.begin[event + 1]) {
        const int other = graph_.constraints[adjacency_.positions[next_[event]++]].to;
        if (number_[other] == kNone)
          enter(other);
        else if (of[other] == kNone)
          low_[event] = std::min(low_[event], number_[other]);
      } else {
        path_.pop_back();
        if (!path_.empty()) low_[path_.back()] = std::min(low_[path_.back()], low_[event]);
        if (low_[event] == number_[event]) close(event);
      }
    }
  }

  void close(int event) {
    members.emplace_back();
    for (int e = kNone; e != event;) {
      e = stack_.back();
      stack_.pop_back();
      of[e] = static_cast<int>(members.size()) - 1;
      members.back().push_back(e);
    }
  }

  const EventGraph& graph_;
  const Adjacency& adjacency_;

 public:
  std::vector<int> of;                    ///< component of each event
  std::vector<std::vector<int>> members;  ///< events of each

 private:
  std::vector<int> number_, low_, next_, stack_, path_;
  int counter_ = 0;
};

/// Length and height of a circle.
struct Weight {
  Wide length = 0, height = 0;

  bool is_deadlock() const { return height <= 0; }
  bool exceeds(const Weight& other) const {
    return checked_product(length, other.height, "ratios") > checked_product(other.length, height, "ratios");
  }
};

/// Howard's iteration over one component. Events are numbered within it.
class Howard {
 public:
  struct Edge {
    int from, to, position;
    std::int64_t length, height;
  };

  Howard(const EventGraph& graph, const Adjacency& adjacency, const Components& components, int component,
         std::vector<int>& local)
      : graph_(graph) {
    const std::vector<int>& members = components.members[component];
    for (std::size_t i = 0; i < members.size(); ++i) local[members[i]] = static_cast<int>(i);
    first_.push_back(0);
    for (const int event : members) {
      for (int a = adjacency.begin[event]; a < adjacency.begin[event + 1]; ++a) {
        const int position = adjacency.positions[a];
        const Constraint& c = graph.constraints[position];
        if (components.of[c.to] == component)
          edges_.push_back({local[event], local[c.to], position, c.length, c.height});
      }
      first_.push_back(static_cast<int>(edges_.size()));
    }
    list_edges_by_target();
  }

  bool has_circle() const { return !edges_.empty(); }

  /// `guess` and `period`, in time units and per iteration, are the start if `is_start`, and what was found.
  CriticalCircle solve(Effort effort, std::vector<double>& guess, double& period, bool is_start) {
    if (is_start) {
      ratio_ = period / static_cast<double>(graph_.units);
      choose_policy(guess);
    } else {
      choose_first_policy();
    }
    if (iterate<double>(guess)) return deadlock();
    period = ratio_ * static_cast<double>(graph_.units);
    if (effort == Effort::kProof) {
      std::vector<Wide> proof(nodes(), 0);  // values follow from the policy
      if (iterate<Wide>(proof)) return deadlock();
      if (find_tight_instant(proof)) return deadlock();
      if (best_.length == 0) return check_instants();
    }
    return {constraints(best_circle_),
            false,
            Ratio::of(checked_product(best_.length, Wide{graph_.units}, "a period"), best_.height),
            {}};
  }

 private:
  int nodes() const { return static_cast<int>(first_.size()) - 1; }

  void list_edges_by_target() {
    into_begin_.assign(nodes() + 1, 0);
    into_.resize(edges_.size());
    for (const Edge& edge : edges_) ++into_begin_[edge.to + 1];
    for (int n = 0; n < nodes(); ++n) into_begin_[n + 1] += into_begin_[n];
    std::vector<int> next(into_begin_.begin(), into_begin_.end() - 1);
    for (std::size_t e = 0; e < edges_.size(); ++e) into_[next[edges_[e].to]++] = static_cast<int>(e);
  }

  void choose_first_policy() {
    policy_.resize(nodes());
    for (int n = 0; n < nodes(); ++n) {
      policy_[n] = first_[n];
      for (int e = first_[n]; e < first_[n + 1]; ++e)
        if (std::pair(edges_[e].length, -edges_[e].height) >
            std::pair(edges_[policy_[n]].length, -edges_[policy_[n]].height))
          policy_[n] = e;
    }
  }

  /// For each event what the values say is best.
  void choose_policy(const std::vector<double>& values) {
    policy_.resize(nodes());
    for (int n = 0; n < nodes(); ++n) {
      policy_[n] = first_[n];
      double best = -std::numeric_limits<double>::infinity();
      for (int e = first_[n]; e < first_[n + 1]; ++e) {
        const double value = values[edges_[e].to] + gain<double>(edges_[e]);
        if (value <= best) continue;
        best = value;
        policy_[n] = e;
      }
    }
  }

  /// The best circle of the policy. True if it is a deadlock.
  bool find_circle() {
    std::vector<int> seen(nodes(), kNone);
    bool has_best = false;
    for (int root = 0; root < nodes(); ++root) {
      int n = root;
      for (; seen[n] == kNone; n = edges_[policy_[n]].to) seen[n] = root;
      if (seen[n] != root) continue;
      Weight weight;
      std::vector<int> circle;
      int at = n;
      do {
        const Edge& edge = edges_[policy_[at]];
        weight.length += edge.length;
        weight.height += edge.height;
        circle.push_back(policy_[at]);
        at = edge.to;
      } while (at != n);
      if (has_best && !weight.is_deadlock() && !weight.exceeds(best_)) continue;
      has_best = true;
      best_ = weight;
      best_circle_ = std::move(circle);
      if (best_.is_deadlock()) return true;
    }
    return false;
  }

  /// What an edge adds to the value, scaled by the best circle's height in integers.
  template <class Value>
  Value gain(const Edge& edge) const {
    if constexpr (std::is_same_v<Value, double>)
      return static_cast<double>(edge.length) - ratio_ * static_cast<double>(edge.height);
    else
      return checked_product(Wide{edge.length}, scaled_.height, "lengths") -
             checked_product(scaled_.length, Wide{edge.height}, "heights");
  }

  /// Values along the policy towards the best circle. Events that it leads elsewhere are turned towards that circle, so
  /// that no value belongs to a slower one; without that the iteration might not end.
  template <class Value>
  void evaluate(std::vector<Value>& values) {
    const int root = edges_[best_circle_.front()].from;
    std::vector<int> reached{root};
    std::vector<char> is_reached(nodes(), 0);
    is_reached[root] = 1;
    const auto reach = [&](int e) {
      const int n = edges_[e].from;
      values[n] = values[edges_[e].to] + gain<Value>(edges_[e]);
      policy_[n] = e;
      is_reached[n] = 1;
      reached.push_back(n);
    };
    std::size_t followed = 0;  // so many have all that lead to them by the policy
    for (std::size_t turned = 0; turned < reached.size();) {
      for (; followed < reached.size(); ++followed)
        for (int i = into_begin_[reached[followed]]; i < into_begin_[reached[followed] + 1]; ++i) {
          const int e = into_[i];
          if (is_reached[edges_[e].from] == 0 && policy_[edges_[e].from] == e) reach(e);
        }
      // One event is turned at a time, since others may then lead there by the policy that they have.
      const int target = reached[turned];
      int i = into_begin_[target];
      while (i < into_begin_[target + 1] && is_reached[edges_[into_[i]].from] != 0) ++i;
      if (i < into_begin_[target + 1])
        reach(into_[i]);
      else
        ++turned;
    }
  }

  /// Every event's best edge by the values of this policy: mixing in better ones takes ten times the rounds.
  template <class Value>
  bool improve(std::vector<Value>& values) {
    bool is_better = false;
    std::vector<int> better = policy_;
    for (int n = 0; n < nodes(); ++n) {
      Value best = values[n];
      for (int e = first_[n]; e < first_[n + 1]; ++e) {
        const Value value = values[edges_[e].to] + gain<Value>(edges_[e]);
        if constexpr (std::is_same_v<Value, double>) {
          if (value <= best + 1e-12 * (1 + std::abs(value))) continue;
        } else {
          if (value <= best) continue;
        }
        best = value;
        better[n] = e;
        is_better = true;
      }
    }
    policy_ = std::move(better);
    return is_better;
  }

  /// True if a deadlock is found. Ends when nothing is better; rounding may keep the iteration in floating point alive.
  template <class Value>
  bool iterate(std::vector<Value>& values) {
    constexpr bool is_exact = std::is_same_v<Value, Wide>;
    constexpr int kMostRounds = is_exact ? 1'000'000 : 3000;
    for (int round = 0; round < kMostRounds; ++round) {
      if (find_circle()) return true;
      if constexpr (is_exact)
        rescale(values);
      else
        ratio_ = static_cast<double>(best_.length) / static_cast<double>(best_.height);
      evaluate(values);
      if (!improve(values)) return false;
    }
    if constexpr (is_exact) throw Error("internal", "the search for the critical circle does not end");
    return false;
  }

  /// The best circle in lowest terms; values from floating point or of another circle are starts, no more.
  void rescale(std::vector<Wide>& values) {
    Wide a = best_.length, b = best_.height;
    while (b != 0) a = std::exchange(b, a % b);
    const Weight scaled{best_.length / a, best_.height / a};
    if (scaled.length == scaled_.length && scaled.height == scaled_.height) return;
    const Wide before = scaled_.height == 0 ? 1 : scaled_.height;
    for (Wide& value : values)
      value = before == 1 ? checked_product(value, scaled.height, "values") : value / before * scaled.height;
    scaled_ = scaled;
  }

  /// A circle of constraints that all hold with equality and take no time: its height must be 0. `values` prove the
  /// ratio. True if there is one.
  bool find_tight_instant(const std::vector<Wide>& values) {
    const auto is_tight = [&](const Edge& edge) {
      return edge.length == 0 && values[edge.from] == values[edge.to] + gain<Wide>(edge);
    };
    enum : char { kNew, kOpen, kDone };
    std::vector<char> state(nodes(), kNew);
    std::vector<int> next(first_.begin(), first_.end() - 1), path, came;
    for (int root = 0; root < nodes(); ++root) {
      if (state[root] != kNew) continue;
      path.assign(1, root);
      came.clear();
      state[root] = kOpen;
      while (!path.empty()) {
        const int n = path.back();
        if (next[n] == first_[n + 1]) {
          state[n] = kDone;
          path.pop_back();
          if (!came.empty()) came.pop_back();
          continue;
        }
        const int e = next[n]++;
        if (!is_tight(edges_[e]) || state[edges_[e].to] == kDone) continue;
        came.push_back(e);
        if (state[edges_[e].to] == kOpen) return take_tail(path, came, edges_[e].to);
        state[edges_[e].to] = kOpen;
        path.push_back(edges_[e].to);
      }
    }
    return false;
  }

  /// The edges of `came` from where `path` meets `event`: a circle of height 0 unless the greatest ratio is 0.
  bool take_tail(const std::vector<int>& path, const std::vector<int>& came, int event) {
    const auto start = std::find(path.begin(), path.end(), event) - path.begin();
    std::vector<int> circle(came.begin() + start, came.end());
    Wide height = 0;
    for (const int e : circle) height += edges_[e].height;
    if (height > 0) return false;
    best_circle_ = std::move(circle);
    return true;
  }

  /// No circle takes time. Is there one without tokens? Every firing takes one unit for the moment.
  CriticalCircle check_instants() {
    for (Edge& edge : edges_) edge.length = 1;
    std::vector<double> values(nodes(), 0);
    scaled_ = {};
    if (iterate<double>(values)) return deadlock();
    std::vector<Wide> proof(nodes(), 0);
    if (iterate<Wide>(proof)) return deadlock();
    return {constraints(best_circle_), false, {0, 1}, {}};
  }

  CriticalCircle deadlock() const { return {constraints(best_circle_), true, {}, {}}; }

  std::vector<Constraint> constraints(const std::vector<int>& circle) const {
    std::vector<Constraint> list;
    for (const int e : circle) list.push_back(graph_.constraints[edges_[e].position]);
    return list;
  }

  const EventGraph& graph_;
  std::vector<int> first_;
  std::vector<Edge> edges_;
  std::vector<int> into_begin_, into_;  ///< edges by the event that they lead to
  std::vector<int> policy_, best_circle_;
  Weight best_, scaled_;
  double ratio_ = 0;
};

}  // namespace

CriticalCircle critical_circle(const EventGraph& graph, Effort effort, const Start& start) {
  const Adjacency adjacency(graph);
  const Components components(graph, adjacency);
  std::vector<int> local(graph.events());
  CriticalCircle found;
  Start values{std::vector<double>(graph.events(), 0), std::vector<double>(graph.events(), 0)};
  for (int c = 0; c < static_cast<int>(components.members.size()); ++c) {
    Howard howard(graph, adjacency, components, c, local);
    if (!howard.has_circle()) continue;
    const std::vector<int>& members = components.members[c];
    std::vector<double> guess(members.size(), 0);
    double period = 0;
    const bool is_start = !start.values.empty() && start.periods[members.front()] > 0;
    if (is_start) {
      period = start.periods[members.front()];
      for (std::size_t i = 0; i < members.size(); ++i) guess[i] = start.values[members[i]];
    }
    CriticalCircle circle = howard.solve(effort, guess, period, is_start);
    if (circle.is_deadlock) return circle;
    for (std::size_t i = 0; i < members.size(); ++i) {
      values.values[members[i]] = guess[i];
      values.periods[members[i]] = period;
    }
    if (found.constraints.empty() || circle.period > found.period) found = std::move(circle);
  }
  found.values = std::move(values);
  return found;
}

}  // namespace weir::sdf
