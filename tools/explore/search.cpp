#include "tools/explore/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace weir::tools::explore {

namespace {

/// Weights of LUT, RAMB18, URAM and DSP: in balance, and each resource saved at the others' cost.
constexpr PartUse kWeights[]{{1, 1, 1, 1}, {8, 1, 1, 1}, {1, 8, 1, 1}, {1, 1, 1, 8}};

}  // namespace

Bounds bounds_of(const FoldChoices& choices, const Chosen& chosen) {
  return {choices.total(chosen), choices.least_interval(chosen)};
}

std::string misfit(const Bounds& bounds, const SearchLimits& limits) {
  std::string text;
  const auto check = [&](const char* name, double use, double budget) {
    if (use > budget) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  check("LUT", bounds.use.lut, limits.budget.lut);
  check("BRAM_18K", bounds.use.bram18, limits.budget.bram18);
  check("URAM", bounds.use.uram, limits.budget.uram);
  check("DSP", bounds.use.dsp, limits.budget.dsp);
  if (limits.interval_cycles > 0 && bounds.interval_cycles > limits.interval_cycles)
    text += (text.empty() ? "" : ", ") + std::string("target");
  return text;
}

Search::Search(FoldChoices& choices, const SearchLimits& limits, std::size_t most, std::uint64_t seed)
    : choices_(choices), limits_(limits), most_(most), random_(seed) {
  is_exhaustive_ = log10_foldings(choices_) <= std::log10(static_cast<double>(most_)) + 1e-9;
  for (std::size_t layer = 0; layer < choices_.layers(); ++layer) {
    const auto& candidates = choices_.of(layer);
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return candidates[a].cycles < candidates[b].cycles; });
    fastest_ = std::max(fastest_, candidates[order.front()].cycles);
    slowest_ = std::max(slowest_, candidates[order.back()].cycles);
    by_cycles_.push_back(std::move(order));
  }
}

/// std's distributions differ from library to library.
std::size_t Search::draw(std::size_t below) { return static_cast<std::size_t>(random_() % below); }

bool Search::take(Chosen chosen, std::vector<Chosen>& into) {
  choices_.follow_consumers(chosen, std::numeric_limits<std::int64_t>::max());
  if (!seen_.insert(chosen).second) return false;
  into.push_back(std::move(chosen));
  return true;
}

std::vector<Chosen> Search::all() const {
  std::vector<Chosen> list;
  for (Chosen chosen(choices_.layers(), 0);;) {
    bool is_whole = true;
    for (std::size_t layer = 0; layer < chosen.size(); ++layer) is_whole &= choices_.fits_consumer(chosen, layer);
    if (is_whole) list.push_back(chosen);
    std::size_t layer = chosen.size();
    while (layer > 0 && ++chosen[layer - 1] == choices_.of(layer - 1).size()) chosen[--layer] = 0;
    if (layer == 0) return list;
  }
}

/// From the fastest interval (0) to the slowest that counts (1), in equal factors.
std::int64_t Search::interval_of(double share) const {
  const std::int64_t slowest =
      limits_.interval_cycles > 0 ? std::clamp(limits_.interval_cycles, fastest_, slowest_) : slowest_;
  const double factor = static_cast<double>(slowest) / static_cast<double>(fastest_);
  return std::max(fastest_, static_cast<std::int64_t>(static_cast<double>(fastest_) * std::pow(factor, share)));
}

