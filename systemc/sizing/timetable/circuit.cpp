/// The walk from demand to demand that ends in a proof (timetable.hpp).
#include <algorithm>
#include <bit>
#include <map>
#include <random>

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
  std::int64_t frames = 0;    ///< it lies that many frames back
  int fifo = -1;              ///< whose room was waited for
};

/// Back along the events of one step, as long as each comes no later than its predecessor demands.
bool Timetable::skip_run(int number, EventIndex::Place& place) const {
  const Plan::Actor& actor = plan(number);
  const auto ports = std::uint64_t{place.step->reads} | std::uint64_t{place.step->writes} << actor.inputs;
  const auto port = static_cast<std::size_t>(std::countr_zero(ports));
  const Link& channel = links_[static_cast<std::size_t>(actor.channels[port])];
  const Cycle* last = times_.data() + (port < actor.inputs ? channel.read : channel.written);
  last += actor.events.word(place, port);
  std::int64_t skipped = 0;
  while (skipped < place.count && last[-skipped] - last[-skipped - 1] == place.step->advance) ++skipped;
  place.count -= skipped;
  place.event -= skipped;
  return skipped > 0;
}

Timetable::Cause Timetable::strongest_cause(const Cause& of, bool prefers_first) const {
  const Plan::Actor& actor = plan(of.actor);
  Cause cause;
  const auto is_stronger = [&](std::int64_t earliest) {
    return cause.actor < 0 || earliest > cause.earliest || (earliest == cause.earliest && !prefers_first);
  };
  const std::int64_t advance = of.place.step->advance;
  if (of.place.event > 0) {
    cause = {of.actor, of.place};
    if (prefers_first && skip_run(of.actor, cause.place)) {
      cause.earliest = of.cycle;
      return cause;
    }
    if (cause.place.count > 0)
      --cause.place.count, --cause.place.event;
    else
      cause.place = actor.events.at(of.place.event - 1);
    cause.earliest = time_of(of.actor, cause.place) + advance;
    if (prefers_first && cause.earliest >= of.cycle) return cause;
  } else if (interval_ != kOnce) {
    cause = {of.actor, actor.events.at(actor.events.events() - 1), 0, 0, 1};
    cause.earliest = time_of(of.actor, cause.place) + actor.tail + advance - interval_;
  }
  auto ports = std::uint64_t{of.place.step->reads} | std::uint64_t{of.place.step->writes} << actor.inputs;
  for (; ports != 0; ports &= ports - 1) {
    const auto port = static_cast<std::size_t>(std::countr_zero(ports));
    const int c = actor.channels[port];
    const Plan::Channel& ends = plan_->channels[static_cast<std::size_t>(c)];
    const Link& channel = links_[static_cast<std::size_t>(c)];
    const int other = port < actor.inputs ? ends.producer : ends.consumer;
    if (is_confined_ && allowed_[static_cast<std::size_t>(other)] == 0) continue;  // no circuit leads through it
    const std::int64_t word = actor.events.word(of.place, port);
    if (port < actor.inputs) {
      const std::int64_t earliest = times_[channel.written + static_cast<std::size_t>(word)] + 1;
      if (is_stronger(earliest))
        cause = {ends.producer, plan(ends.producer).events.moving(ends.producer_port, word), 0, earliest};
      continue;
    }
    const std::int64_t behind = channel.depth - word;
    const std::int64_t frames = behind > 0 ? (behind + channel.words - 1) / channel.words : 0;
    if (channel.depth >= kUnlimitedWords || (frames > 0 && interval_ == kOnce)) continue;
    const std::int64_t freed = frames * channel.words - behind;
    const std::int64_t earliest = times_[channel.read + static_cast<std::size_t>(freed)] + 1 - frames * interval_;
    if (is_stronger(earliest))
      cause = {ends.consumer, plan(ends.consumer).events.moving(ends.consumer_port, freed), 0, earliest, frames, c};
  }
  return cause;
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
      if (++laps == kMostLaps) return false;
      passed.clear();
      continue;
    }
    circuit_ = {{}, {here.actor}, excess - before->second.excess, frames - before->second.frames};
    for (std::size_t s = before->second.step; s < steps.size(); ++s) {
      circuit_.actors.push_back(steps[s].first);
      if (steps[s].second >= 0) circuit_.fifos.push_back(steps[s].second);
    }
    sort_unique(circuit_.actors);
    sort_unique(circuit_.fifos);
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
  circuit_ = {};
  for (auto k = static_cast<std::size_t>(std::find(path.begin(), path.end(), here) - path.begin()); k < path.size();
       ++k) {
    circuit_.actors.push_back(path[k]);
    if (fifos[k] >= 0) circuit_.fifos.push_back(fifos[k]);
  }
  sort_unique(circuit_.actors);
  sort_unique(circuit_.fifos);
}

}  // namespace weir::timing
