/// The search part by part, each behind those before it.
#include <algorithm>

#include "systemc/sizing/search/descent.hpp"
#include "systemc/sizing/search/search.hpp"
#include "systemc/sizing/simulated/simulated_goal.hpp"

namespace weir::timing {

namespace {

using maxplus::Rerun;
using maxplus::TimeLog;

class SearchBehind {
 public:
  SearchBehind(const TimingGraph& graph, const SimulatedTask& task, int frames)
      : graph_(graph), task_(task), frames_(frames) {
    for (const TimingStream& stream : graph.streams) arrivals_.emplace_back(stream.words_per_frame);
  }

  Simulated run(const std::vector<Segment>& segments) {
    found_.best.assign(graph_.streams.size(), task_.least_words);
    make_parts(segments);
    std::vector<Simulated> alone(parts_.size());
    const std::vector<std::size_t> kind_of =
        for_each_kind(parts_, task_.options.threads, [&](std::size_t p) { alone[p] = search(parts_[p]); });
    tell(task_.options, "running " + std::to_string(parts_.size()) + " parts behind each other");
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      found_.evaluations += alone[p].evaluations;
      place_behind(parts_[p], alone[kind_of[p]].best);
    }
    return std::move(found_);
  }

 private:
  /// Segments that are faster than the goal wait for slower ones, so they belong together. When words come to each part
  /// is that of parts with unlimited FIFOs.
  void make_parts(const std::vector<Segment>& segments) {
    std::optional<Segment> waiting;
    for (const Segment& segment : segments) {
      Segment part = waiting ? unite(graph_, *waiting, segment) : segment;
      waiting.reset();
      const Rerun run(unlimited(part), frames_, given_to(part));
      ++found_.evaluations;
      if (run.base().interval_cycles < task_.judge.interval && &segment != &segments.back()) {
        waiting = std::move(part);
        continue;
      }
      note_exits(part, run);
      parts_.push_back(std::move(part));
    }
  }

  bool is_exit(const Segment& part, std::size_t i) const {
    return part.graph.streams[i].consumer == kOutside &&
           graph_.streams[static_cast<std::size_t>(part.streams[i])].consumer != kOutside;
  }

  /// Between parts, the reader sizes the FIFO; whoever writes it never waits.
  TimingGraph unlimited(const Segment& part) const {
    TimingGraph graph = part.graph;
    for (std::size_t i = 0; i < part.streams.size(); ++i) {
      TimingStream& stream = graph.streams[i];
      stream.depth_words = static_cast<int>(frames_ * stream.words_per_frame);
      stream.width_bits = is_exit(part, i) ? 0 : graph_.streams[static_cast<std::size_t>(part.streams[i])].width_bits;
    }
    return graph;
  }

  std::vector<Rerun::Given> given_to(const Segment& part) const {
    std::vector<Rerun::Given> given;
    for (const int entry : part.entries)
      given.push_back({entry, arrivals_[static_cast<std::size_t>(part.streams[static_cast<std::size_t>(entry)])]});
    return given;
  }

  /// What was written comes to the next part when it has entered the FIFO.
  void note_exits(const Segment& part, const Rerun& run) {
    for (std::size_t i = 0; i < part.streams.size(); ++i) {
      if (!is_exit(part, i)) continue;
      const TimeLog& written = run.log(static_cast<int>(i)).written;
      const int latency = write_latency_cycles(part.graph, part.graph.streams[i]);
      TimeLog& arrivals = arrivals_[static_cast<std::size_t>(part.streams[i])];
      arrivals = latency == 0 ? written : later(written, part.graph.streams[i].words_per_frame, latency);
    }
  }

  static TimeLog later(const TimeLog& log, std::int64_t words_per_frame, std::int64_t cycles) {
    TimeLog shifted(words_per_frame);
    TimeLog::Reader reader(log);
    for (std::int64_t k = 0; k < log.words(); ++k) shifted.add(reader.next() + cycles);
    return shifted;
  }

  /// Those of `goal` that were needed; exits stay as they were.
  Depths used(const SimulatedGoal& goal) const {
    const Depths depths = goal.rerun().depths();
    Depths used = goal.used();
    for (std::size_t i = 0; i < used.size(); ++i)
      used[i] = goal.cost(i, 1) == FifoCost{} ? depths[i] : std::min(depths[i], std::max(used[i], task_.least_words));
    return used;
  }

  Simulated search(const Segment& part) const {
    const TimingGraph graph = unlimited(part);
    SimulatedGoal goal(graph, task_.judge, frames_, task_.options.control, given_to(part));
    tell(task_.options, "making smaller " + std::to_string(graph.streams.size()) + " FIFOs of " + graph.name);
    const Depths start = used(goal);
    Depths bounds(start.size(), task_.least_words);
    for (std::size_t i = 0; i < start.size(); ++i)
      if (is_exit(part, i)) bounds[i] = start[i];
    Simulated found{descend(goal, start, bounds, {task_.options.orders, task_.options.threads, kWordSteps})};
    goal.is_reached(found.best);
    found.best = used(goal);
    found.evaluations = goal.counts().evaluations;
    return found;
  }

  /// What others found for a part, where words come when they come behind those before it.
  void place_behind(const Segment& part, Depths depths) {
    for (const int entry : part.entries) {
      const auto i = static_cast<std::size_t>(entry);
      depths[i] = frames_ * part.graph.streams[i].words_per_frame;
    }
    const TimingGraph graph = unlimited(part);
    SimulatedGoal goal(graph, task_.judge, frames_, nullptr, given_to(part));
    if (goal.is_reached(depths)) {
      depths = used(goal);
    } else {
      const Simulated again = search(part);
      found_.evaluations += again.evaluations;
      depths = again.best;
      goal.is_reached(depths);
    }
    found_.evaluations += goal.counts().evaluations;
    note_exits(part, goal.rerun());
    for (std::size_t i = 0; i < depths.size(); ++i)
      if (!is_exit(part, i)) found_.best[static_cast<std::size_t>(part.streams[i])] = depths[i];
  }

  const TimingGraph& graph_;
  const SimulatedTask& task_;
  const int frames_;
  std::vector<Segment> parts_;
  std::vector<TimeLog> arrivals_;  ///< by stream between parts
  Simulated found_;
};

}  // namespace

Simulated search_behind(const TimingGraph& graph, const std::vector<Segment>& segments, const SimulatedTask& task,
                        int frames) {
  return SearchBehind(graph, task, frames).run(segments);
}

}  // namespace weir::timing
