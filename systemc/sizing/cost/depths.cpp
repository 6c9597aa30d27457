#include "systemc/sizing/cost/depths.hpp"

namespace weir::timing {

FifoCost total_cost(const TimingGraph& graph, const Depths& depths) {
  FifoCost cost;
  for (std::size_t s = 0; s < depths.size(); ++s) cost += fifo_cost(depths[s], graph.streams[s]);
  return cost;
}

TimingGraph with_depths(const TimingGraph& graph, const Depths& depths) {
  TimingGraph sized = graph;
  for (std::size_t s = 0; s < depths.size(); ++s) sized.streams[s].depth_words = static_cast<int>(depths[s]);
  return sized;
}

}  // namespace weir::timing
