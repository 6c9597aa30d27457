#include "systemc/explain/critical_cycle.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>
#include <unordered_map>

#include "systemc/explain/history.hpp"

namespace weir::timing {

namespace {

using Reason = CriticalCycle::Reason;

struct EventId {
  int actor = -1;
  std::int32_t event = -1;
};

/// One dependency that was met no earlier than the event happened.
struct Cause {
  EventId event;
  Reason reason = Reason::Work;
  int stream = -1;
};

class Walk {
 public:
  Walk(const TimingGraph& graph, const PastRun& run) : graph_(graph), run_(run) {}

  std::optional<CriticalCycle> find() {
    EventId here = last_event();
    for (std::optional<Cause> cause; here.event >= 0; here = cause->event) {
      visit(here);
      cause = cause_of(here);
      if (!cause) break;
      steps_.push_back({here, *cause});
    }
    if (best_cycles_ == 0) return std::nullopt;
    return describe();
  }

 private:
  struct Visited {
    std::int64_t frame = 0;
    std::int64_t cycle = 0;
    std::size_t step = 0;
  };

  const PastActor& actor(int index) const { return run_.actors[static_cast<std::size_t>(index)]; }
  const PastEvent& at(EventId id) const { return actor(id.actor).events[static_cast<std::size_t>(id.event)]; }

  /// Of all sinks; that of the slowest output, after many frames.
  EventId last_event() const {
    EventId last;
    for (int a = 0; a < static_cast<int>(run_.actors.size()); ++a) {
      const PastActor& sink = actor(a);
      if (!sink.outputs.empty() || sink.events.empty()) continue;
      if (last.actor < 0 || sink.events.back().cycle > at(last).cycle)
        last = {a, static_cast<std::int32_t>(sink.events.size()) - 1};
    }
    return last;
  }

  std::optional<Cause> cause_of(EventId id) const {
    const PastActor& who = actor(id.actor);
    const PastEvent& event = at(id);
    // Work first: a stage that is never waited for explains itself.
    if (id.event > 0 && event.is_due) return Cause{{id.actor, id.event - 1}, Reason::Work, -1};
    for (std::uint32_t mask = event.reads; mask != 0; mask &= mask - 1)
      if (const auto cause = word_cause(who, static_cast<std::size_t>(std::countr_zero(mask)), id)) return cause;
    for (std::uint32_t mask = event.writes; mask != 0; mask &= mask - 1)
      if (const auto cause = room_cause(who, static_cast<std::size_t>(std::countr_zero(mask)), id)) return cause;
    return std::nullopt;
  }

  static std::int64_t word_of(const std::vector<std::int32_t>& moved_by, std::int32_t event) {
    return std::lower_bound(moved_by.begin(), moved_by.end(), event) - moved_by.begin();
  }

  std::optional<Cause> word_cause(const PastActor& who, std::size_t port, EventId id) const {
    const auto s = static_cast<std::size_t>(who.inputs[port]);
    const auto word = static_cast<std::size_t>(word_of(who.read_by[port], id.event));
    const auto& written_by = actor(run_.producers[s]).written_by[static_cast<std::size_t>(run_.producer_ports[s])];
    const EventId producer{run_.producers[s], written_by[word]};
    if (at(producer).cycle + latency(s) + 1 != at(id).cycle) return std::nullopt;
    return Cause{producer, Reason::Word, static_cast<int>(s)};
  }

  std::optional<Cause> room_cause(const PastActor& who, std::size_t port, EventId id) const {
    const auto s = static_cast<std::size_t>(who.outputs[port]);
    const std::int64_t freed = word_of(who.written_by[port], id.event) - graph_.streams[s].depth_words;
    if (freed < 0) return std::nullopt;
    const auto& read_by = actor(run_.consumers[s]).read_by[static_cast<std::size_t>(run_.consumer_ports[s])];
    const EventId consumer{run_.consumers[s], read_by[static_cast<std::size_t>(freed)]};
    if (at(consumer).cycle + 1 != at(id).cycle) return std::nullopt;
    return Cause{consumer, Reason::Room, static_cast<int>(s)};
  }

  std::int64_t latency(std::size_t s) const { return write_latency_cycles(graph_, graph_.streams[s]); }

  /// An event met again is a circle. The slowest of all met on the way is kept, of equal ones the first.
  void visit(EventId here) {
    const PastActor& who = actor(here.actor);
    const std::int64_t place = here.event - who.events_before, frame = place / who.events_per_frame;
    if (place < 0 || frame >= who.frames) return;
    const std::uint64_t key =
        static_cast<std::uint64_t>(here.actor) << 32 | static_cast<std::uint64_t>(place - frame * who.events_per_frame);
    const Visited now{frame, at(here).cycle, steps_.size()};
    const auto [before, is_new] = visited_.try_emplace(key, now);
    if (is_new) return;
    const std::int64_t frames = before->second.frame - now.frame, cycles = before->second.cycle - now.cycle;
    // Exact comparison of cycles / frames.
    if (frames > 0 && cycles * best_frames_ > best_cycles_ * frames) {
      best_cycles_ = cycles;
      best_frames_ = frames;
      best_first_ = before->second.step;
      best_end_ = now.step;
    }
    before->second = now;
  }

  CriticalCycle describe() const {
    using Part = CriticalCycle::Part;
    std::map<std::tuple<Reason, int>, Part> parts;
    for (std::size_t i = best_first_; i < best_end_; ++i) {
      const auto& [id, cause] = steps_[i];
      const bool is_work = cause.reason == Reason::Work;
      Part& part = parts[{cause.reason, is_work ? id.actor : cause.stream}];
      part.reason = cause.reason;
      part.name = is_work ? actor(id.actor).name : graph_.streams[static_cast<std::size_t>(cause.stream)].name;
      ++part.times;
      part.cycles += at(id).cycle - at(cause.event).cycle;
    }
    CriticalCycle found{best_cycles_, best_frames_, {}};
    for (const auto& [key, part] : parts) found.parts.push_back(part);
    std::stable_sort(found.parts.begin(), found.parts.end(),
                     [](const Part& a, const Part& b) { return a.cycles > b.cycles; });
    return found;
  }

  const TimingGraph& graph_;
  const PastRun& run_;
  std::unordered_map<std::uint64_t, Visited> visited_;  ///< events by actor and number within a frame
  std::vector<std::pair<EventId, Cause>> steps_;
  std::int64_t best_cycles_ = 0, best_frames_ = 1;
  std::size_t best_first_ = 0, best_end_ = 0;
};

}  // namespace

std::string CriticalCycle::bottleneck() const {
  for (const Part& part : parts)
    if (part.reason == Reason::Work && part.name != "source" && part.name != "sink") return part.name;
  return {};
}

std::optional<CriticalCycle> find_critical_cycle(const TimingGraph& graph, int frames, const SimulationResult& result) {
  if (!follows_schedules(graph))
    throw Error("no-explanation", "blocks of FINN have no schedule, so there is no circle of dependencies to follow",
                graph.name, "legal: graphs whose stages all follow schedules, with one queue per stream");
  if (result.deadlock) return std::nullopt;
  const PastRun run = past_run(graph, frames, result);
  return Walk(graph, run).find();
}

}  // namespace weir::timing
