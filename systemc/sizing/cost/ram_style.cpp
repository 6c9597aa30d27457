#include "systemc/sizing/cost/ram_style.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <numeric>

namespace weir::timing {

namespace {

constexpr std::size_t kKinds = 3;
using Amounts = std::array<double, kKinds>;

Amounts amounts(const RamUse& use) {
  return {static_cast<double>(use.lut), static_cast<double>(use.bram18), static_cast<double>(use.uram)};
}

double dot(const Amounts& a, const Amounts& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/// One way to build one FIFO.
struct Way {
  double price = 0;
  Amounts use{};
};

/// FIFOs in the order in which they are settled, the dearest first; equal ones stand together.
class RamSearch {
 public:
  RamSearch(const std::vector<std::vector<RamOption>>& fifos, const RamUse& budget) : budget_(amounts(budget)) {
    for (double& amount : budget_) amount = std::max(amount, 0.0);
    for (const auto& options : fifos) {
      ways_.emplace_back();
      for (const RamOption& option : options) {
        Way way{0, amounts(option.use)};
        for (std::size_t k = 0; k < kKinds; ++k) way.price += way.use[k] / std::max(budget_[k], 1.0);
        ways_.back().push_back(way);
      }
    }
    order_.resize(ways_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return dearer(a, b); });
    for (std::size_t place = 0; place < order_.size(); ++place)
      repeats_.push_back(place > 0 && uses(order_[place - 1]) == uses(order_[place]) ? 1 : 0);
  }

  /// The number of the way by FIFO; empty if none was found.
  std::vector<std::size_t> run() {
    find_multipliers();
    sum_up();
    chosen_.assign(ways_.size(), 0);
    settle(0, 0, {});
    return best_;
  }
  bool is_complete() const { return steps_ < kMostSteps; }
  double price() const { return best_price_; }
  double least_price() const { return bound_; }

  /// Each FIFO's way of least price and multipliers, budgets or not.
  std::vector<std::size_t> relaxed() const {
    std::vector<std::size_t> ways;
    for (std::size_t i = 0; i < ways_.size(); ++i) ways.push_back(cheapest(i));
    return ways;
  }

 private:
  static constexpr std::int64_t kMostSteps = 4'000'000;
  static constexpr double kSame = 1e-12;  ///< prices closer than that are equal

  bool dearer(std::size_t a, std::size_t b) const {
    const auto key = [&](std::size_t i) {
      double most = 0;
      for (const Way& way : ways_[i]) most = std::max(most, way.price);
      return most;
    };
    const double of_a = key(a), of_b = key(b);
    return of_a != of_b ? of_a > of_b : uses(a) > uses(b);
  }
  std::vector<Amounts> uses(std::size_t i) const {
    std::vector<Amounts> all;
    for (const Way& way : ways_[i]) all.push_back(way.use);
    return all;
  }

  double reduced(const Way& way) const { return way.price + dot(multipliers_, way.use); }
  std::size_t cheapest(std::size_t fifo) const {
    const auto& ways = ways_[fifo];
    return static_cast<std::size_t>(
        std::min_element(ways.begin(), ways.end(),
                         [&](const Way& a, const Way& b) { return reduced(a) < reduced(b); }) -
        ways.begin());
  }

  /// A subgradient ascent: what is used too much becomes dearer. Any multipliers give a bound; the best are kept.
  void find_multipliers() {
    constexpr int kRounds = 300;
    Amounts best{};
    bound_ = -std::numeric_limits<double>::infinity();
    for (int round = 0; round < kRounds; ++round) {
      double bound = -dot(multipliers_, budget_);
      Amounts over{};
      for (std::size_t k = 0; k < kKinds; ++k) over[k] = -budget_[k];
      for (std::size_t i = 0; i < ways_.size(); ++i) {
        const Way& way = ways_[i][cheapest(i)];
        bound += reduced(way);
        for (std::size_t k = 0; k < kKinds; ++k) over[k] += way.use[k];
      }
      if (bound > bound_) bound_ = bound, best = multipliers_;
      bool changes = false;
      for (std::size_t k = 0; k < kKinds; ++k) {
        const double scale = std::max(budget_[k], 1.0);
        const double next = std::max(0.0, multipliers_[k] + over[k] / scale / scale / (1.0 + 0.1 * round));
        changes = changes || next != multipliers_[k];
        multipliers_[k] = next;
      }
      if (!changes) break;
    }
    multipliers_ = best;
  }

  /// What the FIFOs from a place in the order on take at least, and in which order their ways are tried.
  void sum_up() {
    const std::size_t size = ways_.size();
    for (const auto& ways : ways_) {
      tried_.emplace_back(ways.size());
      std::iota(tried_.back().begin(), tried_.back().end(), std::size_t{0});
      std::stable_sort(tried_.back().begin(), tried_.back().end(),
                       [&](std::size_t a, std::size_t b) { return reduced(ways[a]) < reduced(ways[b]); });
    }
    least_reduced_.assign(size + 1, 0);
    least_use_.assign(size + 1, {});
    for (std::size_t place = size; place-- > 0;) {
      const auto& ways = ways_[order_[place]];
      least_reduced_[place] = least_reduced_[place + 1] + reduced(ways[cheapest(order_[place])]);
      for (std::size_t k = 0; k < kKinds; ++k) {
        double least = ways.front().use[k];
        for (const Way& way : ways) least = std::min(least, way.use[k]);
        least_use_[place][k] = least_use_[place + 1][k] + least;
      }
    }
  }

  bool may_fit(std::size_t place, const Amounts& used) const {
    for (std::size_t k = 0; k < kKinds; ++k)
      if (used[k] + least_use_[place][k] > budget_[k]) return false;
    return true;
  }

  void settle(std::size_t place, double price, const Amounts& used) {
    if (++steps_ >= kMostSteps || !may_fit(place, used)) return;
    if (place == ways_.size()) {
      if (price < best_price_) best_price_ = price, best_ = chosen_;
      return;
    }
    Amounts left{};
    for (std::size_t k = 0; k < kKinds; ++k) left[k] = budget_[k] - used[k];
    if (price + least_reduced_[place] - dot(multipliers_, left) >= best_price_ - kSame) return;
    const std::size_t fifo = order_[place];
    const auto& ways = ways_[fifo];
    for (const std::size_t way : tried_[fifo]) {
      // Of equal FIFOs those that stand later take no way with a lower number.
      if (repeats_[place] != 0 && way < chosen_[order_[place - 1]]) continue;
      chosen_[fifo] = way;
      Amounts with = used;
      for (std::size_t k = 0; k < kKinds; ++k) with[k] += ways[way].use[k];
      settle(place + 1, price + ways[way].price, with);
    }
  }

  Amounts budget_, multipliers_{};
  std::vector<std::vector<Way>> ways_;
  std::vector<std::size_t> order_;
  std::vector<char> repeats_;                    ///< by place: equal to the FIFO before?
  std::vector<std::vector<std::size_t>> tried_;  ///< ways by FIFO, the most promising first
  std::vector<double> least_reduced_;
  std::vector<Amounts> least_use_;
  std::vector<std::size_t> chosen_, best_;
  double best_price_ = std::numeric_limits<double>::infinity(), bound_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace

const char* name_of(RamStyle style) {
  constexpr const char* kNames[] = {"distributed", "block", "ultra"};
  return kNames[static_cast<std::size_t>(style)];
}

RamUse& RamUse::operator+=(const RamUse& more) {
  lut += more.lut;
  bram18 += more.bram18;
  uram += more.uram;
  return *this;
}

std::vector<RamOption> ram_options(std::int64_t depth_words, const TimingStream& stream, bool has_uram) {
  const int width = stream.width_bits;
  const std::int64_t words = built_words(depth_words, stream.build);
  if (words == 0) return {{RamStyle::kDistributed, {}}};  // no FIFO
  const std::int64_t pointers = 2 * std::bit_width(static_cast<std::uint64_t>(words - 1));
  std::vector<RamOption> options;
  if (words <= kMostLutWords || stream.build == FifoBuild::kLutOnly)
    options.push_back({RamStyle::kDistributed, {pointers + packed_lut(words, width), 0, 0}});
  if (stream.build == FifoBuild::kLutOnly) return options;
  options.push_back({RamStyle::kBlock, {pointers, packed_bram18(words, width), 0}});
  if (has_uram) options.push_back({RamStyle::kUltra, {pointers, 0, packed_uram(words, width)}});
  return options;
}

RamChoice choose_ram(const std::vector<std::vector<RamOption>>& fifos, const RamUse& budget) {
  RamSearch search(fifos, budget);
  std::vector<std::size_t> ways = search.run();
  RamChoice choice;
  choice.fits = !ways.empty() || fifos.empty();
  choice.is_proven = search.is_complete();
  choice.price = choice.fits ? search.price() : 0;
  choice.least_price = choice.is_proven && choice.fits ? choice.price : search.least_price();
  if (!choice.fits) ways = search.relaxed();
  for (std::size_t i = 0; i < fifos.size(); ++i) {
    const RamOption& option = fifos[i][ways[i]];
    choice.styles.push_back(option.style);
    choice.use += option.use;
  }
  return choice;
}

}  // namespace weir::timing
