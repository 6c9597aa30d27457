/// Which foldings to try next: all of a small space; of a large one the network's own, the cheapest for a row of
/// intervals, and then, generation by generation, changes of the best so far.
///
/// A generation depends on the seed and on the results before it, never on how many work or who is ready first.
#pragma once
#include <cstdint>
#include <functional>
#include <random>
#include <set>

#include "tools/explore/space.hpp"

namespace weir::tools::explore {

/// What a folding can be no better than, by FINN's formulas and the words that pass: without its FIFOs.
struct Bounds {
  PartUse use;
  std::int64_t interval_cycles = 0;
};
Bounds bounds_of(const FoldChoices& choices, const Chosen& chosen);

struct SearchLimits {
  PartUse budget;
  std::int64_t interval_cycles = 0;  ///< of the target; 0: none
};

/// Which of the resources keep a folding with these bounds from the part, or that it misses the target; "": nothing.
std::string misfit(const Bounds& bounds, const SearchLimits& limits);

/// A searcher that is not ours, asked once our own first generation is known. Foldings are told as the place of each
/// layer's candidate, the fastest first.
struct Searcher {
  using Places = std::vector<std::size_t>;
  struct Told {
    Places places;
    std::vector<double> values;  ///< of the objectives, less is better; empty where nothing was found
    bool fits = false;           ///< the part and the target
  };
  std::function<Places()> propose;
  std::function<void(const std::vector<Told>&)> tell;  ///< a generation, in its order

  explicit operator bool() const { return static_cast<bool>(propose); }
};

class Search {
 public:
  static constexpr std::size_t kGeneration = 32;  ///< foldings tried before results count

  /// `choices` must outlive it. `most`: foldings to propose in all.
  Search(FoldChoices& choices, const SearchLimits& limits, std::size_t most, std::uint64_t seed);

  bool is_exhaustive() const { return is_exhaustive_; }
  std::size_t pruned() const { return pruned_; }
  void ask_instead(std::function<Searcher::Places()> propose) { propose_ = std::move(propose); }
  /// Candidates of each layer.
  Searcher::Places candidates() const;
  Searcher::Places places_of(const Chosen& chosen) const;

  /// The next foldings, at most `most` in all calls; none: the search is at its end. `parents`: the best so far, in a
  /// fixed order. `is_hopeless`: can a folding with these bounds be no better than what is known?
  std::vector<Chosen> next(const std::vector<Chosen>& parents, const std::function<bool(const Bounds&)>& is_hopeless);

 private:
  std::vector<Chosen> all() const;
  Chosen placed(const Searcher::Places& places) const;
  std::vector<Chosen> first();
  Chosen changed(const std::vector<Chosen>& parents);
  void mutate(Chosen& chosen);
  std::size_t draw(std::size_t below);
  bool take(Chosen chosen, std::vector<Chosen>& into);
  std::int64_t interval_of(double share) const;

  FoldChoices& choices_;
  const SearchLimits limits_;
  const std::size_t most_;
  std::mt19937_64 random_;
  std::function<Searcher::Places()> propose_;  ///< empty: our own changes
  bool is_exhaustive_ = false, has_begun_ = false;
  std::int64_t fastest_ = 1, slowest_ = 1;
  std::set<Chosen> seen_;
  std::size_t pruned_ = 0;
  std::vector<std::vector<std::size_t>> by_cycles_;  ///< candidates of each layer, the fastest first
};

}  // namespace weir::tools::explore
