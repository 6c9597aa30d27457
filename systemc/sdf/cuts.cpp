#include "systemc/sdf/cuts.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace weir::sdf {

namespace {

/// Depth first, branching on the cut that costs most; cuts without a number in common bound the rest from below.
class Branching {
 public:
  Branching(const std::vector<Cut>& cuts, std::int64_t most_nodes) : cuts_(cuts), nodes_left_(most_nodes) {}

  std::optional<std::vector<std::int64_t>> solve(const std::vector<std::int64_t>& lower) {
    numbers_ = lower;
    sum_ = std::accumulate(lower.begin(), lower.end(), std::int64_t{0});
    used_.assign(lower.size(), 0);
    branch();
    if (nodes_left_ < 0) return std::nullopt;
    return best_;
  }

 private:
  struct Open {
    const Cut* cut;
    std::int64_t price;
  };

  std::int64_t price(const Cut& cut) const {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const CutOption& option : cut) least = std::min(least, option.least - numbers_[option.index]);
    return std::max<std::int64_t>(least, 0);
  }

  /// What the open cuts cost at least, and the dearest of them.
  std::pair<std::int64_t, const Cut*> bound() {
    std::vector<Open> open;
    for (const Cut& cut : cuts_)
      if (const std::int64_t p = price(cut); p > 0) open.push_back({&cut, p});
    if (open.empty()) return {0, nullptr};
    std::sort(open.begin(), open.end(), [](const Open& a, const Open& b) {
      return std::pair(-a.price, a.cut->size()) < std::pair(-b.price, b.cut->size());
    });
    ++mark_;
    std::int64_t sum = 0;
    for (const Open& o : open) {
      if (std::any_of(o.cut->begin(), o.cut->end(), [&](const CutOption& c) { return used_[c.index] == mark_; }))
        continue;
      for (const CutOption& c : *o.cut) used_[c.index] = mark_;
      sum += o.price;
    }
    return {sum, open.front().cut};
  }

  void branch() {
    if (--nodes_left_ < 0) return;
    const auto [rest, dearest] = bound();
    if (!best_.empty() && sum_ + rest >= best_sum_) return;
    if (dearest == nullptr) {
      best_ = numbers_;
      best_sum_ = sum_;
      return;
    }
    Cut options = *dearest;
    std::sort(options.begin(), options.end(), [&](const CutOption& a, const CutOption& b) {
      return a.least - numbers_[a.index] < b.least - numbers_[b.index];
    });
    for (const CutOption& option : options) {
      const std::int64_t before = numbers_[option.index];
      sum_ += option.least - before;
      numbers_[option.index] = option.least;
      branch();
      numbers_[option.index] = before;
      sum_ -= option.least - before;
    }
  }

  const std::vector<Cut>& cuts_;
  std::int64_t nodes_left_;
  std::vector<std::int64_t> numbers_, best_;
  std::int64_t sum_ = 0, best_sum_ = 0;
  std::vector<std::int64_t> used_;
  std::int64_t mark_ = 0;
};

}  // namespace

std::optional<std::vector<std::int64_t>> least_sum(const std::vector<std::int64_t>& lower, const std::vector<Cut>& cuts,
                                                   std::int64_t most_nodes) {
  return Branching(cuts, most_nodes).solve(lower);
}

}  // namespace weir::sdf
