/// The walk from demand to demand that ends in a proof (timetable.hpp).
#include <algorithm>
#include <bit>
#include <map>
#include <random>
#include <set>

#include "systemc/sizing/timetable/timetable.hpp"

namespace weir::timing {

namespace {

constexpr std::int64_t kShortWalk = 30'000, kLongWalk = 500'000;  // steps: always allowed, and never exceeded
constexpr int kMostLaps = 64;  // around circles that take exactly their time, where ties lead there

void sort_unique(std::vector<int>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

/// An event, and how it delays the one that was followed back to it.
struct Timetable::Cause {
  int actor = -1;
  EventIndex::Place place;
  std::int64_t cycle = 0;     ///< of its own
  std::int64_t earliest = 0;  ///< cycle it demands of the other
  std::int64_t frames = 0;    ///< it lies that many frames back; -1: in the next one
  int fifo = -1;              ///< whose room was waited for
};

/// Back along the events of one step, as long as each comes no later than its predecessor demands.
bool Timetable::skip_run(int number, EventIndex::Place& place) const {
  const Plan::Actor& actor = plan(number);
  const auto ports = std::uint64_t{place.step->reads} | std::uint64_t{place.step->writes} << actor.inputs;
  const auto port = static_cast<std::size_t>(std::countr_zero(ports));
  const Link& channel = links_[static_cast<std::size_t>(actor.channels[port])];
  std::int64_t word = actor.events.word(place, port);
  if (port < actor.inputs) word = ends(actor.channels[port]).place_of(word).word;
  const Cycle* last = times_.data() + (port < actor.inputs ? channel.read : channel.written) + word;
  const std::int64_t most = std::min(place.count, word);  // not beyond the words of the frame
  std::int64_t skipped = 0;
  while (skipped < most && last[-skipped] - last[-skipped - 1] == place.step->advance) ++skipped;
  place.count -= skipped;
  place.event -= skipped;
  return skipped > 0;
}

/// Calls `visit(earliest, cause)` for everything that an event waits for, with the cycle that it demands and a function
/// that says what it is; until `visit` returns false. What the stage itself did before comes first.
template <class Visit>
void Timetable::for_each_cause(const Cause& of, Visit&& visit) const {
  const Plan::Actor& actor = plan(of.actor);
  const std::int64_t advance = of.place.step->advance;
  if (of.place.event > 0) {
    Cause before{of.actor, of.place};
    if (before.place.count > 0)
      --before.place.count, --before.place.event;
    else
      before.place = actor.events.at(of.place.event - 1);
    before.earliest = time_of(of.actor, before.place) + advance;
    if (!visit(before.earliest, [&] { return before; })) return;
  } else if (interval_ != kOnce) {
    Cause before{of.actor, actor.events.at(actor.events.events() - 1), 0, 0, 1};
    before.earliest = time_of(of.actor, before.place) + actor.tail + advance - interval_;
    if (!visit(before.earliest, [&] { return before; })) return;
  }
  auto ports = std::uint64_t{of.place.step->reads} | std::uint64_t{of.place.step->writes} << actor.inputs;
  for (; ports != 0; ports &= ports - 1) {
    const auto port = static_cast<std::size_t>(std::countr_zero(ports));
    const int c = actor.channels[port];
    const Plan::Channel& ends = this->ends(c);
    const Link& channel = links_[static_cast<std::size_t>(c)];
    const int other = port < actor.inputs ? ends.producer : ends.consumer;
    if (is_confined_ && allowed_[static_cast<std::size_t>(other)] == 0) continue;  // no circuit leads through it
    const std::int64_t number = actor.events.word(of.place, port);
    if (port < actor.inputs) {
      const auto [word, is_ahead] = ends.place_of(number);
      const std::int64_t later = is_ahead ? 1 : 0;
      const std::int64_t earliest = times_[channel.written + static_cast<std::size_t>(word)] + 1 + later * interval_;
      const bool goes_on = visit(earliest, [&, w = word] {
        return Cause{other, plan(other).events.moving(ends.producer_port, w), 0, earliest, -later};
      });
      if (!goes_on) return;
      continue;
    }
    const std::int64_t behind = channel.depth - number;
    const std::int64_t frames = behind > 0 ? (behind + channel.words - 1) / channel.words : 0;
    if (channel.depth >= kUnlimitedWords || (frames > 0 && interval_ == kOnce)) continue;
    const std::int64_t freed = frames * channel.words - behind;
    const std::int64_t earliest = times_[channel.read + static_cast<std::size_t>(freed)] + 1 - frames * interval_;
    const bool goes_on = visit(earliest, [&] {
      const std::int64_t back = frames + (freed < ends.ahead ? 1 : 0);
      return Cause{other, plan(other).events.moving(ends.consumer_port, ends.read_of(freed)), 0, earliest, back, c};
    });
    if (!goes_on) return;
  }
}

Timetable::Cause Timetable::strongest_cause(const Cause& of, bool prefers_first) const {
  Cause cause;
  if (prefers_first && of.place.event > 0) {
    cause = {of.actor, of.place};
    if (skip_run(of.actor, cause.place)) {
      cause.earliest = of.cycle;
      return cause;
    }
    cause = {};
  }
  for_each_cause(of, [&](std::int64_t earliest, const auto& found) {
    if (cause.actor < 0 || earliest > cause.earliest || (earliest == cause.earliest && !prefers_first)) {
      const bool is_itself_before = cause.actor < 0 && of.place.event > 0;
      cause = found();
      if (prefers_first && is_itself_before && earliest >= of.cycle) return false;
    }
    return true;
  });
  return cause;
}

void Timetable::note_circuit(const Circuit& found) {
  circuit_ = found;
  sort_unique(circuit_.actors);
  sort_unique(circuit_.fifos);
}

/// Everything that leads to a demand, as long as nobody is later than he is told. Where circles that take exactly their
/// time meet, a walk may go around in the wrong ones; that stages read ahead makes such circles, and only with them a
/// circuit found is worth the search.
bool Timetable::search_circuit(const Demand& from, std::int64_t most_events) {
  struct Reached {
    Cause cause;
    std::size_t to;  ///< what it delays
  };
  std::vector<Reached> reached;
  std::set<std::pair<int, std::int64_t>> seen;
  Cause start{from.actor, plan(from.actor).events.at(from.event)};
  start.cycle = time_of(start.actor, start.place);
  const auto close = [&](std::size_t last) {
    Circuit found;
    for (std::size_t k = last;; k = reached[k].to) {
      const Cause& cause = reached[k].cause;
      found.actors.push_back(cause.actor);
      if (cause.fifo >= 0) found.fifos.push_back(cause.fifo);
      found.frames += cause.frames;
      found.excess_cycles += cause.earliest - reached[reached[k].to].cause.cycle;
      if (reached[k].to == 0) return note_circuit(found);
    }
  };
  reached.push_back({start, 0});
  bool is_closed = false;
  for (std::size_t next = 0; next < reached.size() && !is_closed; ++next) {
    if (static_cast<std::int64_t>(reached.size()) > most_events) return false;
    const Cause here = reached[next].cause;
    for_each_cause(here, [&](std::int64_t earliest, const auto& found) {
      // The demand itself first: a circuit without it would be another one.
      if (earliest < here.cycle + (next == 0 ? 1 : 0)) return true;
      Cause cause = found();
      cause.cycle = time_of(cause.actor, cause.place);
      if (!seen.emplace(cause.actor, cause.place.event).second) return true;
      reached.push_back({cause, next});
      is_closed = cause.actor == from.actor && cause.place.event == from.event;
      return !is_closed;
    });
  }
  if (is_closed) close(reached.size() - 1);
  return is_closed;
}

bool Timetable::find_circuit(Demand from) {
  struct Passed {
    std::int64_t excess, frames;
    std::size_t step;
  };
  std::map<std::pair<int, std::int64_t>, Passed> passed;  // events noted on the way
  std::vector<std::pair<int, int>> steps;                 // actor and FIFO, where either changes
  Cause here{from.actor, plan(from.actor).events.at(from.event)};
  here.cycle = time_of(here.actor, here.place);
  std::int64_t excess = 0, frames = 0;
  std::minstd_rand coin(1);
  int laps = 0;
  const std::int64_t most_steps = std::clamp(events_ - first_event_, kShortWalk, kLongWalk);
  const auto sparse = static_cast<std::int64_t>(1 + times_.size() / 200'000);
  for (std::int64_t step = 0; step < most_steps; ++step) {
    Cause cause = strongest_cause(here, coin() % 2 == 0);
    if (cause.actor < 0 || cause.earliest < here.cycle) return false;  // nobody demands this cycle: it was there before
    excess += cause.earliest - here.cycle;
    cause.cycle = time_of(cause.actor, cause.place);
    frames += cause.frames;
    const bool has_changed = cause.actor != here.actor;
    if (has_changed || cause.fifo >= 0) steps.emplace_back(cause.actor, cause.fifo);
    here = cause;
    // A deadlock's circuit crosses no border, so some events, always the same, are noted within frames, too.
    const bool is_noted = cause.frames > 0 || (has_changed && (here.place.event * 31 + here.actor) % sparse == 0);
    if (!is_noted) continue;
    const auto [before, is_new] =
        passed.try_emplace({here.actor, here.place.event}, Passed{excess, frames, steps.size()});
    if (is_new) continue;
    if (excess == before->second.excess) {
      if (++laps == kMostLaps) return plan_->reads_ahead && search_circuit(from, most_steps);
      passed.clear();
      continue;
    }
    Circuit found{{}, {here.actor}, excess - before->second.excess, frames - before->second.frames};
    for (std::size_t s = before->second.step; s < steps.size(); ++s) {
      found.actors.push_back(steps[s].first);
      if (steps[s].second >= 0) found.fifos.push_back(steps[s].second);
    }
    note_circuit(found);
    return true;
  }
  return false;
}

/// Who waits for whom, when nobody can move.
void Timetable::find_blocked_circuit() {
  int here = *std::find_if(active_.begin(), active_.end(), [&](int a) { return !state(a).cursor.done(); });
  std::vector<int> path, fifos;
  while (std::find(path.begin(), path.end(), here) == path.end()) {
    path.push_back(here);
    const int blocked_on = state(here).blocked_on;
    const Link& channel = link(blocked_on);
    const bool for_room = channel.producer == here;
    fifos.push_back(for_room ? blocked_on : -1);
    here = for_room ? channel.consumer : channel.producer;
  }
  Circuit found;
  for (auto k = static_cast<std::size_t>(std::find(path.begin(), path.end(), here) - path.begin()); k < path.size();
       ++k) {
    found.actors.push_back(path[k]);
    if (fifos[k] >= 0) found.fifos.push_back(fifos[k]);
  }
  note_circuit(found);
}

}  // namespace weir::timing
