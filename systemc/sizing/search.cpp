#include <algorithm>
#include <atomic>
#include <functional>
#include <numeric>
#include <random>
#include <thread>

#include "systemc/sizing/goal.hpp"

namespace weir::timing {

namespace {

/// Makes FIFOs smaller in one order: first whole groups at once, halved where that is too much, then one by one.
class Descent {
 public:
  Descent(Goal& goal, const Depths& bounds, Depths start) : goal_(goal), bounds_(bounds), depths_(std::move(start)) {}

  Depths run(const std::vector<std::size_t>& order) {
    // A word saved in one FIFO may cost a block in another one, so blocks and LUTs come before words.
    for (std::size_t i = 0; i < depths_.size(); ++i) depths_[i] = step_top(i, depths_[i]);
    goal_.is_reached(depths_);  // the next evaluations start from here
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

/// Calls `work` with 0 .. count - 1 and a copy of `goal` of its own thread; the results must not depend on the thread.
template <class Work>
void in_parallel(Goal& goal, std::size_t count, Work&& work) {
  const std::size_t threads = std::min<std::size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
  std::atomic<std::size_t> next{0};
  std::vector<Goal> copies(threads, goal);
  const auto run = [&](Goal& mine) {
    for (std::size_t i = next++; i < count; i = next++) work(mine, i);
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run, std::ref(copies[t]));
  if (threads > 0) run(copies[0]);
  others.clear();
  const Goal::Counts before = goal.counts();
  for (const Goal& copy : copies) goal.add(copy.counts(), before);
}

}  // namespace

Depths lower_bounds(Goal& goal, const Depths& most) {
  Depths bounds(goal.size());
  in_parallel(goal, goal.size(), [&](Goal& mine, std::size_t i) { bounds[i] = mine.lower_bound(i, most[i]); });
  return bounds;
}

Depths search(Goal& goal, const Depths& start, const Depths& bounds, int orders) {
  if (goal.is_reached(bounds)) return bounds;
  const auto count = static_cast<std::size_t>(std::max(orders, 1));
  std::vector<Depths> found(count);
  in_parallel(goal, count, [&](Goal& mine, std::size_t number) {
    Goal used = mine;
    found[number] = Descent(used, bounds, start).run(make_order(used, start, bounds, static_cast<int>(number)));
    const Goal::Counts before = mine.counts();
    mine.add(used.counts(), before);
  });
  Depths best = start;
  for (const Depths& depths : found)
    if (goal.cost(depths) < goal.cost(best)) best = depths;
  return best;
}

}  // namespace weir::timing
