#include "systemc/sizing/timetable/timetable.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace weir::timing {

namespace {

constexpr int kMostPasses = 4000;
constexpr std::int64_t kFewEvents = 2'000'000;  // no evaluation is given up before
constexpr int kMostPorts = 64;
constexpr int kMostStrikes = 2;

/// `frames` frames earlier.
Cycle frames_back(std::int64_t frames, Cycle wrap) {
  return static_cast<Cycle>(std::min<std::int64_t>(frames * wrap, kFar));
}

/// Frames before this one in which the place for word `word` becomes free.
std::int64_t frames_to_place(std::int64_t depth, std::int64_t word, std::int64_t words) {
  return depth > word ? (depth - word + words - 1) / words : 0;
}

std::uint64_t ports_of(const Step& step, std::size_t inputs) {
  return std::uint64_t{step.reads} | std::uint64_t{step.writes} << inputs;
}

}  // namespace

Timetable::Timetable(std::shared_ptr<const Plan> plan, std::int64_t interval_cycles,
                     const std::vector<Arrival>& arrivals)
    : plan_(std::move(plan)),
      interval_(interval_cycles),
      wrap_(interval_cycles == kOnce ? kFar : static_cast<Cycle>(interval_cycles)),
      depths_(plan_->channels.size(), kUnlimitedWords),
      allowed_(plan_->actors.size(), 1) {
  // A circle may take longer than the interval (interval_with), and times of several frames must fit.
  constexpr std::int64_t kLongest_cycles = kFar / 8;
  if (interval_cycles > kLongest_cycles)
    throw Error("sizing-range", plan_->graph.name + ": an interval of " + std::to_string(interval_cycles) + " cycles",
                "", "FIFO sizing handles up to " + std::to_string(kLongest_cycles));
  start(arrivals);
}

void Timetable::start(const std::vector<Arrival>& arrivals) {
  std::size_t size = 0;
  for (const Plan::Channel& c : plan_->channels) {
    const auto words = static_cast<std::size_t>(c.words);
    links_.push_back({c.words, kUnlimitedWords, 0, 0, size, size + words, c.latency, c.producer, c.consumer});
    size += 2 * words;
  }
  times_.assign(size, interval_ == kOnce ? -1 : 0);
  for (std::size_t c = 0; c < links_.size(); ++c)  // read among the events of the frame before, which begins at 0, too
    std::fill_n(times_.begin() + static_cast<std::ptrdiff_t>(links_[c].read), plan_->channels[c].ahead, -wrap_);
  for (const Link& link : links_)
    if (link.producer >= static_cast<int>(plan_->graph.stages.size()) && interval_ != kOnce)
      for (std::int64_t w = 0; w < link.words; ++w)
        times_[link.written + static_cast<std::size_t>(w)] = static_cast<Cycle>(w * interval_ / link.words);
  for (const Plan::Actor& actor : plan_->actors) states_.push_back({Cursor(*actor.schedule, 1)});
  for (const Arrival& arrival : arrivals) {
    Link& from = link(arrival.channel);
    from.latency = arrival.latency;
    std::copy(arrival.readable.begin(), arrival.readable.end(),
              times_.begin() + static_cast<std::ptrdiff_t>(from.written));
    state(from.producer).is_given = true;
  }
  for (int a = 0; a < static_cast<int>(states_.size()); ++a) dirty_.push_back(a);
  if (settle() != Verdict::kKeeps)
    throw Error("sizing-start", plan_->graph.name + ": unlimited FIFOs do not keep the interval of " +
                                    std::to_string(interval_) + " cycles");
  is_starting_ = false;
}

void Timetable::begin_evaluation() {
  for (std::size_t k = 0; k < saved_count_; ++k) {
    const int actor = saved_[k].first;
    state(actor).is_saved = false;
    for (const int channel : plan(actor).channels) {
      link(channel).strikes = 0;
      link(channel).is_synchronised = false;
    }
  }
  saved_count_ = 0;
  first_event_ = events_;
  dirty_.clear();
}

