#include "systemc/sizing/simulated/margins.hpp"

#include <cstdio>

#include "systemc/engines/simulate.hpp"
#include "systemc/maxplus/rerun.hpp"
#include "systemc/sizing/search/goal.hpp"
#include "systemc/sizing/search/parallel.hpp"
#include "systemc/sizing/search/search.hpp"

namespace weir::timing {

namespace {

std::string words_text(std::int64_t words) { return std::to_string(words) + (words == 1 ? " word" : " words"); }

std::string interval_text(double cycles) {
  char text[64];
  std::snprintf(text, sizeof text, "%.10g", cycles);
  return text;
}

}  // namespace

void add_margins(FifoSizing& sizing, const TimingGraph& graph, std::int64_t least_words, std::int64_t interval_cycles,
                 int frames, const SizingOptions& options) {
  const Depths chosen = sizing.depths();
  tell(options, "margins of " + std::to_string(chosen.size()) + " FIFOs");
  const maxplus::Rerun trials(with_depths(graph, chosen), frames);
  const auto keeps = [&](const SimulationResult& run) {
    if (options.objective == Objective::kDeadlockFree) return true;
    if (options.objective == Objective::kLatency && run.latency_cycles > sizing.latency_cycles) return false;
    return run.interval_cycles <= interval_cycles && run.steady_interval_cycles <= static_cast<double>(interval_cycles);
  };
  for_each_in_parallel(chosen.size(), options.threads, [&](std::size_t i) {
    if (options.control != nullptr && options.control->stop) return;
    SizedFifo& fifo = sizing.fifos[i];
    if (fifo.width_bits == 0) return;
    // Nothing for a deadlock.
    const auto with = [&](std::int64_t words) -> std::optional<SimulationResult> {
      Depths depths = chosen;
      depths[i] = words;
      auto trial = trials.run(depths, static_cast<int>(graph.stages.size()));
      if (trial.end != maxplus::Rerun::Trial::End::kDone) return std::nullopt;
      return std::move(trial.result);
    };
    fifo.enough_words = fifo.deadlock_free_words = fifo.depth_words;
    if (fifo.depth_words <= least_words) {
      fifo.why = "no FIFO is shallower";
      return;
    }
    const std::int64_t less = fifo.depth_words - 1;
    const std::optional<SimulationResult> run = with(less);
    fifo.why = "with " + words_text(less) + ": ";
    if (!run) {
      fifo.why += "deadlock";
      return;
    }
    fifo.why += keeps(*run) ? "kept over " + std::to_string(frames) + " frames"
                : run->steady_interval_cycles > static_cast<double>(interval_cycles)
                    ? "interval " + interval_text(run->steady_interval_cycles) + " cycles"
                    : std::string("a later frame");
    if (keeps(*run))
      fifo.enough_words = least_depth(least_words, less, [&](std::int64_t words) {
        const auto shallower = with(words);
        return shallower && keeps(*shallower);
      });
    fifo.deadlock_free_words =
        least_depth(least_words, less, [&](std::int64_t words) { return with(words).has_value(); });
  });
}

}  // namespace weir::timing
