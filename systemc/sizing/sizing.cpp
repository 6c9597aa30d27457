#include "systemc/sizing/sizing.hpp"

#include <algorithm>
#include <cmath>

#include "systemc/engines/simulate.hpp"
#include "systemc/generators/finn/finn_fifo.hpp"
#include "systemc/sizing/search/parallel.hpp"
#include "systemc/sizing/search/search.hpp"

namespace weir::timing {

namespace {

void require_monotone(const TimingGraph& graph) {
  Errors explained;
  for (const TimingStage& stage : graph.stages)
    if (!is_monotone(stage))
      explained.add("not-monotone", "stage " + stage.name + ": a deeper FIFO may delay its words", "",
                    "FIFO sizing proves its answers for stages that run schedules");
  for (const TimingStream& stream : graph.streams)
    if (stream.hops > 1)
      explained.add("not-monotone", "stream " + stream.name + ": more depth adds queues to those in a row", "",
                    "FIFO sizing proves its answers for streams of one queue");
  explained.throw_if_any();
}

void require_provable(const TimingGraph& graph, Objective objective) {
  if (is_provable(graph, objective)) return;
  throw Error("first-frame", graph.name + ": its first frame waits for words of the next one", "",
              "FIFO sizing proves only the interval of such stages: legal is objective throughput");
}

/// Peaks of a run without limits.
Depths peaks(TimingGraph graph, std::size_t streams, int frames) {
  for (TimingStream& stream : graph.streams) stream.depth_words = static_cast<int>(kUnlimitedWords);
  SimulationOptions options;
  options.frames = frames;
  const SimulationResult result = simulate_maxplus(graph, options);
  Depths depths;
  for (std::size_t s = 0; s < streams; ++s)
    depths.push_back(std::max(graph.traits.least_fifo_words, result.fifos[s].high_water_words));
  return depths;
}

std::string cycles_text(double cycles) {
  std::string text = std::to_string(cycles);
  text.resize(text.find('.') + (cycles == std::floor(cycles) ? 0 : 3));
  return text + " cycles";
}

/// How far a FIFO of the answer is from too small, and what happens there. `goal` stands at `depths`.
void explain(Goal& goal, const Depths& depths, std::size_t number, SizedFifo& fifo) {
  Depths less = depths;
  const auto least = [&](std::int64_t most, const auto& is_enough) {
    const auto with = [&](std::int64_t depth) {
      less[number] = depth;
      return is_enough();
    };
    // The depths of an answer are mostly the least already.
    return most == goal.least_words() || !with(most - 1) ? most : least_depth(goal.least_words(), most - 1, with);
  };
  fifo.enough_words = least(fifo.depth_words, [&] { return goal.probe(less) == Verdict::kKeeps; });
  fifo.deadlock_free_words = least(fifo.enough_words, [&] { return !goal.deadlocks(less); });
  if (fifo.enough_words == goal.least_words()) {
    fifo.why = "no FIFO is shallower";
    return;
  }
  less[number] = fifo.enough_words - 1;
  fifo.why = "with " + std::to_string(less[number]) + (less[number] == 1 ? " word: " : " words: ");
  if (less[number] < fifo.deadlock_free_words) {
    fifo.why += "deadlock";
    return;
  }
  const double interval = goal.interval_of(less);
  if (interval > static_cast<double>(goal.interval_cycles()))
    fifo.why += "interval " + cycles_text(interval);
  else
    fifo.why += goal.objective() == Objective::kLatency ? "a later first frame" : "not decided";
}

/// What the lower bound alone tells.
void explain_bound(SizedFifo& fifo, std::int64_t least_words) {
  if (fifo.depth_words != fifo.lower_bound_words) return;
  fifo.enough_words = fifo.depth_words;
  fifo.why = fifo.depth_words == least_words ? "no FIFO is shallower" : "with one word less no other depths help";
}

SimulationResult run_some_frames(const TimingGraph& graph, const Depths& depths) {
  SimulationOptions simulation;
  simulation.frames = 12;
  return simulate_maxplus(with_depths(graph, depths), simulation);
}

/// Mean interval over the middle third of some frames.
void measure_steady_state(FifoSizing& sizing, const TimingGraph& graph, const Depths& depths) {
  const SimulationResult result = run_some_frames(graph, depths);
  sizing.interval_cycles = result.steady_interval_cycles;
  sizing.latency_cycles = result.latency_cycles;
}

/// Interval and latency of the chosen depths, and the frame from which all is periodic; `steady` if known already.
void add_steady_state(FifoSizing& sizing, const TimingGraph& graph, const Depths& depths,
                      std::optional<SteadyState> steady) {
  const std::int64_t unlimited = sizing.unlimited_interval_cycles;
  const auto plan = std::make_shared<Plan>(graph);
  std::optional<Timetable> first;
  if (!plan->reads_ahead) first.emplace(plan, Timetable::kOnce);
  const auto latency_of = [&](const Depths& words) {
    return first ? first->latency_cycles() : run_some_frames(graph, words).latency_cycles;
  };
  sizing.unlimited_latency_cycles = latency_of(Depths(depths.size(), kUnlimitedWords));
  sizing.interval_cycles = static_cast<double>(unlimited);
  if (!steady && cut_into_segments(graph).size() > 1) return measure_steady_state(sizing, graph, depths);
  if (!steady) {
    if (first && first->try_depths(depths) != Verdict::kKeeps) return;
    sizing.interval_cycles = Timetable(plan, unlimited).interval_with(depths);
    if (sizing.interval_cycles == 0) return measure_steady_state(sizing, graph, depths);
    sizing.latency_cycles = latency_of(depths);
    if (sizing.interval_cycles != static_cast<double>(unlimited)) return;
    steady = prove_periodic(graph, depths, unlimited);
  }
  sizing.latency_cycles = steady->latency_cycles;
  sizing.periodic_from_frame = steady->periodic_from_frame;
}

}  // namespace

bool is_provable(const TimingGraph& graph, Objective objective) {
  const auto ends = [](const TimingStage& stage) { return has_ends(stage.schedule); };
  return is_monotone(graph) &&
         (objective == Objective::kThroughput || std::none_of(graph.stages.begin(), graph.stages.end(), ends));
}

void require_helpful_depths(const TimingGraph& graph) {
  Errors found, explained;
  validate(graph, found);
  for (Error error : found.list()) {
    if (error.code == "rate-balance")
      error.hint = "one end of the stream is faster for ever: no FIFO depth suffices";
    else if (error.code == "graph-cycle")
      error.hint = "stages on a circle of streams wait for their own results: deadlocked at any FIFO depth";
    explained.add(error);
  }
  explained.throw_if_any();
}

Verdict reaches(const TimingGraph& graph, const Depths& depths, Objective objective) {
  require_provable(graph, objective);
  return Goal(graph, objective, unlimited_interval(graph), nullptr).evaluate(depths);
}

Depths largefifo_depths(const TimingGraph& graph, bool finn_rounding, bool is_throttled) {
  require_helpful_depths(graph);
  require_monotone(graph);
  TimingGraph driven = graph;
  if (is_throttled)
    for (TimingStream& stream : driven.streams)
      if (stream.producer == kOutside) stream.pace = throttle(stream, unlimited_interval(graph));
  Depths depths = peaks(std::move(driven), graph.streams.size(), 2);
  if (finn_rounding)
    for (std::int64_t& depth : depths) depth = finn_rounded_depth(depth);
  return depths;
}

SystemcCheck check_in_systemc(const TimingGraph& graph, const Depths& depths, const SizingOptions& options) {
  SystemcCheck check;
  if (options.systemc_frames < 1) return check;
  const TimingGraph sized = with_depths(graph, depths);
  SimulationOptions simulation;
  simulation.frames = options.systemc_frames;
  if (options.control != nullptr) simulation.stop = &options.control->abandon;
  const auto count = [&](const SimulationResult& result) {
    ++check.runs;
    check.deadlocks += result.deadlock.has_value() ? 1 : 0;
  };
  tell(options, "running the chosen depths in SystemC");
  const SimulationResult free = simulate_systemc(sized, simulation), maxplus = simulate_maxplus(sized, simulation);
  count(free);
  check.same_cycles = free.cycles == maxplus.cycles && free.latency_cycles == maxplus.latency_cycles &&
                      free.interval_cycles == maxplus.interval_cycles;
  for (const std::uint64_t seed : options.stall_seeds) {
    if (options.control != nullptr && options.control->stop) break;
    tell(options, "running the chosen depths in SystemC with stalls, " + std::to_string(check.runs) + " of " +
                      std::to_string(options.stall_seeds.size()));
    simulation.stalls = {options.stall_probability, seed};
    count(simulate_systemc(sized, simulation));
  }
  return check;
}

FifoSizing size_fifos(const TimingGraph& graph, const SizingOptions& options) {
  require_helpful_depths(graph);
  require_monotone(graph);
  require_provable(graph, options.objective);
  FifoSizing sizing;
  sizing.unlimited_interval_cycles = unlimited_interval(graph);
  const std::int64_t target = std::max(options.target_interval_cycles, sizing.unlimited_interval_cycles);
  if (options.target_interval_cycles != 0 && options.target_interval_cycles != target)
    throw Error(
        "target-interval",
        graph.name + ": no FIFOs reach an interval of " + std::to_string(options.target_interval_cycles) + " cycles",
        "", "its slowest stage needs " + std::to_string(target) + " cycles per frame");
  Found found = find_least_depths(graph, target, options);
  for (std::size_t i = 0; i < found.best.size(); ++i)
    found.best[i] = built_words(found.best[i], graph.streams[i].build);
  const Depths &best = found.best, &bounds = found.bounds;
  sizing.lower_bound = found.lower_bound;
  sizing.was_stopped = options.control != nullptr && options.control->stop;
  sizing.cost = total_cost(graph, best);
  sizing.proven_minimal = found.is_closed && sizing.cost == sizing.lower_bound;
  sizing.proven_minimal_bram18 = sizing.cost.bram18 == sizing.lower_bound.bram18;
  for (std::size_t i = 0; i < best.size(); ++i) {
    const int width = graph.streams[i].width_bits;
    sizing.fifos.push_back(
        {graph.streams[i].name, width, best[i], bounds[i], fifo_cost(best[i], graph.streams[i]), ""});
  }
  if (!options.with_reasons)
    for (SizedFifo& fifo : sizing.fifos) explain_bound(fifo, graph.traits.least_fifo_words);
  sizing.evaluations = found.counts.evaluations;
  sizing.undecided = found.counts.undecided;
  if (options.with_reasons && !sizing.was_stopped) {
    tell(options, "reasons and margins of " + std::to_string(best.size()) + " FIFOs");
    Goal goal(graph, options.objective, target, options.control);
    in_parallel(goal, best.size(), options.threads, [&](Goal& mine, std::size_t i) {
      if (options.control != nullptr && options.control->stop) return;
      mine.is_reached(best);
      explain(mine, best, i, sizing.fifos[i]);
    });
  }
  if (options.with_steady_state || options.objective == Objective::kDeadlockFree) {
    tell(options, "proving the period");
    add_steady_state(sizing, graph, best, found.steady);
  } else {
    sizing.interval_cycles = static_cast<double>(target);  // kept, and with the interval of unlimited FIFOs reached
  }
  sizing.was_stopped = options.control != nullptr && options.control->stop;
  if (!sizing.was_stopped) sizing.systemc = check_in_systemc(graph, best, options);
  return sizing;
}

}  // namespace weir::timing