Verdict Timetable::try_depths(const Depths& depths) {
  begin_evaluation();
  saved_depths_ = depths_;
  depths_ = depths;
  for (std::size_t c = 0; c < depths.size(); ++c) {
    links_[c].depth = depths[c];
    if (depths[c] >= saved_depths_[c] || !lacks_room(links_[c], 0, links_[c].words)) continue;
    dirty_.push_back(links_[c].producer);
    dirty_.push_back(links_[c].consumer);
  }
  Verdict verdict = settle();
  if (verdict == Verdict::kKeeps && delays_arrivals()) verdict = Verdict::kUndecided;
  if (verdict != Verdict::kKeeps) undo();
  return verdict;
}

Verdict Timetable::probe_alone(int fifo, std::int64_t depth) {
  is_confined_ = true;
  for (int a = 0; a < static_cast<int>(allowed_.size()); ++a)
    allowed_[static_cast<std::size_t>(a)] =
        plan_->reaches(link(fifo).producer, a) && plan_->reaches(a, link(fifo).consumer) ? 1 : 0;
  Depths depths = depths_;
  depths[static_cast<std::size_t>(fifo)] = depth;
  const Verdict verdict = try_depths(depths);
  if (verdict == Verdict::kKeeps) undo();
  is_confined_ = false;
  return verdict;
}

void Timetable::undo() {
  restore();
  depths_ = saved_depths_;
  for (std::size_t c = 0; c < depths_.size(); ++c) links_[c].depth = depths_[c];
}

Verdict Timetable::settle() {
  int next_walk = 3;
  const std::int64_t most = std::max(kFewEvents, patience_frames_ * static_cast<std::int64_t>(times_.size()));
  for (int pass = 1; pass <= kMostPasses && !dirty_.empty(); ++pass) {
    const bool is_forward = pass % 2 == 1;
    if (!run_pass(is_forward)) {
      find_blocked_circuit();
      for (const int actor : active_) state(actor).is_active = false;
      return Verdict::kDeadlock;
    }
    const Demand worst = find_demands(is_forward);
    for (const int actor : active_) state(actor).is_active = false;
    if (worst.missing > kFar / 2) return Verdict::kUndecided;
    if (events_ - first_event_ > most) return Verdict::kUndecided;
    if (dirty_.empty() || pass < next_walk) continue;
    if (find_circuit(worst)) return circuit_.frames > 0 ? Verdict::kSlower : Verdict::kDeadlock;
    next_walk += 1 + pass / 2;
  }
  return dirty_.empty() ? Verdict::kKeeps : Verdict::kUndecided;
}

/// Passes a frame of everybody whose demands are open, and of those that this disturbs. False if nobody can go on.
bool Timetable::run_pass(bool is_forward) {
  active_.clear();
  queue_.clear();
  std::sort(dirty_.begin(), dirty_.end(),
            [&](int a, int b) { return is_forward ? plan(a).rank < plan(b).rank : plan(a).rank > plan(b).rank; });
  for (const int actor : dirty_) activate(actor);
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    const int actor = queue_[next];
    state(actor).is_queued = false;
    visit(actor);
    if (next < 4096) continue;
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(next) + 1);
    next = static_cast<std::size_t>(-1);
  }
  return std::all_of(active_.begin(), active_.end(), [&](int a) { return state(a).cursor.done(); });
}

/// From here on it takes part in the pass, from its first event of the frame.
void Timetable::activate(int actor) {
  State& now = state(actor);
  if (now.is_active || now.is_given || (is_confined_ && allowed_[static_cast<std::size_t>(actor)] == 0)) return;
  if (!now.is_saved && !is_starting_) save(actor);
  const Plan::Actor& fixed = plan(actor);
  now.cursor = Cursor(*fixed.schedule, 1);
  now.is_active = now.is_queued = true;
  now.blocked_on = -1;
  now.cycle = interval_ == kOnce ? fixed.schedule->gate_stage - 1
                                 : time_of(actor, fixed.events.at(fixed.events.events() - 1)) + fixed.tail - wrap_;
  active_.push_back(actor);
  queue_.push_back(actor);
  for (std::size_t p = 0; p < fixed.channels.size(); ++p) {
    Link& channel = link(fixed.channels[p]);
    const bool is_input = p < fixed.inputs;
    (is_input ? channel.reads : channel.writes) = 0;
    if (channel.is_synchronised) activate(is_input ? channel.producer : channel.consumer);
  }
}

