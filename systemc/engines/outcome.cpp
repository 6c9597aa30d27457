#include "systemc/engines/outcome.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace weir::timing {

namespace {

/// Stages come first in the numbering of those who wait, then the source or sink of each stream.
struct Waiter {
  int process = 0;
  int stream = 0;
  bool for_room = false;
};

class Deadlocks {
 public:
  Deadlocks(const TimingGraph& graph, std::int64_t frames, const Outcome& outcome)
      : graph_(graph), frames_(frames), outcome_(outcome) {
    for (int i = 0; i < stage_count(); ++i) add_stage(i);
    for (int s = 0; s < static_cast<int>(graph.streams.size()); ++s) add_boundary(s);
  }

  std::optional<Deadlock> explain() const {
    if (waiters_.empty()) return std::nullopt;
    Deadlock deadlock;
    for (const StreamOutcome& s : outcome_.streams) deadlock.cycle = std::max(deadlock.cycle, s.last_move_cycle + 1);
    for (const Waiter& w : waiters_)
      deadlock.waits.push_back({name_of(w.process), graph_.streams[w.stream].name, w.for_room, occupancy(w.stream),
                                graph_.streams[w.stream].depth_words});
    for (const int stage : find_circle()) deadlock.circle.push_back(graph_.stages[stage].name);
    return deadlock;
  }

 private:
  int stage_count() const { return static_cast<int>(graph_.stages.size()); }
  int occupancy(int stream) const {
    return static_cast<int>(outcome_.streams[stream].accepted_words - outcome_.streams[stream].read_words);
  }
  std::string name_of(int process) const {
    if (process < stage_count()) return graph_.stages[process].name;
    return graph_.streams[process - stage_count()].producer == kOutside ? "source" : "sink";
  }

  void add_stage(int stage) {
    const StageOutcome& seen = outcome_.stages[stage];
    if (seen.is_done) return;
    const TimingStage& ports = graph_.stages[stage];
    for (std::size_t p = 0; p < ports.inputs.size(); ++p)
      if ((seen.next_reads >> p & 1u) != 0 && occupancy(ports.inputs[p]) == 0)
        waiters_.push_back({stage, ports.inputs[p], false});
    for (std::size_t p = 0; p < ports.outputs.size(); ++p)
      if ((seen.next_writes >> p & 1u) != 0 && is_full(ports.outputs[p]))
        waiters_.push_back({stage, ports.outputs[p], true});
  }

  void add_boundary(int stream) {
    const TimingStream& s = graph_.streams[stream];
    const std::int64_t words = frames_ * s.words_per_frame;
    if (s.producer == kOutside && outcome_.streams[stream].accepted_words < words)
      waiters_.push_back({stage_count() + stream, stream, true});
    if (s.consumer == kOutside && outcome_.streams[stream].read_words < words)
      waiters_.push_back({stage_count() + stream, stream, false});
  }

  bool is_full(int stream) const { return occupancy(stream) >= graph_.streams[stream].depth_words; }

  /// The stages that could end the waits of `stage`.
  std::vector<int> waits_for(int stage) const {
    std::vector<int> others;
    for (const Waiter& w : waiters_) {
      if (w.process != stage) continue;
      const TimingStream& s = graph_.streams[w.stream];
      const int other = w.for_room ? s.consumer : s.producer;
      if (other != kOutside) others.push_back(other);
    }
    return others;
  }

  std::vector<int> find_circle() const {
    std::vector<char> seen(graph_.stages.size(), 0);
    std::vector<int> path;
    for (int stage = 0; stage < stage_count(); ++stage)
      if (closes_circle(stage, seen, path)) return path;
    return {};
  }

  /// Depth-first; on success `path` is the circle, from the stage at which it closed.
  bool closes_circle(int stage, std::vector<char>& seen, std::vector<int>& path) const {
    const auto on_path = std::find(path.begin(), path.end(), stage);
    if (on_path != path.end()) {
      path.erase(path.begin(), on_path);
      return true;
    }
    if (seen[stage] != 0) return false;
    seen[stage] = 1;
    path.push_back(stage);
    for (const int other : waits_for(stage))
      if (closes_circle(other, seen, path)) return true;
    path.pop_back();
    return false;
  }

