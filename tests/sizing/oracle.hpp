/// What the sizing claims, asked in another way: long runs instead of proofs, no bounds, no monotony.
#pragma once
#include "systemc/engines/simulate.hpp"
#include "systemc/sizing/sizing.hpp"

namespace weir::timing::test {

using Simulate = SimulationResult (*)(const TimingGraph&, const SimulationOptions&);

inline SimulationResult run_frames(Simulate simulate, const TimingGraph& graph, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate(graph, options);
}

/// Does the graph, with its own depths, do what the objective wants over `frames` and twice as many frames?
inline bool reaches_objective(Simulate simulate, const TimingGraph& graph, Objective objective, std::int64_t interval,
                              std::int64_t latency, int frames) {
  const SimulationResult first = run_frames(simulate, graph, frames);
  if (first.deadlock || objective == Objective::kDeadlockFree) return !first.deadlock;
  if (objective == Objective::kLatency && first.latency_cycles > latency) return false;
  return run_frames(simulate, graph, 2 * frames).cycles - first.cycles <= frames * interval;
}

inline Depths own_depths(const TimingGraph& graph) {
  Depths depths;
  for (const TimingStream& stream : graph.streams) depths.push_back(stream.depth_words);
  return depths;
}

/// With depths that no run of these tests fills.
inline TimingGraph unlimited(TimingGraph graph) {
  for (TimingStream& stream : graph.streams) stream.depth_words = 1 << 20;
  return graph;
}

}  // namespace weir::timing::test