/// What a run of at most `count` writes waits for; returns how many of them can be told now.
std::int64_t Timetable::set_room_lane(int number, std::int64_t count, Lane& lane) {
  const Link& channel = link(number);
  lane.own = times_.data() + channel.written + channel.writes;
  lane.own_offset = channel.latency;
  if (channel.depth >= kUnlimitedWords) {
    lane.ready = lane.own;
    lane.ready_offset = -kFar;
    return count;
  }
  const std::int64_t frames = frames_to_place(channel.depth, channel.writes, channel.words);
  const std::int64_t word = frames * channel.words + channel.writes - channel.depth, ahead = ends(number).ahead;
  lane.ready = times_.data() + channel.read + word;
  lane.ready_offset = 1 - frames_back(frames, wrap_);
  if (word < ahead) return std::min(count, ahead - word);  // read in the frame before
  const bool waits = frames == 0 && channel.is_synchronised && state(channel.consumer).is_active;
  return std::min(count, (waits ? std::min(ahead + channel.reads, channel.words) : channel.words) - word);
}

/// What a run of at most `count` reads waits for; returns how many of them can be told now.
std::int64_t Timetable::set_word_lane(int number, std::int64_t count, Lane& lane) {
  const Link& channel = link(number);
  const auto [word, is_ahead] = ends(number).place_of(channel.reads);
  const Cycle later = is_ahead ? wrap_ : 0;
  lane = {times_.data() + channel.written + word, 1 + later, times_.data() + channel.read + word, -later};
  const bool waits = !is_ahead && channel.is_synchronised && state(channel.producer).is_active;
  return std::min(count, (waits ? channel.writes : channel.words) - word);
}

namespace {

template <class Lane, int N>
Cycle run_fixed(const Lane* from, Cycle cycle, Cycle advance, std::int64_t count, bool& has_moved) {
  Lane lanes[N];
  std::copy(from, from + N, lanes);
  Cycle moved = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle old = lanes[0].own[k] - lanes[0].own_offset;
    Cycle earliest = old;
    for (int l = 0; l < N; ++l) earliest = std::max(earliest, lanes[l].ready[k] + lanes[l].ready_offset);
    cycle = std::max(cycle + advance, earliest);
    moved |= cycle - old;
    for (int l = 0; l < N; ++l) lanes[l].own[k] = cycle + lanes[l].own_offset;
  }
  has_moved |= moved != 0;
  return cycle;
}

template <class Lane>
Cycle run_any(const Lane* lanes, int lane_count, Cycle cycle, Cycle advance, std::int64_t count, bool& has_moved) {
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle old = lanes[0].own[k] - lanes[0].own_offset;
    cycle = std::max(cycle + advance, old);
    for (int l = 0; l < lane_count; ++l) cycle = std::max(cycle, lanes[l].ready[k] + lanes[l].ready_offset);
    has_moved |= cycle != old;
    for (int l = 0; l < lane_count; ++l) lanes[l].own[k] = cycle + lanes[l].own_offset;
  }
  return cycle;
}

template <class Lane>
Cycle run_lanes(const Lane* lanes, int lane_count, Cycle cycle, Cycle advance, std::int64_t count, bool& has_moved) {
  switch (lane_count) {
    case 1: return run_fixed<Lane, 1>(lanes, cycle, advance, count, has_moved);
    case 2: return run_fixed<Lane, 2>(lanes, cycle, advance, count, has_moved);
    case 3: return run_fixed<Lane, 3>(lanes, cycle, advance, count, has_moved);
    default: return run_any(lanes, lane_count, cycle, advance, count, has_moved);
  }
}

}  // namespace

