/// The goal of searches that simulation judges (simulated.hpp), as descent.hpp asks for one: some frames of a run say
/// whether depths reach it.
#pragma once
#include "systemc/engines/simulate.hpp"
#include "systemc/maxplus/rerun.hpp"
#include "systemc/sizing/search/goal.hpp"
#include "systemc/sizing/search/segments.hpp"

namespace weir::timing {

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
  /// Starts from the depths of `graph`. `given` as in Rerun.
  SimulatedGoal(const TimingGraph& graph, SimulatedJudge judge, int frames, const SizingControl* control,
                const std::vector<maxplus::Rerun::Given>& given = {});

  /// What is reached is what the next evaluation is compared with.
  bool is_reached(const Depths& depths);
  bool keeps(const SimulationResult& result) const { return judge_.keeps(result); }
  /// The least depths with which the run of what was reached last, or started from, is the same.
  Depths used() const;
  /// The run of what was reached last.
  const maxplus::Rerun& rerun() const { return rerun_; }

  const Goal::Counts& counts() const { return counts_; }
  void add(const Goal::Counts& after, const Goal::Counts& before) {
    counts_.evaluations += after.evaluations - before.evaluations;
  }
  std::size_t size() const { return graph_->streams.size(); }
  std::int64_t top(std::size_t fifo, std::int64_t depth, Grain grain) const {
    const TimingStream& stream = graph_->streams[fifo];
    return stream.width_bits == 0 ? depth : deepest_of_same_cost(depth, stream, grain);
  }
  FifoCost cost(std::size_t fifo, std::int64_t depth) const { return fifo_cost(depth, graph_->streams[fifo]); }
  FifoCost cost(const Depths& depths) const { return total_cost(*graph_, depths); }

 private:
  const TimingGraph* graph_;
  SimulatedJudge judge_;
  const SizingControl* control_;
  Goal::Counts counts_;
  maxplus::Rerun rerun_;
};

/// Words of a large network are saved in steps of this fraction of a FIFO's depth.
constexpr std::int64_t kWordSteps = 16;

struct SimulatedTask {
  SimulatedJudge judge;
  std::int64_t least_words;
  const SizingOptions& options;
};

struct Simulated {
  Depths best;
  std::int64_t evaluations = 0;
};

/// Part by part (segments.hpp), each behind those before it, whose words come when they came there: none
/// may be delayed by what lies behind, so that what was found for each part stays true for the whole. What runs faster
/// than the goal, waiting for slower parts, is searched together with them. `frames` of a run count. For throughput.
Simulated search_behind(const TimingGraph& graph, const std::vector<Segment>& segments, const SimulatedTask& task,
                        int frames);

}  // namespace weir::timing
