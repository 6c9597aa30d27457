#include "systemc/generators/weir/schedules.hpp"
#include "systemc/maxplus/engine.hpp"

namespace weir::timing {

SimulationResult simulate_maxplus(const TimingGraph& graph, const SimulationOptions& options) {
  require_valid(graph, options);
  maxplus::Engine engine(graph, options);
  engine.run();
  SimulationResult result = make_result(graph, options.frames, engine.outcome());
  if (options.record_transfers)
    for (std::size_t s = 0; s < graph.streams.size(); ++s)
      result.streams[graph.streams[s].name] = engine.record(static_cast<int>(s));
  return result;
}

SimulationResult simulate_maxplus(const golden::StageGraph& graph, const SimulationOptions& options) {
  return simulate_maxplus(make_timing_graph(graph), options);
}

}  // namespace weir::timing