  const TimingGraph& graph_;
  const std::int64_t frames_;
  const Outcome& outcome_;
  std::vector<Waiter> waiters_;
};

/// Latency and interval over all inputs and outputs: the earliest first word, the latest last word.
void add_frame_times(const TimingGraph& graph, const Outcome& outcome, SimulationResult& result) {
  std::int64_t first_in = std::numeric_limits<std::int64_t>::max(), last_write = 0, uncounted_in = 0, uncounted_out = 0;
  FrameEnds ends{0, std::numeric_limits<std::int64_t>::max(), -1, -1, -1};
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    const StreamOutcome& seen = outcome.streams[s];
    if (graph.streams[s].producer == kOutside) {
      first_in = std::min(first_in, seen.first_write_cycle);
      uncounted_in = std::max<std::int64_t>(uncounted_in, graph.streams[s].uncounted_cycles);
    }
    if (graph.streams[s].consumer != kOutside) continue;
    uncounted_out = std::max<std::int64_t>(uncounted_out, graph.streams[s].uncounted_cycles);
    ends.total = seen.sink.total;
    ends.frames = std::min(ends.frames, seen.sink.frames);
    for (const auto end :
         {&FrameEnds::first, &FrameEnds::previous, &FrameEnds::last, &FrameEnds::middle_begin, &FrameEnds::middle_end})
      ends.*end = std::max(ends.*end, seen.sink.*end);
    last_write = std::max(last_write, seen.last_write_cycle);
  }
  if (ends.first < 0) return;  // nothing leaves this graph
  if (!result.deadlock) {
    result.cycles = ends.last + 1;
    result.batch_cycles = last_write - std::min(first_in, last_write);
    if (ends.frames > 1) result.interval_cycles = ends.last - ends.previous;
    result.steady_interval_cycles = ends.steady_interval();
  }
  if (ends.frames > 0)
    result.latency_cycles = ends.first - std::min(first_in, ends.first) + 1 - uncounted_in - uncounted_out;
}

StageStatistics make_statistics(const TimingGraph& graph, int index, const StageOutcome& seen, std::int64_t cycles) {
  const TimingStage& stage = graph.stages[index];
  StageStatistics out{stage.name, stage.kind, stage.schedule.iterations, 0, 0, 0, "", ""};
  out.busy_cycles = seen.iterations;
  out.starved_cycles = seen.input_wait_cycles;
  out.backpressured_cycles = seen.output_wait_cycles;
  // A loop may go on when the last word has moved: after a deadlock, or while it counts its last iterations.
  std::int64_t own_cycles = seen.iterations;
  for (const auto& waits : {seen.input_wait_cycles, seen.output_wait_cycles})
    own_cycles = std::accumulate(waits.begin(), waits.end(), own_cycles);
  const double run = static_cast<double>(std::max<std::int64_t>({cycles, own_cycles, 1}));
  const auto share = [&](const std::vector<std::int64_t>& waits, const std::vector<int>& ports, std::string& worst) {
    std::int64_t total = 0, most = 0;
    for (std::size_t p = 0; p < waits.size(); ++p) {
      total += waits[p];
      if (waits[p] <= most) continue;
      most = waits[p];
      worst = graph.streams[ports[p]].name;
    }
    return static_cast<double>(total) / run;
  };
  out.busy = static_cast<double>(seen.iterations) / run;
  out.starved = share(seen.input_wait_cycles, stage.inputs, out.starved_by);
  out.backpressured = share(seen.output_wait_cycles, stage.outputs, out.backpressured_by);
  return out;
}

}  // namespace

StageOutcome outcome_of(const CoreCounts& counts, bool is_done, bool lacks_word, bool lacks_room) {
  return {counts.events,
          is_done,
          lacks_word ? 1u : 0u,
          lacks_room ? 1u : 0u,
          {counts.waited_for_input},
          {counts.waited_for_output}};
}

SimulationResult make_result(const TimingGraph& graph, std::int64_t frames, const Outcome& outcome) {
  SimulationResult result;
  result.deadlock = Deadlocks(graph, frames, outcome).explain();
  for (const StreamOutcome& s : outcome.streams) result.cycles = std::max(result.cycles, s.last_move_cycle + 1);
  const std::int64_t run_cycles = result.cycles;  // a stage may read on when the last output word is gone
  add_frame_times(graph, outcome, result);
  for (std::size_t i = 0; i < graph.stages.size(); ++i)
    result.stages.push_back(make_statistics(graph, static_cast<int>(i), outcome.stages[i], run_cycles));
  for (std::size_t s = 0; s < graph.streams.size(); ++s)
    result.fifos.push_back({graph.streams[s].name, graph.streams[s].depth_words, graph.streams[s].width_bits,
                            outcome.streams[s].high_water_words});
  return result;
}

void require_valid(const TimingGraph& graph, const SimulationOptions& options) {
  Errors errors;
  validate(graph, errors);
  if (options.frames < 1)
    errors.add("frames", "cannot simulate " + std::to_string(options.frames) + " frames", "", "1 or more");
  if (!(options.stalls.probability >= 0.0 && options.stalls.probability < 1.0))
    errors.add("stall-probability", "a stall probability of " + std::to_string(options.stalls.probability), "",
               "0 or more, below 1");
  errors.throw_if_any();
}

}  // namespace weir::timing
