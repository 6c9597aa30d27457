#include "systemc/sdf/relaxation.hpp"

#include <algorithm>
#include <limits>

namespace weir::sdf {

namespace {

constexpr int kNobody = -1;

/// Events along the constraints of height 0; empty if those form a circle. What follows one event alone comes right
/// behind it, so that neighbours in time are neighbours in memory.
std::vector<int> onward_order(const EventGraph& graph) {
  const auto events = static_cast<std::size_t>(graph.events());
  std::vector<int> begin(events + 1, 0), missing(events, 0);
  for (const Constraint& c : graph.constraints)
    if (c.height == 0) {
      ++begin[static_cast<std::size_t>(c.from) + 1];
      ++missing[static_cast<std::size_t>(c.to)];
    }
  for (std::size_t e = 0; e < events; ++e) begin[e + 1] += begin[e];
  std::vector<int> next(begin.begin(), begin.end() - 1), targets(static_cast<std::size_t>(begin[events]));
  for (const Constraint& c : graph.constraints)
    if (c.height == 0) targets[static_cast<std::size_t>(next[static_cast<std::size_t>(c.from)]++)] = c.to;
  std::vector<int> order, ready;
  for (std::size_t e = events; e-- > 0;)
    if (missing[e] == 0) ready.push_back(static_cast<int>(e));
  while (!ready.empty()) {
    const auto event = static_cast<std::size_t>(ready.back());
    ready.pop_back();
    order.push_back(static_cast<int>(event));
    for (int t = begin[event]; t < begin[event + 1]; ++t) {
      const int target = targets[static_cast<std::size_t>(t)];
      if (--missing[static_cast<std::size_t>(target)] == 0) ready.push_back(target);
    }
  }
  if (order.size() < events) order.clear();
  return order;
}

class Relaxation {
 public:
  Relaxation(const EventGraph& graph, const std::vector<int>& order) : graph_(graph), starts_(order.size(), 0) {
    std::vector<int> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    begin_.assign(order.size() + 1, 0);
    const auto place_of = [&](int event) { return static_cast<std::size_t>(place[static_cast<std::size_t>(event)]); };
    for (const Constraint& c : graph.constraints) ++begin_[place_of(c.to) + 1];
    for (std::size_t i = 0; i < order.size(); ++i) begin_[i + 1] += begin_[i];
    demands_.resize(graph.constraints.size());
    std::vector<int> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t k = 0; k < graph.constraints.size(); ++k) {
      const Constraint& c = graph.constraints[k];
      demands_[static_cast<std::size_t>(next[place_of(c.to)]++)] = {static_cast<int>(place_of(c.from)),
                                                                    static_cast<int>(k), c.length, c.height};
      total_length_ += c.length;
      most_height_ = std::max(most_height_, c.height);
    }
  }

  std::optional<CriticalCircle> run(int most_passes) {
    because_.assign(starts_.size(), kNobody);
    if (!begin_with_own_circles()) return std::nullopt;
    int next_look = 1;
    for (int pass = 1, since = 1; pass <= most_passes; ++pass, ++since) {
      if (!pass_once()) return answer();
      if (since < next_look) continue;
      next_look += 1 + since / 2;
      if (!take_slowest_circle()) continue;
      if (!set_period()) return std::nullopt;
      since = 0;
      next_look = 1;
    }
    return std::nullopt;
  }

 private:
  struct Demand {
    int from, constraint;
    std::int64_t length, height;
  };
  struct Circle {
    Wide length = 0, height = 0;
    std::vector<int> demands;
  };

  std::int64_t gain(const Demand& d) const { return d.length * height_ - length_ * d.height; }

  /// Every start as late as its demands ask for, in order. False if none had to move.
  bool pass_once() {
    bool has_moved = false;
    for (std::size_t i = 0; i < starts_.size(); ++i) {
      std::int64_t start = starts_[i];
      int because = kNobody;
      for (int d = begin_[i]; d < begin_[i + 1]; ++d) {
        const Demand& demand = demands_[static_cast<std::size_t>(d)];
        const std::int64_t earliest = starts_[static_cast<std::size_t>(demand.from)] + gain(demand);
        if (earliest <= start) continue;
        start = earliest;
        because = d;
      }
      if (because == kNobody) continue;
      starts_[i] = start;
      because_[i] = because;
      has_moved = true;
    }
    return has_moved;
  }

