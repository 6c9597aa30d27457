#include "systemc/sizing/simulated.hpp"

#include "systemc/maxplus/token_rerun.hpp"
#include "systemc/simulate.hpp"
#include "systemc/sizing/descent.hpp"
#include "systemc/sizing/search.hpp"

namespace weir::timing {

namespace {

SimulationResult run_frames(const TimingGraph& graph, const Depths& depths, int frames) {
  SimulationOptions options;
  options.frames = frames;
  return simulate_maxplus(with_depths(graph, depths), options);
}

struct SimulatedJudge {
  Objective objective;
  std::int64_t interval, latency;

  bool keeps(const SimulationResult& result) const {
    if (result.deadlock || objective == Objective::kDeadlockFree) return !result.deadlock;
    if (objective == Objective::kLatency && result.latency_cycles > latency) return false;
    return result.interval_cycles <= interval && result.steady_interval_cycles <= static_cast<double>(interval);
  }
};

class SimulatedGoal {
 public:
  /// Starts from the depths of `graph`.
  SimulatedGoal(const TimingGraph& graph, Objective objective, std::int64_t interval, std::int64_t latency, int frames,
                const SizingControl* control)
      : graph_(&graph), judge_{objective, interval, latency}, frames_(frames), control_(control) {
    if (is_finn(graph)) rerun_.emplace(graph, frames);
  }

  bool is_reached(const Depths& depths) {
    if (control_ != nullptr && control_->stop) return false;
    ++counts_.evaluations;
    return rerun_ ? is_reached_again(depths) : keeps(run_frames(*graph_, depths, frames_));
  }
  bool keeps(const SimulationResult& result) const { return judge_.keeps(result); }

  const Goal::Counts& counts() const { return counts_; }
  void add(const Goal::Counts& after, const Goal::Counts& before) {
    counts_.evaluations += after.evaluations - before.evaluations;
  }
  std::size_t size() const { return graph_->streams.size(); }
  std::int64_t top(std::size_t fifo, std::int64_t depth, Grain grain) const {
    const int width = graph_->streams[fifo].width_bits;
    return width == 0 ? depth : deepest_of_same_cost(depth, width, grain);
  }
  FifoCost cost(std::size_t fifo, std::int64_t depth) const {
    return fifo_cost(depth, graph_->streams[fifo].width_bits);
  }
  FifoCost cost(const Depths& depths) const { return total_cost(*graph_, depths); }

 private:
  /// Only what changes against the depths that were reached last.
  bool is_reached_again(const Depths& depths) {
    auto trial = rerun_->run(depths, static_cast<int>(graph_->stages.size()));
    if (trial.end != maxplus::TokenRerun::Trial::End::kDone || !keeps(trial.result)) return false;
    rerun_->accept(std::move(trial));
    return true;
  }

