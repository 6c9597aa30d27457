#include "systemc/engines/frame_waits.hpp"
#include "systemc/engines/offered.hpp"
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

std::vector<int> high_waters(const TimingGraph& graph, int offered_frames) {
  SimulationOptions options;
  options.frames = offered_frames + 1;  // of which the last never comes
  require_valid(graph, options);
  maxplus::PartialRun run;
  run.offered_frames = offered_frames;
  maxplus::Engine engine(graph, options, std::move(run));
  engine.run();
  std::vector<int> words;
  for (const StreamOutcome& stream : engine.outcome().streams) words.push_back(stream.high_water_words);
  return words;
}

std::vector<std::vector<WaitsUntil>> waits_by_frame(const TimingGraph& graph, int frames,
                                                    const std::atomic<bool>* stop) {
  SimulationOptions options;
  options.frames = frames;
  options.stop = stop;
  require_valid(graph, options);
  maxplus::PartialRun run;
  run.keeps_frame_waits = true;
  maxplus::Engine engine(graph, options, std::move(run));
  engine.run();
  return engine.take_frame_waits();
}

SimulationResult simulate_maxplus(const golden::StageGraph& graph, const SimulationOptions& options) {
  return simulate_maxplus(make_timing_graph(graph), options);
}

}  // namespace weir::timing