std::vector<Chosen> Search::first() {
  std::vector<Chosen> list;
  Chosen own;
  for (std::size_t layer = 0; layer < choices_.layers(); ++layer) {
    // Rules may leave the network's own fold out: then the one that is as fast.
    const golden::HardwareNode& base = choices_.base_node(layer);
    const auto& candidates = choices_.of(layer);
    const auto distance = [&](const FoldCandidate& candidate) {
      return std::abs(std::log(static_cast<double>(candidate.node.folding.PE) / base.folding.PE)) +
             std::abs(std::log(static_cast<double>(candidate.node.folding.SIMD) / base.folding.SIMD));
    };
    const auto nearest = std::min_element(candidates.begin(), candidates.end(),
                                          [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    own.push_back(choices_.find(layer, base).value_or(static_cast<std::size_t>(nearest - candidates.begin())));
  }
  take(own, list);
  // Half of what may be tried, at most so many that they differ.
  constexpr std::size_t kMostIntervals = 16;
  const std::size_t intervals = std::clamp<std::size_t>(most_ / (2 * std::size(kWeights)), 1, kMostIntervals);
  for (std::size_t i = 0; i < intervals; ++i)
    for (const PartUse& weight : kWeights) {
      const double share = intervals == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(intervals - 1);
      if (list.size() < most_) take(cheapest_choice(choices_, interval_of(share), limits_.budget, weight, true), list);
    }
  return list;
}

Searcher::Places Search::candidates() const {
  Searcher::Places counts;
  for (const auto& order : by_cycles_) counts.push_back(order.size());
  return counts;
}

Searcher::Places Search::places_of(const Chosen& chosen) const {
  Searcher::Places places;
  for (std::size_t layer = 0; layer < chosen.size(); ++layer) {
    const auto& order = by_cycles_[layer];
    places.push_back(static_cast<std::size_t>(std::find(order.begin(), order.end(), chosen[layer]) - order.begin()));
  }
  return places;
}

Chosen Search::placed(const Searcher::Places& places) const {
  bool is_legal = places.size() == by_cycles_.size();
  Chosen chosen;
  for (std::size_t layer = 0; is_legal && layer < places.size(); ++layer) {
    is_legal = places[layer] < by_cycles_[layer].size();
    if (is_legal) chosen.push_back(by_cycles_[layer][places[layer]]);
  }
  if (!is_legal) throw Error("explore-task", "the searcher proposed a folding that there is not");
  return chosen;
}

/// One or two layers a few steps faster or slower, or otherwise built.
void Search::mutate(Chosen& chosen) {
  for (std::size_t changes = 1 + draw(2); changes > 0; --changes) {
    const std::size_t layer = draw(chosen.size());
    const auto& order = by_cycles_[layer];
    constexpr std::size_t kMostSteps = 6;
    const auto at = static_cast<std::size_t>(std::find(order.begin(), order.end(), chosen[layer]) - order.begin());
    const std::size_t steps = 1 + draw(kMostSteps);
    const std::size_t to = draw(2) == 0 ? at - std::min(at, steps) : std::min(order.size() - 1, at + steps);
    chosen[layer] = order[to];
  }
}

Chosen Search::changed(const std::vector<Chosen>& parents) {
  const Chosen& one = parents[draw(parents.size())];
  const std::size_t kind = draw(4);
  if (kind == 0) {  // the cheapest near a parent's rate, with weights of chance
    const auto weight = [&] { return std::pow(2.0, static_cast<double>(draw(7)) - 3); };
    const PartUse weights{weight(), weight(), weight(), weight()};
    const std::int64_t interval = std::max<std::int64_t>(fastest_, choices_.least_interval(one));
    return cheapest_choice(choices_, interval, limits_.budget, weights, false);
  }
  Chosen child = one;
  if (kind == 1) {
    const Chosen& other = parents[draw(parents.size())];
    for (std::size_t layer = 0; layer < child.size(); ++layer)
      if (draw(2) == 0) child[layer] = other[layer];
  }
  mutate(child);
  return child;
}

std::vector<Chosen> Search::next(const std::vector<Chosen>& parents,
                                 const std::function<bool(const Bounds&)>& is_hopeless) {
  std::vector<Chosen> list;
  if (!has_begun_) {
    has_begun_ = true;
    if (is_exhaustive_)
      for (Chosen& chosen : all()) take(std::move(chosen), list);
    else
      list = first();
    for (const Chosen& chosen : list) pruned_ += misfit(bounds_of(choices_, chosen), limits_).empty() ? 0 : 1;
    return list;
  }
  if (is_exhaustive_ || (parents.empty() && !propose_)) return list;
  constexpr std::size_t kTries = 40;
  for (std::size_t tries = 0; tries < kTries * kGeneration && list.size() < kGeneration; ++tries) {
    const std::size_t known = seen_.size();
    if (known - pruned_ >= most_) break;
    std::vector<Chosen> taken;
    if (!take(propose_ ? placed(propose_()) : changed(parents), taken)) continue;
    const Bounds bounds = bounds_of(choices_, taken.front());
    if (!misfit(bounds, limits_).empty() || is_hopeless(bounds))
      ++pruned_;
    else
      list.push_back(std::move(taken.front()));
  }
  return list;
}

}  // namespace weir::tools::explore
