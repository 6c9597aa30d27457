/// Does a graph with given FIFO depths keep an interval of P cycles? Decided on the times of ONE frame.
///
/// A timetable gives every word of a frame the cycles of its write and its read; the same word of frame k moves k * P
/// later. It is legal if every event comes no earlier than the recurrence of systemc/process/schedule.hpp demands.
/// - There is a legal timetable if and only if the graph, started empty, keeps the interval for ever: its own times
///   stay below those of the timetable, moved far enough into the future, because the recurrence is monotone.
/// - The engine starts with too early times and moves events to the earliest cycle that the others demand, frame by
///   frame in the order of a simulation, until nothing has to move: then the timetable is legal.
/// - If an event, followed back from demand to demand, turns out to demand more than its own cycle of itself, no
///   timetable is legal. The circle's weight over the frames it spans is an interval that the graph cannot beat, and
///   FIFOs whose room it waited for are what would have to grow: one of them at least.
/// - If nobody can move within a frame, it deadlocks: a circle that spans no frame, whatever P. A graph may have both
///   kinds of circle; the first one found is told.
/// - A rigid stage reads words of the next frame among its events of a frame (schedule/rigid.hpp). Times are kept by
///   WORD, so that such a word's read is in the table P earlier than the event that reads it, and what words and places
///   demand of each other is the same for all stages. A circle through such a word spans a frame less.
/// Because nothing but the end decides, the order is free. A smaller FIFO moves few events, so an evaluation starts
/// from the timetable of the depths before, at the two stages that the FIFO joins, and touches only stages whose
/// demands are not met; each passes through its frame at once, forth and back along the graph. Where two stages keep
/// pushing each other on, word by word, their stream is synchronised: they advance in turns, as in a simulation. P =
/// kOnce times a first frame from the start instead: no frame before, none after.
#pragma once
#include <memory>

#include "systemc/process/cursor.hpp"
#include "systemc/sizing/request/options.hpp"
#include "systemc/sizing/timetable/plan.hpp"
#include "systemc/sizing/timetable/steady.hpp"

namespace weir::timing {

/// A circle of demands that proves a set of depths too small.
struct Circuit {
  std::vector<int> fifos;          ///< channels whose room it waits for, ascending; with these depths or less it stays
  std::vector<int> actors;         ///< those it passes through, ascending
  std::int64_t excess_cycles = 0;  ///< what it takes longer than `frames` * P
  std::int64_t frames = 0;         ///< that it spans; 0: a deadlock
};

/// When words come from a part of a graph that has its timetable already: cycles from which on they can be read, by
/// word of the frame, and how long before that they were sent. They stay as they are, so they never wait for room.
struct Arrival {
  int channel;
  Cycle latency;
  std::vector<Cycle> readable;
};

class Timetable {
 public:
  static constexpr std::int64_t kOnce = 0;

  /// Unlimited FIFOs; sources send their words evenly over the interval, which must not be below unlimited_interval(),
  /// or as fast as they can (kOnce).
  Timetable(std::shared_ptr<const Plan> plan, std::int64_t interval_cycles, const std::vector<Arrival>& arrivals = {});

  /// Takes over `depths` if they keep the interval; else all stays as it was. kUndecided stands, too, for an arrival
  /// that would have to wait. With kOnce `depths` must not be above
  /// those taken over last, and kKeeps stands for "no deadlock".
  Verdict try_depths(const Depths& depths);
  /// The same with one FIFO changed, where nothing but the stages between its ends is looked at, and all is undone. For
  /// a timetable whose other FIFOs are unlimited: what is before and behind cannot matter.
  Verdict probe_alone(int fifo, std::int64_t depth);
  /// The steady interval of `depths`: exact where it is whole, else less than a cycle too short; 0 for a deadlock, or
  /// if it is not known. All stays as it was.
  double interval_with(const Depths& depths);
  /// Do they deadlock, however long the interval? All stays as it was. Not for kOnce.
  bool deadlocks(const Depths& depths);
  /// Undoes the last try_depths() that was kKeeps.
  void undo();
  /// Evaluations are given up, as kUndecided, after so many frames' events (for small graphs later).
  void set_patience(std::int64_t frames) { patience_frames_ = frames; }

