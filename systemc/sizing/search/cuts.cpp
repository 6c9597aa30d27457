/// Closes the gap between the best depths and the bound from below: circuits that are too slow say which FIFOs must
/// grow (a cut: one of them at least must reach its level), and the cheapest depths that obey all cuts found so far
/// cost no more than any depths that reach the goal. When those reach it themselves, they are the cheapest.
#include <algorithm>
#include <map>
#include <numeric>

#include "systemc/sizing/search/goal.hpp"

namespace weir::timing {

namespace {

struct Level {
  int fifo;
  std::int64_t depth;
};
using Cut = std::vector<Level>;

FifoCost operator-(const FifoCost& a, const FifoCost& b) {
  return {a.bram18 - b.bram18, a.lut - b.lut, a.bits - b.bits};
}

/// The cheapest depths at or above some that obey cuts; FIFOs without a common cut are chosen apart from each other.
class CheapestChoice {
 public:
  CheapestChoice(const Goal& goal, Depths& depths, Grain grain) : goal_(goal), depths_(depths), grain_(grain) {}

  /// False if there are too many choices to tell.
  bool run(const std::vector<Cut>& cuts) {
    for (const std::vector<const Cut*>& group : groups(cuts)) {
      cuts_ = group;
      has_best_ = false;
      choices_left_ = kMostChoices;
      choose({});
      if (choices_left_ <= 0) return false;
      for (const auto& [fifo, depth] : best_) at(fifo) = depth;
    }
    return true;
  }

 private:
  static constexpr int kMostChoices = 200'000;
  std::int64_t& at(int fifo) { return depths_[static_cast<std::size_t>(fifo)]; }

  std::vector<std::vector<const Cut*>> groups(const std::vector<Cut>& cuts) const {
    std::vector<int> parent(goal_.size());
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](int fifo) {
      while (parent[static_cast<std::size_t>(fifo)] != fifo) fifo = parent[static_cast<std::size_t>(fifo)];
      return fifo;
    };
    for (const Cut& cut : cuts)
      for (const Level& level : cut) parent[static_cast<std::size_t>(root(level.fifo))] = root(cut.front().fifo);
    std::map<int, std::vector<const Cut*>> by_root;
    for (const Cut& cut : cuts) by_root[root(cut.front().fifo)].push_back(&cut);
    std::vector<std::vector<const Cut*>> all;
    for (auto& [key, group] : by_root) all.push_back(std::move(group));
    return all;
  }

  FifoCost price(const Level& level) const {
    const auto fifo = static_cast<std::size_t>(level.fifo);
    return coarse(goal_.cost(fifo, level.depth) - goal_.cost(fifo, depths_[fifo]), grain_);
  }
  bool is_obeyed(const Cut& cut) const {
    return std::any_of(cut.begin(), cut.end(), [&](const Level& level) {
      return depths_[static_cast<std::size_t>(level.fifo)] >= level.depth;
    });
  }
  bool is_open(const Level& level) const {
    const auto cap = caps_.find(level.fifo);
    return cap == caps_.end() || level.depth < cap->second;
  }

  /// Cuts without a common FIFO have to be paid for one by one. `next`: an open cut with the fewest choices.
  FifoCost least_rest(const Cut*& next) const {
    FifoCost rest;
    std::vector<int> used;
    std::size_t fewest = 0;
    for (const Cut* cut : cuts_) {
      if (is_obeyed(*cut)) continue;
      const bool is_apart = std::none_of(cut->begin(), cut->end(), [&](const Level& level) {
        return std::find(used.begin(), used.end(), level.fifo) != used.end();
      });
      std::size_t choices = 0;
      std::optional<FifoCost> least;
      for (const Level& level : *cut) {
        if (!is_open(level)) continue;
        ++choices;
        least = least ? std::min(*least, price(level)) : price(level);
      }
      if (next == nullptr || choices < fewest) {
        next = cut;
        fewest = choices;
      }
      if (!is_apart || !least) continue;
      rest += *least;
      for (const Level& level : *cut) used.push_back(level.fifo);
    }
    return rest;
  }

  void choose(const FifoCost& spent) {
    if (--choices_left_ <= 0) return;
    const Cut* next = nullptr;
    const FifoCost rest = least_rest(next);
    if (has_best_ && spent + rest >= best_cost_) return;
    if (next == nullptr) {
      has_best_ = true;
      best_cost_ = spent;
      best_.clear();
      for (const Cut* cut : cuts_)
        for (const Level& level : *cut) best_[level.fifo] = at(level.fifo);
      return;
    }
    Cut order = *next;
    std::stable_sort(order.begin(), order.end(), [&](const Level& a, const Level& b) { return price(a) < price(b); });
    const auto caps = caps_;
    for (const Level& level : order) {
      if (!is_open(level)) continue;
      const std::int64_t before = at(level.fifo);
      const FifoCost paid = spent + price(level);
      at(level.fifo) = goal_.top(static_cast<std::size_t>(level.fifo), level.depth, grain_);
      choose(paid);
      at(level.fifo) = before;
      caps_[level.fifo] = level.depth;  // what follows does without this choice
    }
    caps_ = caps;
  }