  const TimingGraph* graph_;
  SimulatedJudge judge_;
  int frames_;
  const SizingControl* control_;
  Goal::Counts counts_;
  std::optional<maxplus::TokenRerun> rerun_;
};

struct Task {
  std::int64_t least_words, interval, latency;
  const SizingOptions& options;
};

struct Simulated {
  Depths best;
  std::int64_t evaluations = 0;
};

/// The depths of `graph` are where the search starts. `frames` as in size_by_simulation().
Simulated search_simulated(const TimingGraph& graph, const Task& task, int frames) {
  Depths start, bounds;
  for (const TimingStream& stream : graph.streams) {
    start.push_back(stream.depth_words);
    bounds.push_back(stream.width_bits == 0 ? stream.depth_words : task.least_words);
  }
  Simulated found{start};
  for (bool is_confirmed = false; !is_confirmed; frames *= 2) {
    SimulatedGoal goal(graph, task.options.objective, task.interval, task.latency, frames, task.options.control);
    found.best = descend(goal, start, bounds, task.options.orders);
    found.evaluations += goal.counts().evaluations;
    is_confirmed = goal.keeps(run_frames(graph, found.best, 4 * frames));
    if (!is_confirmed && found.best == start)
      throw Error("sizing-start", graph.name + ": the depths to start from do not keep the objective over " +
                                      std::to_string(4 * frames) + " frames");
  }
  return found;
}

/// Segment by segment (segments.hpp), of those that are alike one. The FIFOs between them stay as they were; while the
/// whole graph does not keep the objective, all get twice the words, up to those they started with.
Simulated search_simulated(const TimingGraph& graph, const std::vector<Segment>& segments, const Task& task, int frames,
                           int whole_frames) {
  std::vector<Simulated> parts(segments.size());
  const std::vector<std::size_t> kind_of = for_each_kind(segments, [&](std::size_t s) {
    tell(task.options,
         "making smaller " + std::to_string(segments[s].streams.size()) + " FIFOs of " + segments[s].graph.name);
    parts[s] = search_simulated(segments[s].graph, task, frames);
  });
  Simulated found;
  Depths start;
  for (const TimingStream& stream : graph.streams) start.push_back(stream.depth_words);
  found.best = start;
  std::vector<char> is_between(start.size(), 0);
  for (const Segment& segment : segments)
    for (const int entry : segment.entries)
      is_between[static_cast<std::size_t>(segment.streams[static_cast<std::size_t>(entry)])] = 1;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    for (std::size_t i = 0; i < segments[s].streams.size(); ++i) {
      const auto whole = static_cast<std::size_t>(segments[s].streams[i]);
      if (is_between[whole] == 0) found.best[whole] = parts[kind_of[s]].best[i];
    }
    found.evaluations += parts[s].evaluations;
  }
  // A segment alone gets its words more evenly than behind others, so its FIFOs may be too small for that.
  const SimulatedJudge judge{task.options.objective, task.interval, task.latency};
  while (++found.evaluations, !judge.keeps(run_frames(graph, found.best, whole_frames))) {
    if (found.best == start)
      throw Error("sizing-start", graph.name + ": the depths to start from do not keep the objective over " +
                                      std::to_string(whole_frames) + " frames");
    tell(task.options, "deeper FIFOs: the whole graph needs more than its segments");
    for (std::size_t s = 0; s < start.size(); ++s) found.best[s] = std::min(start[s], 2 * found.best[s]);
  }
  return found;
}

}  // namespace

FifoSizing size_by_simulation(const TimingGraph& graph, const Depths& start, std::int64_t least_words,
                              std::int64_t interval_cycles, std::int64_t latency_cycles, int frames,
                              const SizingOptions& options) {
  const TimingGraph started = with_depths(graph, start);
  const Task task{least_words, interval_cycles, latency_cycles, options};
  const std::vector<Segment> segments = cut_into_segments(started);
  // When the first frame ends is no matter of the parts; and other engines run the whole graph soon enough.
  const bool has_parts = is_finn(graph) && segments.size() > 1 && options.objective != Objective::kLatency;
  const int whole_frames = has_parts ? std::max(6, frames) : 4 * frames;
  const Simulated found = has_parts ? search_simulated(started, segments, task, frames, whole_frames)
                                    : search_simulated(started, task, frames);
  FifoSizing sizing;
  const SimulationResult result = run_frames(graph, found.best, whole_frames);
  sizing.interval_cycles = result.steady_interval_cycles;
  sizing.latency_cycles = result.latency_cycles;
  sizing.evaluations = found.evaluations;
  sizing.was_stopped = options.control != nullptr && options.control->stop;
  sizing.unlimited_interval_cycles = interval_cycles;
  sizing.unlimited_latency_cycles = latency_cycles;
  for (std::size_t i = 0; i < found.best.size(); ++i) {
    const int width = graph.streams[i].width_bits;
    sizing.fifos.push_back({graph.streams[i].name, width, found.best[i], least_words, fifo_cost(found.best[i], width),
                            "least found by simulation"});
  }
  sizing.cost = total_cost(graph, found.best);
  return sizing;
}

}  // namespace weir::timing