void Timetable::visit(int actor) {
  const Plan::Actor& fixed = plan(actor);
  State& now = state(actor);
  const std::size_t ports = fixed.channels.size();
  const auto count_of = [&](std::size_t port) -> std::int64_t& {
    Link& channel = link(fixed.channels[port]);
    return port < fixed.inputs ? channel.reads : channel.writes;
  };
  std::int64_t begin[kMostPorts];
  for (std::size_t p = 0; p < ports; ++p) begin[p] = count_of(p);
  bool has_moved = false;
  while (!now.cursor.done()) {
    const Step& step = now.cursor.step();
    const std::uint64_t used = ports_of(step, fixed.inputs);
    Lane lanes[kMostPorts];
    int lane_count = 0;
    std::int64_t count = now.cursor.left();
    for (std::uint64_t left = used; left != 0 && count > 0; left &= left - 1) {
      const auto port = static_cast<std::size_t>(std::countr_zero(left));
      count = port < fixed.inputs ? set_word_lane(fixed.channels[port], count, lanes[lane_count++])
                                  : set_room_lane(fixed.channels[port], count, lanes[lane_count++]);
      if (count <= 0) now.blocked_on = fixed.channels[port];
    }
    if (count <= 0) break;
    now.cycle = run_lanes(lanes, lane_count, now.cycle, static_cast<Cycle>(step.advance), count, has_moved);
    for (std::uint64_t left = used; left != 0; left &= left - 1)
      count_of(static_cast<std::size_t>(std::countr_zero(left))) += count;
    events_ += count;
    now.cursor.pass(count);
  }
  for (std::size_t p = 0; p < ports; ++p)
    if (count_of(p) != begin[p]) tell_neighbour(fixed.channels[p], p < fixed.inputs, begin[p], has_moved);
}

/// Is a place that the reads `begin` to `end` of a frame of events free needed before?
bool Timetable::frees_late(int number, std::int64_t begin, std::int64_t end) const {
  const Link& channel = links_[static_cast<std::size_t>(number)];
  const std::int64_t ahead = ends(number).ahead, border = std::clamp(channel.words - ahead, begin, end);
  return lacks_room(channel, begin + ahead, border + ahead) ||
         lacks_room(channel, border + ahead - channel.words, end + ahead - channel.words);
}

/// Its other end may have to move, too, or may go on.
void Timetable::tell_neighbour(int number, bool is_input, std::int64_t begin, bool has_moved) {
  const Link& channel = link(number);
  const int other = is_input ? channel.producer : channel.consumer;
  State& neighbour = state(other);
  if (!neighbour.is_active) {
    if (has_moved && (is_input ? frees_late(number, begin, channel.reads) : lacks_word(channel, begin, channel.writes)))
      activate(other);
  } else if (neighbour.blocked_on == number && !neighbour.is_queued) {
    neighbour.blocked_on = -1;
    neighbour.is_queued = true;
    queue_.push_back(other);
  }
}

namespace {

/// The most by which an event is too early after the one it waits for.
Cycle worst_missing(const Cycle* before, Cycle offset, const Cycle* after, std::int64_t count) {
  Cycle worst = std::numeric_limits<Cycle>::min();
  for (std::int64_t k = 0; k < count; ++k) worst = std::max(worst, before[k] + offset - after[k]);
  return worst;
}

std::int64_t find_missing(const Cycle* before, Cycle offset, const Cycle* after, Cycle missing) {
  std::int64_t k = 0;
  while (before[k] + offset - after[k] != missing) ++k;
  return k;
}

}  // namespace

/// Is any of the words read before it is there?
bool Timetable::lacks_word(const Link& channel, std::int64_t begin, std::int64_t end) const {
  const Cycle* times = times_.data() + begin;
  return worst_missing(times + channel.written, 1, times + channel.read, end - begin) > 0;
}

/// Is the place of any of the words read needed before it is free?
bool Timetable::lacks_room(const Link& channel, std::int64_t begin, std::int64_t end) const {
  if (channel.depth >= kUnlimitedWords) return false;
  const Cycle *written = times_.data() + channel.written, *read = times_.data() + channel.read;
  while (begin < end) {
    const std::int64_t frames = (begin + channel.depth) / channel.words, word = (begin + channel.depth) % channel.words;
    const std::int64_t count = std::min(end - begin, channel.words - word);
    if (worst_missing(read + begin, 1 + channel.latency - frames_back(frames, wrap_), written + word, count) > 0)
      return true;
    begin += count;
  }
  return false;
}

Cycle Timetable::time_of(int actor, const EventIndex::Place& place) const {
  const Plan::Actor& fixed = plan(actor);
  const auto port = static_cast<std::size_t>(std::countr_zero(ports_of(*place.step, fixed.inputs)));
  const Link& channel = links_[static_cast<std::size_t>(fixed.channels[port])];
  const std::int64_t number = fixed.events.word(place, port);
  if (port >= fixed.inputs) return times_[channel.written + static_cast<std::size_t>(number)] - channel.latency;
  const auto [word, is_ahead] = ends(fixed.channels[port]).place_of(number);
  return times_[channel.read + static_cast<std::size_t>(word)] + (is_ahead ? wrap_ : 0);
}