  /// What an actor does in a frame by itself: a good first period.
  bool begin_with_own_circles() {
    for (std::size_t i = 0; i < starts_.size(); ++i) {
      std::int64_t longest = -1;
      for (int d = begin_[i]; d < begin_[i + 1]; ++d) {
        const Demand& demand = demands_[static_cast<std::size_t>(d)];
        const Constraint& c = graph_.constraints[static_cast<std::size_t>(demand.constraint)];
        if (demand.length <= longest || graph_.actor_of(c.from) != graph_.actor_of(c.to)) continue;
        longest = demand.length;
        because_[i] = d;
      }
    }
    return !take_slowest_circle() || set_period();
  }

  /// Of the circles in which events moved each other the slowest, if it is slower than the period.
  bool take_slowest_circle() {
    std::vector<int> seen(starts_.size(), kNobody);
    bool has_found = false;
    for (std::size_t root = 0; root < starts_.size(); ++root) {
      int i = static_cast<int>(root);
      while (seen[static_cast<std::size_t>(i)] == kNobody) {
        seen[static_cast<std::size_t>(i)] = static_cast<int>(root);
        if (because_[static_cast<std::size_t>(i)] == kNobody) break;
        i = before(i);
      }
      if (because_[static_cast<std::size_t>(i)] == kNobody ||
          seen[static_cast<std::size_t>(i)] != static_cast<int>(root))
        continue;
      Circle circle;
      int at = i;
      do {
        const int d = because_[static_cast<std::size_t>(at)];
        circle.demands.push_back(d);
        circle.length += demands_[static_cast<std::size_t>(d)].length;
        circle.height += demands_[static_cast<std::size_t>(d)].height;
        at = before(at);
      } while (at != i && because_[static_cast<std::size_t>(at)] != kNobody);
      if (at != i || circle.height <= 0 || circle.length * slowest_height() <= slowest_.length * circle.height)
        continue;
      std::reverse(circle.demands.begin(), circle.demands.end());
      slowest_ = std::move(circle);
      has_found = true;
    }
    return has_found;
  }

  int before(int i) const { return demands_[static_cast<std::size_t>(because_[static_cast<std::size_t>(i)])].from; }
  Wide slowest_height() const { return slowest_.height == 0 ? 1 : slowest_.height; }

  /// That of the slowest circle; starts stay where they are in time. False if they would leave 64 bits.
  bool set_period() {
    const Ratio ratio = Ratio::of(slowest_.length, slowest_.height);
    constexpr Wide kMost = std::numeric_limits<std::int64_t>::max() / 4;
    const Wide most_gain = Wide{total_length_} * ratio.denominator + Wide{ratio.numerator} * (most_height_ + 1);
    if (most_gain > kMost) return false;
    for (std::int64_t& start : starts_) {
      const Wide moved = Wide{start} * ratio.denominator / height_;
      if (moved > kMost) return false;
      start = static_cast<std::int64_t>(moved);
    }
    length_ = ratio.numerator;
    height_ = ratio.denominator;
    std::fill(because_.begin(), because_.end(), kNobody);
    return true;
  }

  /// Nobody has to move: no circle is slower than the last one.
  std::optional<CriticalCircle> answer() const {
    if (slowest_.length == 0) return std::nullopt;
    CriticalCircle circle;
    for (const int d : slowest_.demands)
      circle.constraints.push_back(
          graph_.constraints[static_cast<std::size_t>(demands_[static_cast<std::size_t>(d)].constraint)]);
    circle.period = Ratio::of(checked_product(slowest_.length, Wide{graph_.units}, "a period"), slowest_.height);
    return circle;
  }

  const EventGraph& graph_;
  std::vector<int> begin_;       ///< demands of each event, by its place in the order, and the end
  std::vector<Demand> demands_;  ///< `from` as a place
  std::vector<std::int64_t> starts_;
  std::vector<int> because_;  ///< demand that moved the event last in this period
  Circle slowest_;
  std::int64_t length_ = 0, height_ = 1;  ///< of the slowest circle, in lowest terms
  std::int64_t total_length_ = 0, most_height_ = 0;
};

}  // namespace

std::optional<CriticalCircle> relax_to_critical_circle(const EventGraph& graph, int most_passes) {
  const bool is_onward = std::all_of(graph.constraints.begin(), graph.constraints.end(),
                                     [](const Constraint& c) { return c.height >= 0 && c.length >= 0; });
  if (!is_onward) return std::nullopt;
  const std::vector<int> order = onward_order(graph);
  if (order.empty()) return std::nullopt;
  return Relaxation(graph, order).run(most_passes);
}

}  // namespace weir::sdf