  const Goal& goal_;
  Depths& depths_;
  Grain grain_;
  std::vector<const Cut*> cuts_;
  std::map<int, std::int64_t> caps_, best_;
  FifoCost best_cost_;
  bool has_best_ = false;
  int choices_left_ = 0;
};

class Closer {
 public:
  Closer(Goal& free, const Depths& bounds, Depths& best, const Budget& budget)
      : free_(free),
        bounds_(bounds),
        best_(best),
        last_evaluation_(free.counts().evaluations + budget.evaluations),
        budget_(budget) {}

  Closing run() {
    Closing closing{true, free_.cost(bounds_)};
    for (const Grain grain : {Grain::kBlocks, Grain::kMemory, Grain::kWords}) {
      if (grain != Grain::kWords)
        last_event_ = free_.events() + (grain == Grain::kBlocks ? budget_.block_events : budget_.events);
      close(grain, closing);
    }
    return closing;
  }

 private:
  void close(Grain grain, Closing& closing) {
    while (closing.is_closed) {
      Depths depths = bounds_;
      for (std::size_t i = 0; i < depths.size(); ++i) depths[i] = free_.top(i, depths[i], grain);
      closing.is_closed = CheapestChoice(free_, depths, grain).run(cuts_);
      if (!closing.is_closed) return;
      const FifoCost bound = coarse(free_.cost(depths), grain);
      closing.lower_bound = std::max(closing.lower_bound, bound);
      if (bound >= coarse(free_.cost(best_), grain)) return;
      const Verdict verdict = evaluate(depths);
      if (verdict == Verdict::kKeeps) {
        best_ = depths;
        return;
      }
      closing.is_closed = verdict != Verdict::kUndecided && add_cuts(std::move(depths));
    }
  }

  bool is_exhausted() const { return free_.counts().evaluations >= last_evaluation_ || free_.events() >= last_event_; }
  Verdict evaluate(const Depths& depths) { return is_exhausted() ? Verdict::kUndecided : free_.probe(depths); }

  /// `depths` do not reach the goal. One cut after the other, each without the FIFOs of those before.
  bool add_cuts(Depths depths) {
    bool has_added = false;
    while (true) {
      Cut cut;
      for (const int fifo : free_.culprits()) {
        cut.push_back({fifo, depths[static_cast<std::size_t>(fifo)] + 1});
        depths[static_cast<std::size_t>(fifo)] = kUnlimitedWords;
      }
      if (!raise(cut)) return false;
      cuts_.push_back(std::move(cut));
      has_added = true;
      const Verdict verdict = evaluate(depths);
      if (verdict == Verdict::kKeeps) return true;
      if (verdict == Verdict::kUndecided) return has_added && !is_exhausted();
    }
  }

  /// Levels as high as the others allow: with all but one at the word below its level and FIFOs outside the cut
  /// unlimited, the goal is out of reach below each level. FIFOs that cannot help leave the cut.
  bool raise(Cut& cut) {
    for (std::size_t k = 0; k < cut.size();) {
      const auto fails = [&](std::int64_t depth) {
        Depths depths(free_.size(), kUnlimitedWords);
        for (const Level& level : cut) depths[static_cast<std::size_t>(level.fifo)] = level.depth - 1;
        depths[static_cast<std::size_t>(cut[k].fifo)] = depth;
        const Verdict verdict = evaluate(depths);
        return verdict == Verdict::kSlower || verdict == Verdict::kDeadlock;
      };
      if (cut.size() > 1 && fails(kUnlimitedWords)) {
        cut.erase(cut.begin() + static_cast<std::ptrdiff_t>(k));
        continue;
      }
      std::int64_t low = cut[k].depth - 1, step = 1;  // low: too small
      while (!is_exhausted() && fails(low + step)) low += step, step *= 2;
      for (std::int64_t high = low + step; high - low > 1 && !is_exhausted();) {
        const std::int64_t middle = low + (high - low) / 2;
        (fails(middle) ? low : high) = middle;
      }
      if (is_exhausted()) return false;
      cut[k++].depth = low + 1;
    }
    return !cut.empty();
  }

  Goal& free_;  ///< all FIFOs unlimited
  const Depths& bounds_;
  Depths& best_;
  const std::int64_t last_evaluation_;
  const Budget budget_;
  std::int64_t last_event_ = 0;
  std::vector<Cut> cuts_;
};

}  // namespace

Closing close_gap(Goal& free, const Depths& bounds, Depths& best, const Budget& budget) {
  return Closer(free, bounds, best, budget).run();
}

}  // namespace weir::timing
