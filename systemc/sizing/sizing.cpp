#include "systemc/sizing/sizing.hpp"

#include <algorithm>

#include "systemc/simulate.hpp"
#include "systemc/sizing/goal.hpp"

namespace weir::timing {

namespace {

/// Problems that no depth mends get a message that says so.
void require_sizable(const TimingGraph& graph) {
  Errors found, explained;
  validate(graph, found);
  for (Error error : found.list()) {
    if (error.code == "rate-balance")
      error.hint = "one end of the stream is faster for ever: no FIFO depth suffices";
    else if (error.code == "graph-cycle")
      error.hint = "stages on a circle of streams wait for their own results: deadlocked at any FIFO depth";
    explained.add(error);
  }
  for (const TimingStage& stage : graph.stages)
    if (stage.loop || !stage.schedule.first.empty() || !stage.schedule.last.empty())
      explained.add("rigid-stage", "stage " + stage.name + " is rigid: a deeper FIFO may delay its words", "",
                    "FIFO sizing proves its answers for elastic stages only (profile weir)");
  explained.throw_if_any();
}

/// `count` events over `cycles` iterations, as evenly as whole cycles allow.
Schedule paced_schedule(std::int64_t count, std::int64_t cycles) {
  const std::int64_t pause = cycles / count, longer = cycles % count;
  Schedule schedule{{{1, {}}}, cycles, 0, {0}};
  if (longer > 0) schedule.blocks[0].steps.push_back({longer, pause + 1, 1, 1});
  schedule.blocks[0].steps.push_back({count - longer, pause, 1, 1});
  return schedule;
}

/// The same graph behind sources that send one frame per `interval`. Streams keep their numbers.
TimingGraph paced(const TimingGraph& graph, std::int64_t interval) {
  TimingGraph out = graph;
  for (std::size_t s = 0; s < graph.streams.size(); ++s) {
    if (graph.streams[s].producer != kOutside) continue;
    const int stage = static_cast<int>(out.stages.size()), source = static_cast<int>(out.streams.size());
    const std::string name = "pace of " + graph.streams[s].name;
    TimingStream from_outside = graph.streams[s];
    from_outside.name = name;
    from_outside.consumer = stage;
    from_outside.consumer_port = 0;
    out.stages.push_back(
        {name, "pace", paced_schedule(from_outside.words_per_frame, interval), {source}, {static_cast<int>(s)}});
    out.streams.push_back(from_outside);
    out.streams[s].producer = stage;
    out.streams[s].producer_port = 0;
  }
  return out;
}

/// Peaks of a run without limits.
Depths peaks(TimingGraph graph, std::size_t streams, int frames) {
  for (TimingStream& stream : graph.streams) stream.depth_words = static_cast<int>(kUnlimitedWords);
  SimulationOptions options;
  options.frames = frames;
  const SimulationResult result = simulate_maxplus(graph, options);
  Depths depths;
  for (std::size_t s = 0; s < streams; ++s) depths.push_back(std::max(1, result.fifos[s].high_water_words));
  return depths;
}

/// Depths that reach the goal.
Depths find_start(Goal& goal) {
  const TimingGraph& graph = goal.graph();
  for (int frames = 4; frames <= 64; frames *= 2) {
    Depths depths = peaks(paced(graph, goal.interval_cycles()), goal.size(), frames);
    const Depths first_frame = peaks(graph, goal.size(), 1);  // nothing in it waits for room, as with no limits
    if (goal.is_reached(depths)) return depths;
    for (std::size_t i = 0; i < depths.size(); ++i) depths[i] = std::max(depths[i], first_frame[i]);
    if (goal.is_reached(depths)) return depths;
  }
  throw Error("sizing-bound", graph.name + ": no depths found that reach the objective within 64 frames", "",
              "use --method largefifo");
}

std::string explain(Goal& goal, const Depths& depths, std::size_t fifo) {
  if (depths[fifo] == 1) return "no FIFO is shallower";
  Depths less = depths;
  --less[fifo];
  const SteadyState state = goal.evaluate(less);
  const std::string one_less = "with " + std::to_string(less[fifo]) + (less[fifo] == 1 ? " word: " : " words: ");
  switch (state.verdict) {
    case Verdict::kDeadlock: return one_less + "deadlock";
    case Verdict::kUndecided: return one_less + "not decided within " + std::to_string(state.frames) + " frames";
    case Verdict::kKeeps: return one_less + "would do as well";
    case Verdict::kSlower: break;
  }
  if (state.interval_cycles == 0) return one_less + "latency " + std::to_string(state.latency_cycles) + " cycles";
  std::string interval = std::to_string(state.interval_cycles);
  interval.resize(
      interval.find('.') +
      (state.interval_cycles == static_cast<double>(static_cast<std::int64_t>(state.interval_cycles)) ? 0 : 3));
  return one_less + "interval " + interval + " cycles";
}

void add_steady_state(FifoSizing& sizing, const TimingGraph& graph, const Depths& depths, Objective objective) {
  if (objective == Objective::kDeadlockFree) {
    const SteadyState state = find_steady_state(graph, depths, sizing.unlimited_interval_cycles);
    sizing.latency_cycles = state.latency_cycles;
    if (state.verdict == Verdict::kSlower) {
      sizing.interval_cycles = state.interval_cycles;
      return;
    }
    if (state.verdict != Verdict::kKeeps) return;
  }
  const SteadyState state = prove_periodic(graph, depths, sizing.unlimited_interval_cycles);
  sizing.interval_cycles = static_cast<double>(sizing.unlimited_interval_cycles);
  sizing.latency_cycles = state.latency_cycles;
  sizing.periodic_from_frame = state.periodic_from_frame;
}

}  // namespace

Goal::Goal(const TimingGraph& graph, Objective objective)
    : graph_(graph), objective_(objective), interval_(unlimited_interval(graph)) {
  latency_ = find_deadlock(graph, Depths(graph.streams.size(), kUnlimitedWords)).latency_cycles;
}

SteadyState Goal::evaluate(const Depths& depths) {
  ++evaluations_;
  if (objective_ == Objective::kDeadlockFree) return find_deadlock(graph_, depths);
  SteadyState state = find_steady_state(graph_, depths, interval_);
  if (state.verdict == Verdict::kUndecided) ++undecided_;
  if (objective_ == Objective::kLatency && state.verdict != Verdict::kDeadlock && state.latency_cycles > latency_)
    state.verdict = Verdict::kSlower;
  return state;
}

Depths FifoSizing::depths() const {
  Depths all;
  for (const SizedFifo& fifo : fifos) all.push_back(fifo.depth_words);
  return all;
}

FifoCost total_cost(const TimingGraph& graph, const Depths& depths) {
  FifoCost cost;
  for (std::size_t s = 0; s < depths.size(); ++s) cost += fifo_cost(depths[s], graph.streams[s].width_bits);
  return cost;
}

TimingGraph with_depths(const TimingGraph& graph, const Depths& depths) {
  TimingGraph sized = graph;
  for (std::size_t s = 0; s < depths.size(); ++s) sized.streams[s].depth_words = static_cast<int>(depths[s]);
  return sized;
}

Verdict reaches(const TimingGraph& graph, const Depths& depths, Objective objective) {
  return Goal(graph, objective).evaluate(depths).verdict;
}

Depths largefifo_depths(const TimingGraph& graph, bool finn_rounding) {
  require_sizable(graph);
  Depths depths = peaks(graph, graph.streams.size(), 2);
  if (finn_rounding)
    for (std::int64_t& depth : depths) depth = depth <= 2 ? 2 : std::max<std::int64_t>(depth, 32);
  return depths;
}

SystemcCheck check_in_systemc(const TimingGraph& graph, const Depths& depths, const SizingOptions& options) {
  SystemcCheck check;
  if (options.systemc_frames < 1) return check;
  const TimingGraph sized = with_depths(graph, depths);
  SimulationOptions simulation;
  simulation.frames = options.systemc_frames;
  const auto count = [&](const SimulationResult& result) {
    ++check.runs;
    check.deadlocks += result.deadlock.has_value() ? 1 : 0;
  };
  const SimulationResult free = simulate_systemc(sized, simulation), maxplus = simulate_maxplus(sized, simulation);
  count(free);
  check.same_cycles = free.cycles == maxplus.cycles && free.latency_cycles == maxplus.latency_cycles &&
                      free.interval_cycles == maxplus.interval_cycles;
  for (const std::uint64_t seed : options.stall_seeds) {
    simulation.stalls = {options.stall_probability, seed};
    count(simulate_systemc(sized, simulation));
  }
  return check;
}

FifoSizing size_fifos(const TimingGraph& graph, const SizingOptions& options) {
  require_sizable(graph);
  Goal goal(graph, options.objective);
  const Depths start = find_start(goal);
  const Depths bounds = lower_bounds(goal, start);
  Depths best = search(goal, start, bounds, options.orders);
  FifoSizing sizing;
  sizing.lower_bound = goal.cost(bounds);
  const bool is_closed = goal.cost(best) == sizing.lower_bound ||
                         (options.branch_runs > 0 && branch_and_bound(goal, bounds, best, options.branch_runs));
  sizing.cost = goal.cost(best);
  sizing.proven_minimal = is_closed;
  sizing.proven_minimal_bram18 = is_closed || sizing.cost.bram18 == sizing.lower_bound.bram18;
  for (std::size_t i = 0; i < best.size(); ++i)
    sizing.fifos.push_back({graph.streams[i].name, graph.streams[i].width_bits, best[i], bounds[i],
                            goal.cost(i, best[i]), explain(goal, best, i)});
  sizing.unlimited_interval_cycles = goal.interval_cycles();
  sizing.unlimited_latency_cycles = goal.latency_cycles();
  add_steady_state(sizing, graph, best, options.objective);
  sizing.systemc = check_in_systemc(graph, best, options);
  sizing.evaluations = goal.evaluations();
  sizing.undecided = goal.undecided();
  return sizing;
}

}  // namespace weir::timing