  /// Why the last evaluation said kSlower or kDeadlock.
  const Circuit& circuit() const { return circuit_; }
  const Depths& depths() const { return depths_; }
  std::int64_t interval_cycles() const { return interval_; }
  /// The least depths for which this timetable is legal.
  Depths peaks() const;
  /// When the words of a channel come to whoever reads them.
  Arrival arrival(int channel) const;
  /// First input word to last output word, both included; kOnce only.
  std::int64_t latency_cycles() const;
  /// Looked at in all evaluations.
  std::int64_t events() const { return events_; }

 private:
  /// A FIFO, and what happened to it in this pass.
  struct Link {
    std::int64_t words, depth, writes = 0, reads = 0;
    std::size_t written, read;  ///< where its times begin, by word of the frame
    Cycle latency;
    int producer, consumer;
    int strikes = 0;  ///< how often its ends pushed each other on
    bool is_synchronised = false;
  };
  struct State {
    Cursor cursor;
    Cycle cycle = 0;
    bool is_active = false, is_queued = false, is_saved = false;
    bool is_given = false;  ///< a source of arrivals
    int blocked_on = -1;    ///< channel
  };
  /// One port of a run of events: what it waits for and where it notes its cycle.
  struct Lane {
    const Cycle* ready;
    Cycle ready_offset;
    Cycle* own;
    Cycle own_offset;
  };
  struct Demand {
    int actor = -1;
    std::int64_t event = 0;
    Cycle missing = 0;  ///< cycles by which it is too early
  };

  void start(const std::vector<Arrival>& arrivals);
  bool delays_arrivals() const;
  Verdict try_longer(const Depths& depths, std::int64_t interval_cycles);
  Verdict settle();
  void begin_evaluation();
  bool run_pass(bool is_forward);
  void visit(int actor);
  std::int64_t set_word_lane(int channel, std::int64_t count, Lane& lane);
  std::int64_t set_room_lane(int channel, std::int64_t count, Lane& lane);
  void activate(int actor);
  bool frees_late(int channel, std::int64_t begin, std::int64_t end) const;
  void tell_neighbour(int channel, bool is_input, std::int64_t begin, bool has_moved);

  bool lacks_word(const Link& link, std::int64_t begin, std::int64_t end) const;
  bool lacks_room(const Link& link, std::int64_t begin, std::int64_t end) const;
  Demand find_demands(bool is_forward);
  Demand demand_of_words(const Link& link) const;
  Demand demand_of_room(const Link& link) const;
  Demand demand_of_itself(int actor) const;
  Cycle time_of(int actor, const EventIndex::Place& place) const;
  struct Cause;
  bool skip_run(int actor, EventIndex::Place& place) const;
  template <class Visit>
  void for_each_cause(const Cause& of, Visit&& visit) const;
  Cause strongest_cause(const Cause& of, bool prefers_first) const;
  bool find_circuit(Demand from);
  bool search_circuit(const Demand& from, std::int64_t most_events);
  void note_circuit(const Circuit& found);
  void find_blocked_circuit();
  void save(int actor);
  void restore();
  State& state(int actor) { return states_[static_cast<std::size_t>(actor)]; }
  Link& link(int channel) { return links_[static_cast<std::size_t>(channel)]; }
  const Plan::Channel& ends(int channel) const { return plan_->channels[static_cast<std::size_t>(channel)]; }
  const Plan::Actor& plan(int actor) const { return plan_->actors[static_cast<std::size_t>(actor)]; }

  std::shared_ptr<const Plan> plan_;
  std::int64_t interval_;
  Cycle wrap_;  ///< what a frame earlier is away; far with kOnce
  Depths depths_, saved_depths_;
  std::vector<Cycle> times_;  ///< of the writes and reads of every channel
  std::vector<Link> links_;
  std::vector<State> states_;
  std::vector<int> active_, queue_;  ///< queue_: in the order of their next visits
  std::vector<int> dirty_;           ///< whose demands the last pass left open
  bool is_starting_ = true, is_confined_ = false;
  std::vector<char> allowed_;                              ///< while confined
  std::vector<std::pair<int, std::vector<Cycle>>> saved_;  ///< times by actor, before they were touched
  std::size_t saved_count_ = 0;
  Circuit circuit_;
  std::int64_t patience_frames_ = kPatienceFrames;
  std::int64_t events_ = 0, first_event_ = 0;  ///< looked at in all evaluations; before the present one
};

}  // namespace weir::timing
