#include "systemc/sizing/simulated/simulated.hpp"

#include "systemc/engines/simulate.hpp"
#include "systemc/sizing/search/descent.hpp"
#include "systemc/sizing/search/search.hpp"
#include "systemc/sizing/simulated/simulated_goal.hpp"

namespace weir::timing {

SimulatedGoal::SimulatedGoal(const TimingGraph& graph, SimulatedJudge judge, int frames, const SizingControl* control,
                             const std::vector<maxplus::Rerun::Given>& given)
    : graph_(&graph), judge_(judge), control_(control), rerun_(graph, frames, given) {}

bool SimulatedGoal::is_reached(const Depths& depths) {
  if (control_ != nullptr && control_->stop) return false;
  ++counts_.evaluations;
  auto trial = rerun_.run(depths, static_cast<int>(graph_->stages.size()));
  if (trial.end != maxplus::Rerun::Trial::End::kDone || !keeps(trial.result)) return false;
  rerun_.accept(std::move(trial));
  return true;
}

Depths SimulatedGoal::used() const {
  Depths used;  // a FIFO that is full for a moment may make its writer wait, even for a word that leaves just then
  for (const FifoStatistics& fifo : rerun_.base().fifos) used.push_back(fifo.high_water_words + 1);
  return used;
}

namespace {

/// In more FIFOs, words are saved in steps of a fraction of the depth.
constexpr std::size_t kFewFifos = 64;

SimulationResult run_frames(const TimingGraph& graph, const Depths& depths, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(with_depths(graph, depths), options);
}

/// The depths of `graph` are where the search starts.
Simulated search_whole(const TimingGraph& graph, const SimulatedTask& task, int frames) {
  Depths start, bounds;
  for (const TimingStream& stream : graph.streams) {
    start.push_back(stream.depth_words);
    bounds.push_back(task.least_words);
  }
  SimulatedGoal goal(graph, task.judge, frames, task.options.control);
  const bool is_large = graph.streams.size() > kFewFifos;
  Simulated found{descend(goal, start, bounds, {task.options.orders, task.options.threads, is_large ? kWordSteps : 0})};
  found.evaluations = goal.counts().evaluations;
  return found;
}

}  // namespace

FifoSizing size_by_simulation(const TimingGraph& graph, const Depths& start, std::int64_t least_words,
                              std::int64_t interval_cycles, std::int64_t latency_cycles, int frames,
                              const SizingOptions& options) {
  const TimingGraph started = with_depths(graph, start);
  const SimulatedTask task{{options.objective, interval_cycles, latency_cycles}, least_words, options};
  // When the first frame ends is no matter of the parts.
  const bool has_parts = options.objective == Objective::kThroughput;
  const std::vector<Segment> segments = has_parts ? cut_into_segments(started) : std::vector<Segment>{};
  FifoSizing sizing;
  Simulated found{start};
  SimulationResult result;
  for (bool is_confirmed = false; !is_confirmed; frames *= 2) {
    found = segments.size() > 1 ? search_behind(started, segments, task, frames) : search_whole(started, task, frames);
    sizing.evaluations += found.evaluations;
    result = run_frames(graph, found.best, 4 * frames);
    is_confirmed = task.judge.keeps(result);
    if (!is_confirmed && found.best == start)
      throw Error("sizing-start", graph.name + ": the depths to start from do not keep the objective over " +
                                      std::to_string(4 * frames) + " frames");
  }
  sizing.interval_cycles = result.steady_interval_cycles;
  sizing.latency_cycles = result.latency_cycles;
  sizing.was_stopped = options.control != nullptr && options.control->stop;
  sizing.unlimited_interval_cycles = interval_cycles;
  sizing.unlimited_latency_cycles = latency_cycles;
  for (std::size_t i = 0; i < found.best.size(); ++i) {
    const TimingStream& stream = graph.streams[i];
    sizing.fifos.push_back({stream.name, stream.width_bits, found.best[i], least_words,
                            fifo_cost(found.best[i], stream), "least found by simulation"});
  }
  sizing.cost = total_cost(graph, found.best);
  return sizing;
}

}  // namespace weir::timing
