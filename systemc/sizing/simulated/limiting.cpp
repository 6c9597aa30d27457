#include "systemc/sizing/simulated/limiting.hpp"

#include <algorithm>

#include "systemc/engines/simulate.hpp"
#include "systemc/sizing/search/parallel.hpp"

namespace weir::timing {

namespace {

SimulationResult run(const TimingGraph& graph, const Depths& depths, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(with_depths(graph, depths), options);
}

}  // namespace

LimitingFifos find_limiting_fifos(const TimingGraph& graph, int frames, const SizingControl* control) {
  LimitingFifos found;
  Depths given, unlimited;
  for (const TimingStream& stream : graph.streams) {
    given.push_back(stream.depth_words);
    unlimited.push_back(frames * stream.words_per_frame);
  }
  found.given_interval_cycles = run(graph, given, frames).steady_interval_cycles;
  const SimulationResult free = run(graph, unlimited, frames);
  Depths depths = given;
  std::vector<std::size_t> candidates;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    // A FIFO that is never full delays nothing.
    if (free.fifos[s].high_water_words < depths[s]) continue;
    depths[s] = free.fifos[s].high_water_words + 1;
    candidates.push_back(s);
  }
  const double best = run(graph, depths, frames).steady_interval_cycles;
  found.unlimited_interval_cycles = best;
  if (found.given_interval_cycles != 0 && found.given_interval_cycles <= best) {
    found.deepened_interval_cycles = found.given_interval_cycles;
    return found;
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](std::size_t a, std::size_t b) { return depths[a] - given[a] < depths[b] - given[b]; });
  const auto interval_with_given = [&](std::size_t s) {
    Depths less = depths;
    less[s] = given[s];
    return run(graph, less, frames).steady_interval_cycles;
  };
  for (const std::size_t s : candidates) {
    if (control != nullptr && control->stop) return found;
    const double interval = interval_with_given(s);
    if (interval > 0 && interval <= best) depths[s] = given[s];
  }
  std::erase_if(candidates, [&](std::size_t s) { return depths[s] == given[s]; });
  std::sort(candidates.begin(), candidates.end());
  found.deepened_interval_cycles = run(graph, depths, frames).steady_interval_cycles;
  found.fifos.resize(candidates.size());
  constexpr int kOnAllCores = 0;
  for_each_in_parallel(candidates.size(), kOnAllCores, [&](std::size_t k) {
    const std::size_t s = candidates[k];
    found.fifos[k] = {static_cast<int>(s), given[s], depths[s], interval_with_given(s)};
  });
  return found;
}

}  // namespace weir::timing
