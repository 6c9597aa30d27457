#include <algorithm>
#include <numeric>
#include <random>

#include "systemc/sizing/goal.hpp"

namespace weir::timing {

namespace {

/// Least depth in [low, high] for which `is_enough` holds; it holds for `high`.
template <class Predicate>
std::int64_t least_depth(std::int64_t low, std::int64_t high, Predicate&& is_enough) {
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (is_enough(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// Makes FIFOs smaller in one order: first whole groups at once, halved where that is too much, then one by one.
class Descent {
 public:
  Descent(Goal& goal, const Depths& bounds, Depths start) : goal_(goal), bounds_(bounds), depths_(std::move(start)) {}

  Depths run(const std::vector<std::size_t>& order) {
    // A word saved in one FIFO may cost a block in another one, so blocks and LUTs come before words.
    for (std::size_t i = 0; i < depths_.size(); ++i) depths_[i] = step_top(i, depths_[i]);
    by_memory_ = true;
    lower(order);
    by_memory_ = false;
    lower(order);
    return depths_;
  }

 private:
  std::int64_t step_top(std::size_t fifo, std::int64_t depth) const {
    return deepest_of_same_memory(depth, goal_.graph().streams[fifo].width_bits);
  }
  std::int64_t floor(std::size_t fifo) const { return by_memory_ ? step_top(fifo, bounds_[fifo]) : bounds_[fifo]; }

  bool try_depths(Depths depths) {
    if (!goal_.is_reached(depths)) return false;
    depths_ = std::move(depths);
    return true;
  }

  void lower(std::vector<std::size_t> group) {
    std::erase_if(group, [&](std::size_t i) { return depths_[i] <= floor(i); });
    if (group.empty()) return;
    Depths all_lower = depths_;
    for (const std::size_t i : group) all_lower[i] = floor(i);
    if (try_depths(std::move(all_lower))) return;
    if (group.size() == 1) return lower_one(group.front());
    const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
    lower({group.begin(), middle});
    lower({middle, group.end()});
  }

  /// Its floor was just found too small.
  void lower_one(std::size_t fifo) {
    std::vector<std::int64_t> steps;
    if (by_memory_)
      for (std::int64_t d = step_top(fifo, floor(fifo) + 1); d < depths_[fifo]; d = step_top(fifo, d + 1))
        steps.push_back(d);
    const std::int64_t first = by_memory_ ? 0 : floor(fifo) + 1;
    const std::int64_t last = by_memory_ ? static_cast<std::int64_t>(steps.size()) : depths_[fifo];
    least_depth(first, last, [&](std::int64_t choice) {
      Depths smaller = depths_;
      smaller[fifo] = by_memory_ ? steps[static_cast<std::size_t>(choice)] : choice;
      return try_depths(std::move(smaller));
    });
  }

  Goal& goal_;
  const Depths& bounds_;
  Depths depths_;
  bool by_memory_ = true;
};

/// Dearest gap first, cheapest first, along the graph, against it, then random ones.
std::vector<std::size_t> make_order(const Goal& goal, const Depths& start, const Depths& bounds, int number) {
  std::vector<std::size_t> order(goal.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto dearer = [&](std::size_t a, std::size_t b) {
    const FifoCost from_a = goal.cost(a, start[a]), to_a = goal.cost(a, bounds[a]);
    const FifoCost from_b = goal.cost(b, start[b]), to_b = goal.cost(b, bounds[b]);
    return FifoCost{from_a.bram18 - to_a.bram18, from_a.lut - to_a.lut, from_a.bits - to_a.bits} >
           FifoCost{from_b.bram18 - to_b.bram18, from_b.lut - to_b.lut, from_b.bits - to_b.bits};
  };
  if (number <= 1) std::stable_sort(order.begin(), order.end(), dearer);
  if (number == 1 || number == 3) std::reverse(order.begin(), order.end());
  if (number >= 4) {
    std::mt19937_64 random(static_cast<std::uint64_t>(number));
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  }
  return order;
}

class Branches {
 public:
  Branches(Goal& goal, const Depths& bounds, Depths& best, std::int64_t most_runs)
      : goal_(goal), bounds_(bounds), best_(best), best_cost_(goal.cost(best)), runs_left_(most_runs) {
    rest_.resize(goal.size() + 1);
    for (std::size_t i = goal.size(); i > 0; --i) rest_[i - 1] = rest_[i] + goal.cost(i - 1, bounds[i - 1]);
    chosen_.assign(goal.size(), kUnlimitedWords);
  }

  bool run() {
    explore(0, {});
    return is_complete_;
  }

 private:
  /// FIFOs before `fifo` are chosen and, with the others unlimited, reach the goal.
  void explore(std::size_t fifo, const FifoCost& spent) {
    if (fifo == goal_.size()) {
      best_ = chosen_;
      best_cost_ = spent;
      return;
    }
    for (std::int64_t depth = bounds_[fifo]; is_complete_; ++depth) {
      const FifoCost cost = spent + goal_.cost(fifo, depth);
      if (cost + rest_[fifo + 1] >= best_cost_) break;
      if (runs_left_-- <= 0) {
        is_complete_ = false;
        break;
      }
      chosen_[fifo] = depth;
      const Verdict verdict = goal_.evaluate(chosen_).verdict;
      if (verdict == Verdict::kUndecided) is_complete_ = false;
      if (verdict == Verdict::kKeeps) explore(fifo + 1, cost);
    }
    chosen_[fifo] = kUnlimitedWords;
  }

  Goal& goal_;
  const Depths& bounds_;
  Depths& best_;
  FifoCost best_cost_;
  std::int64_t runs_left_;
  bool is_complete_ = true;
  std::vector<FifoCost> rest_;  ///< least cost of the FIFOs from an index on
  Depths chosen_;
};

}  // namespace

Depths lower_bounds(Goal& goal, const Depths& most) {
  Depths bounds;
  for (std::size_t i = 0; i < goal.size(); ++i) {
    Depths others_unlimited(goal.size(), kUnlimitedWords);
    bounds.push_back(least_depth(1, most[i], [&](std::int64_t depth) {
      others_unlimited[i] = depth;
      // What is not proven too small must not raise a bound.
      const Verdict verdict = goal.evaluate(others_unlimited).verdict;
      return verdict == Verdict::kKeeps || verdict == Verdict::kUndecided;
    }));
  }
  return bounds;
}

Depths search(Goal& goal, const Depths& start, const Depths& bounds, int orders) {
  if (goal.is_reached(bounds)) return bounds;
  Depths best = start;
  for (int number = 0; number < std::max(orders, 1); ++number) {
    const Depths found = Descent(goal, bounds, start).run(make_order(goal, start, bounds, number));
    if (goal.cost(found) < goal.cost(best)) best = found;
  }
  return best;
}

bool branch_and_bound(Goal& goal, const Depths& bounds, Depths& best, std::int64_t most_runs) {
  return Branches(goal, bounds, best, most_runs).run();
}

}  // namespace weir::timing
