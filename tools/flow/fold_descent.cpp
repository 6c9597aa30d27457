#include <algorithm>
#include <limits>

#include "tools/flow/fold_choices.hpp"

namespace weir::tools {

namespace {

class Descent {
 public:
  Descent(const FoldChoices& choices, std::int64_t allowed_cycles, const PartUse& budget, PartUse weight)
      : choices_(choices), allowed_(allowed_cycles), budget_(budget), weight_(weight) {
    for (std::size_t layer = 0; layer < choices_.layers(); ++layer) require_candidate(layer);
  }

  Chosen run(bool until_it_fits) {
    constexpr int kMostRounds = 40;
    constexpr double kGrowth = 1.3;
    descend();
    for (int round = 1; until_it_fits && round < kMostRounds; ++round) {
      const PartUse use = choices_.total(chosen_);
      if (use.is_within(budget_)) break;
      if (use.lut > budget_.lut) weight_.lut *= kGrowth;
      if (use.bram18 > budget_.bram18) weight_.bram18 *= kGrowth;
      if (use.uram > budget_.uram) weight_.uram *= kGrowth;
      if (use.dsp > budget_.dsp) weight_.dsp *= kGrowth;
      descend();
    }
    return chosen_;
  }

 private:
  void require_candidate(std::size_t layer) const {
    std::int64_t fastest = std::numeric_limits<std::int64_t>::max();
    for (const FoldCandidate& candidate : choices_.of(layer)) fastest = std::min(fastest, candidate.cycles);
    if (fastest <= allowed_) return;
    throw Error("fold-target",
                choices_.base_node(layer).layer->name + " takes " + std::to_string(fastest) +
                    " cycles per frame at best, " + std::to_string(allowed_) + " are allowed",
                "", "lower the frames per second or the clock period");
  }

  double cost(const PartUse& use) const {
    const auto share = [](double count, double of, double weight) {
      // A resource the part does not have cannot be used at any price.
      return of > 0 ? weight * count / of : count > 0 ? 1e9 : 0.0;
    };
    return share(use.lut, budget_.lut, weight_.lut) + share(use.bram18, budget_.bram18, weight_.bram18) +
           share(use.uram, budget_.uram, weight_.uram) + share(use.dsp, budget_.dsp, weight_.dsp);
  }

  bool is_allowed(const FoldCandidate& candidate) const { return candidate.cycles <= allowed_; }

  std::size_t cheapest_alone(std::size_t layer) const {
    const auto& candidates = choices_.of(layer);
    std::size_t best = candidates.size();
    for (std::size_t c = 0; c < candidates.size(); ++c)
      if (is_allowed(candidates[c]) &&
          (best == candidates.size() || cost(candidates[c].use) < cost(candidates[best].use)))
        best = c;
    return best;
  }

  /// True if a better candidate was found.
  bool improve(std::size_t layer) {
    const std::size_t before = chosen_[layer];
    std::size_t best = before;
    double least = cost(choices_.around(chosen_, layer));
    for (chosen_[layer] = 0; chosen_[layer] < choices_.of(layer).size(); ++chosen_[layer]) {
      if (!is_allowed(choices_.at(chosen_, layer)) || !choices_.fits_consumer(chosen_, layer)) continue;
      const double now = cost(choices_.around(chosen_, layer));
      if (now < least - 1e-12) {
        least = now;
        best = chosen_[layer];
      }
    }
    chosen_[layer] = best;
    return best != before;
  }

  void descend() {
    chosen_.clear();
    for (std::size_t layer = 0; layer < choices_.layers(); ++layer) chosen_.push_back(cheapest_alone(layer));
    constexpr int kMostSweeps = 50;
    for (int sweep = 0, changes = 1; changes > 0 && sweep < kMostSweeps; ++sweep) {
      changes = 0;
      for (std::size_t layer = choices_.layers(); layer-- > 0;) {
        choices_.follow_consumers(chosen_, allowed_);
        changes += improve(layer) && !choices_.follows_consumer(layer) ? 1 : 0;
      }
    }
    choices_.follow_consumers(chosen_, allowed_);
  }

  const FoldChoices& choices_;
  const std::int64_t allowed_;
  const PartUse& budget_;
  PartUse weight_;
  Chosen chosen_;
};

}  // namespace

Chosen cheapest_choice(const FoldChoices& choices, std::int64_t allowed_cycles, const PartUse& budget, PartUse weight,
                       bool until_it_fits) {
  return Descent(choices, allowed_cycles, budget, weight).run(until_it_fits);
}

}  // namespace weir::tools
