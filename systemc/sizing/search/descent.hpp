/// The search from above, for goals of any kind: they tell whether depths reach them (is_reached), how deep a FIFO may
/// be for its cost (top), and costs; `counts` and `add` as in Goal. They may tell which depths would have done for what
/// was reached last (used).
#pragma once
#include <initializer_list>
#include <numeric>
#include <random>

#include "systemc/sizing/search/parallel.hpp"

namespace weir::timing {

/// Makes the FIFOs of one order smaller: first whole groups at once, halved where that is too much, then one by one.
template <class AnyGoal>
class Descent {
 public:
  /// `word_steps`: words are saved in steps of this fraction of a depth; 0: one by one.
  Descent(AnyGoal& goal, const Depths& bounds, Depths start, std::int64_t word_steps = 0)
      : goal_(goal), bounds_(bounds), depths_(std::move(start)), word_steps_(word_steps) {}

  Depths run(const std::vector<std::size_t>& order, std::initializer_list<Grain> grains) {
    for (const Grain grain : grains) {
      grain_ = grain;
      for (const std::size_t i : order) depths_[i] = goal_.top(i, depths_[i], grain);
      if (goal_.is_reached(depths_)) cut_to_used(order);  // the next evaluations start from here
      lower(order);
    }
    return depths_;
  }

 private:
  std::int64_t floor(std::size_t fifo) const { return goal_.top(fifo, bounds_[fifo], grain_); }

  bool try_depths(Depths depths) {
    if (!goal_.is_reached(depths)) return false;
    depths_ = std::move(depths);
    return true;
  }

  /// What no word ever needed is free to go; where runs are dear that saves many.
  void cut_to_used(const std::vector<std::size_t>& order) {
    if constexpr (requires { goal_.used(); }) {
      const Depths used = goal_.used();
      for (const std::size_t i : order)
        depths_[i] = std::min(depths_[i], goal_.top(i, std::max(used[i], bounds_[i]), grain_));
    }
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
    const auto top = [&](std::int64_t depth) { return goal_.top(fifo, depth, grain_); };
    std::vector<std::int64_t> steps;
    const auto more = [&](std::int64_t depth) {
      return top(depth + 1 + (grain_ == Grain::kWords && word_steps_ > 0 ? depth / word_steps_ : 0));
    };
    for (std::int64_t d = more(floor(fifo)); d < depths_[fifo]; d = more(d)) steps.push_back(d);
    least_depth(std::size_t{0}, steps.size(), [&](std::size_t choice) {
      Depths smaller = depths_;
      smaller[fifo] = steps[choice];
      return try_depths(std::move(smaller));
    });
  }

  AnyGoal& goal_;
  const Depths& bounds_;
  Depths depths_;
  const std::int64_t word_steps_;
  Grain grain_ = Grain::kBlocks;
};

/// Dearest gap first, cheapest first, along the graph, against it, then random ones.
template <class AnyGoal>
std::vector<std::size_t> make_order(const AnyGoal& goal, const Depths& start, const Depths& bounds, int number) {
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

struct DescentEffort {
  int orders = 1;
  int threads = 0;              ///< as in SizingOptions
  std::int64_t word_steps = 0;  ///< as in Descent
  bool saves_words = true;      ///< false: what costs no memory stays as deep as it is
};

/// The cheapest end of several descents, which may run at the same time. A word saved in one FIFO may cost a block in
/// another one, so blocks and LUTs come before words; and words, which cost most runs, are saved in the best end only.
template <class AnyGoal>
Depths descend(AnyGoal& goal, const Depths& start, const Depths& bounds, const DescentEffort& effort) {
  const auto count = static_cast<std::size_t>(std::max(effort.orders, 1));
  std::vector<Depths> found(count);
  in_parallel(goal, count, effort.threads, [&](AnyGoal& mine, std::size_t number) {
    AnyGoal used = mine;
    found[number] =
        Descent<AnyGoal>(used, bounds, start)
            .run(make_order(used, start, bounds, static_cast<int>(number)), {Grain::kBlocks, Grain::kMemory});
    const auto before = mine.counts();
    mine.add(used.counts(), before);
  });
  std::size_t best = 0;
  for (std::size_t number = 1; number < count; ++number)
    if (goal.cost(found[number]) < goal.cost(found[best])) best = number;
  if (!effort.saves_words) return found[best];
  return Descent<AnyGoal>(goal, bounds, found[best], effort.word_steps)
      .run(make_order(goal, start, bounds, static_cast<int>(best)), {Grain::kWords});
}

}  // namespace weir::timing
