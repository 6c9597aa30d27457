#include "systemc/sizing/simulated.hpp"

#include "systemc/simulate.hpp"
#include "systemc/sizing/descent.hpp"

namespace weir::timing {

namespace {

class SimulatedGoal {
 public:
  SimulatedGoal(const TimingGraph& graph, Objective objective, std::int64_t interval, std::int64_t latency, int frames,
                const SizingControl* control)
      : graph_(&graph),
        objective_(objective),
        interval_(interval),
        latency_(latency),
        frames_(frames),
        control_(control) {}

  bool is_reached(const Depths& depths) {
    if (control_ != nullptr && control_->stop) return false;
    ++counts_.evaluations;
    return keeps(run(depths));
  }
  SimulationResult run(const Depths& depths) const {
    SimulationOptions options;
    options.frames = frames_;
    return simulate_maxplus(with_depths(*graph_, depths), options);
  }
  bool keeps(const SimulationResult& result) const {
    if (result.deadlock || objective_ == Objective::kDeadlockFree) return !result.deadlock;
    if (objective_ == Objective::kLatency && result.latency_cycles > latency_) return false;
    return result.interval_cycles <= interval_ && result.steady_interval_cycles <= static_cast<double>(interval_);
  }

  const Goal::Counts& counts() const { return counts_; }
  void add(const Goal::Counts& after, const Goal::Counts& before) {
    counts_.evaluations += after.evaluations - before.evaluations;
  }
  std::size_t size() const { return graph_->streams.size(); }
  std::int64_t top(std::size_t fifo, std::int64_t depth, Grain grain) const {
    return deepest_of_same_cost(depth, graph_->streams[fifo].width_bits, grain);
  }
  FifoCost cost(std::size_t fifo, std::int64_t depth) const {
    return fifo_cost(depth, graph_->streams[fifo].width_bits);
  }
  FifoCost cost(const Depths& depths) const { return total_cost(*graph_, depths); }

 private:
  const TimingGraph* graph_;
  Objective objective_;
  std::int64_t interval_, latency_;
  int frames_;
  const SizingControl* control_;
  Goal::Counts counts_;
};

}  // namespace

FifoSizing size_by_simulation(const TimingGraph& graph, const Depths& start, std::int64_t least_words,
                              std::int64_t interval_cycles, std::int64_t latency_cycles, int frames,
                              const SizingOptions& options) {
  FifoSizing sizing;
  const Depths bounds(start.size(), least_words);
  Depths best = start;
  for (bool is_confirmed = false; !is_confirmed; frames *= 2) {
    SimulatedGoal goal(graph, options.objective, interval_cycles, latency_cycles, frames, options.control);
    best = descend(goal, start, bounds, options.orders);
    sizing.evaluations += goal.counts().evaluations;
    const SimulatedGoal longer(graph, options.objective, interval_cycles, latency_cycles, 4 * frames, options.control);
    const SimulationResult result = longer.run(best);
    is_confirmed = longer.keeps(result);
    if (!is_confirmed && best == start)
      throw Error("sizing-start", graph.name + ": the depths to start from do not keep the objective over " +
                                      std::to_string(4 * frames) + " frames");
    sizing.interval_cycles = result.steady_interval_cycles;
    sizing.latency_cycles = result.latency_cycles;
  }
  sizing.was_stopped = options.control != nullptr && options.control->stop;
  sizing.unlimited_interval_cycles = interval_cycles;
  sizing.unlimited_latency_cycles = latency_cycles;
  for (std::size_t i = 0; i < best.size(); ++i) {
    const int width = graph.streams[i].width_bits;
    sizing.fifos.push_back(
        {graph.streams[i].name, width, best[i], least_words, fifo_cost(best[i], width), "least found by simulation"});
  }
  sizing.cost = total_cost(graph, best);
  return sizing;
}

}  // namespace weir::timing