/// Its first event of a frame comes too early after the last one of the frame before.
Timetable::Demand Timetable::demand_of_itself(int actor) const {
  if (interval_ == kOnce) return {};
  const Plan::Actor& fixed = plan(actor);
  const EventIndex::Place first = fixed.events.at(0), last = fixed.events.at(fixed.events.events() - 1);
  return {actor, 0,
          time_of(actor, last) + fixed.tail + static_cast<Cycle>(first.step->advance) - wrap_ - time_of(actor, first)};
}

Timetable::Demand Timetable::demand_of_words(const Link& channel) const {
  const Cycle *written = times_.data() + channel.written, *read = times_.data() + channel.read;
  const Cycle missing = worst_missing(written, 1, read, channel.words);
  if (missing <= 0) return {};
  return {channel.consumer, find_missing(written, 1, read, missing), missing};
}

Timetable::Demand Timetable::demand_of_room(const Link& channel) const {
  Demand worst;
  if (channel.depth >= kUnlimitedWords) return worst;
  const Cycle *written = times_.data() + channel.written, *read = times_.data() + channel.read;
  for (std::int64_t k = 0; k < channel.words;) {
    const std::int64_t frames = frames_to_place(channel.depth, k, channel.words);
    const std::int64_t word = frames * channel.words + k - channel.depth;
    const std::int64_t count = std::min(channel.words - k, channel.words - word);
    const Cycle offset = 1 + channel.latency - frames_back(frames, wrap_);
    const Cycle missing = worst_missing(read + word, offset, written + k, count);
    if (missing > worst.missing)
      worst = {channel.producer, k + find_missing(read + word, offset, written + k, missing), missing};
    k += count;
  }
  return worst;
}

/// The worst demand that is open; everybody with open demands is dirty. Words and places are numbered like events here
/// until the worst is known.
Timetable::Demand Timetable::find_demands(bool is_forward) {
  Demand worst;
  std::size_t worst_port = kMostPorts;
  dirty_.clear();
  for (const int a : active_) {
    const Plan::Actor& fixed = plan(a);
    bool is_open = false;
    const auto look = [&](const Demand& demand, std::size_t port) {
      if (demand.missing <= 0) return;
      is_open = true;
      if (demand.missing <= worst.missing) return;
      worst = demand;
      worst_port = port;
    };
    look(demand_of_itself(a), kMostPorts);
    for (std::size_t p = 0; p < fixed.channels.size(); ++p) {
      Link& channel = link(fixed.channels[p]);
      if (p < fixed.inputs) {
        look(demand_of_words(channel), p);
        continue;
      }
      const Demand demand = demand_of_room(channel);
      look(demand, p);
      if (is_forward && demand.missing > 0 && ++channel.strikes >= kMostStrikes) channel.is_synchronised = true;
    }
    if (is_open) dirty_.push_back(a);
  }
  if (worst_port == kMostPorts) return worst;
  const Plan::Actor& fixed = plan(worst.actor);
  if (worst_port < fixed.inputs) worst.event = ends(fixed.channels[worst_port]).read_of(worst.event);
  worst.event = fixed.events.moving(worst_port, worst.event).event;
  return worst;
}

void Timetable::save(int actor) {
  state(actor).is_saved = true;
  if (saved_count_ == saved_.size()) saved_.emplace_back();
  auto& [whose, times] = saved_[saved_count_++];
  whose = actor;
  times.clear();
  const Plan::Actor& fixed = plan(actor);
  for (std::size_t p = 0; p < fixed.channels.size(); ++p) {
    const Link& channel = link(fixed.channels[p]);
    const Cycle* side = times_.data() + (p < fixed.inputs ? channel.read : channel.written);
    times.insert(times.end(), side, side + channel.words);
  }
}

void Timetable::restore() {
  for (std::size_t k = 0; k < saved_count_; ++k) {
    const auto& [actor, times] = saved_[k];
    const Plan::Actor& fixed = plan(actor);
    const Cycle* next = times.data();
    for (std::size_t p = 0; p < fixed.channels.size(); ++p) {
      const Link& channel = link(fixed.channels[p]);
      std::copy(next, next + channel.words, times_.data() + (p < fixed.inputs ? channel.read : channel.written));
      next += channel.words;
    }
  }
}

}  // namespace weir::timing
