#include "tools/flow/fold_search.hpp"

#include <algorithm>

#include "systemc/engines/simulate.hpp"

namespace weir::tools {

namespace {

class Search {
 public:
  Search(std::shared_ptr<const golden::Network> network, const golden::Folding& base, const FoldSearchOptions& options)
      : network_(std::move(network)),
        options_(options),
        profile_(timing::find_profile(
            options.profile.empty() ? timing::profile_of(golden::build_stage_graph(network_, base)) : options.profile)),
        choices_(network_, boundary_of(base), profile_, options.fpga_part),
        budget_(usable(choices_.part())) {}

  FoldSearchResult run() {
    constexpr int kMostRounds = 6;
    std::int64_t allowed = options_.target_cycles;
    FoldSearchResult result;
    for (int round = 0; round < kMostRounds; ++round) {
      result = simulated(cheapest_choice(choices_, allowed, budget_, {1, 1, 1, 1}, true));
      if (result.meets_target) break;
      const double ratio = static_cast<double>(options_.target_cycles) / result.interval_cycles;
      allowed = std::min(allowed - 1, static_cast<std::int64_t>(static_cast<double>(allowed) * ratio));
      if (allowed < 1) break;
    }
    return result;
  }

 private:
  static golden::Folding boundary_of(const golden::Folding& base) {
    golden::Folding boundary;
    boundary.boundary_elements = base.boundary_elements;
    return boundary;
  }

  FoldSearchResult simulated(const Chosen& chosen) const {
    FoldSearchResult result;
    result.folding = choices_.folding(chosen);
    result.attributes = choices_.attributes(chosen);
    result.part = choices_.part().name;
    result.use = choices_.total(chosen);
    result.budget = budget_;
    result.fits = result.use.is_within(budget_);
    simulate(result);
    result.meets_target = result.interval_cycles <= static_cast<double>(options_.target_cycles);
    return result;
  }

  void simulate(FoldSearchResult& result) const {
    timing::TimingGraph graph = make_timing_graph(golden::build_stage_graph(network_, result.folding), profile_);
    // FIFOs of a frame never hold anything up for long.
    for (auto& stream : graph.streams)
      stream.depth_words = static_cast<int>(std::max<std::int64_t>(2, 2 * stream.words_per_frame));
    timing::SimulationOptions simulation;
    simulation.frames = 6;
    const timing::SimulationResult run = simulate_maxplus(graph, simulation);
    if (run.deadlock) throw Error("internal", "the folded network deadlocks with FIFOs of two frames");
    result.interval_cycles = run.steady_interval_cycles;
    result.slowest = std::max_element(run.stages.begin(), run.stages.end(), [](const auto& a, const auto& b) {
                       return a.work_cycles < b.work_cycles;
                     })->name;
  }

  std::shared_ptr<const golden::Network> network_;
  const FoldSearchOptions& options_;
  const timing::Profile profile_;
  FoldChoices choices_;
  PartUse budget_;
};

}  // namespace

FoldSearchResult search_folding(std::shared_ptr<const golden::Network> network, const golden::Folding& base,
                                const FoldSearchOptions& options) {
  return Search(std::move(network), base, options).run();
}

}  // namespace weir::tools
