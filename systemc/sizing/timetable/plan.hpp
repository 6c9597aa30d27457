/// A TimingGraph made ready to be timed frame by frame: stages, sources and sinks are actors, streams are channels, and
/// every event of a frame can be found by its number or by the word it moves. Immutable, so that threads share it.
#pragma once
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

/// Cycles relative to the start of a frame. 32 bits: sizing is bound by the memory that times take.
using Cycle = std::int32_t;
/// Away by more than any two times of a timetable.
constexpr Cycle kFar = Cycle{1} << 30;

/// The events of one frame, by number.
class EventIndex {
 public:
  EventIndex(const Schedule& schedule, std::size_t inputs, std::size_t outputs);

  struct Place {
    std::int64_t event = 0;  ///< number within the frame
    const Step* step = nullptr;
    std::size_t block = 0, step_number = 0;
    std::int64_t repeat = 0, count = 0;  ///< how often the block, and in this repeat the step, came before
  };
  Place at(std::int64_t event) const;
  /// The event that moves word `word` of the frame through `port` (inputs first, then outputs).
  Place moving(std::size_t port, std::int64_t word) const;
  /// Number of the word that the event at `place` moves through `port`.
  std::int64_t word(const Place& place, std::size_t port) const;
  std::int64_t events() const { return events_; }
  bool moves(const Step& step, std::size_t port) const {
    return ((port < inputs_ ? step.reads >> port : step.writes >> (port - inputs_)) & 1u) != 0;
  }

 private:
  /// Running totals of one quantity: events, or words of a port.
  struct Totals {
    std::vector<std::int64_t> before_block;              ///< with the grand total behind the last
    std::vector<std::int64_t> per_repeat;                ///< by block
    std::vector<std::vector<std::int64_t>> before_step;  ///< by block and step, within one repeat
  };
  template <class Weight>
  Totals sum(Weight&& weight) const;
  Place find(const Totals& totals, std::int64_t number) const;
  static std::int64_t total_at(const Totals& totals, const Place& place, std::int64_t weight);

  const Schedule* schedule_;
  std::size_t inputs_;
  std::int64_t events_ = 0;
  Totals event_totals_;
  std::vector<Totals> word_totals_;  ///< by port
};

struct Plan {
  struct Actor {
    std::string name;
    const Schedule* schedule;   ///< of every frame but the first and last
    std::vector<int> channels;  ///< inputs first, then outputs
    std::size_t inputs = 0;
    Cycle tail = 0;  ///< iterations of a frame behind its last event
    int rank = 0;    ///< above those of all actors that it reads from
    EventIndex events;
  };
  struct Channel {
    Cycle words;                                       ///< per frame
    Cycle latency;                                     ///< of a write
    int producer = -1, consumer = -1;                  ///< actors
    std::size_t producer_port = 0, consumer_port = 0;  ///< in Actor::channels
    /// Words of a frame that its consumer reads among its events of the frame before (systemc/process/rigid.hpp).
    Cycle ahead = 0;

    struct Place {
      std::int64_t word;  ///< of the stream's frame
      bool is_ahead;      ///< of the frame after the one whose events read it
    };
    /// What the consumer reads with its `read`-th read of a frame of events, and the other way round.
    Place place_of(std::int64_t read) const {
      const std::int64_t word = ahead + read;
      return word < words ? Place{word, false} : Place{word - words, true};
    }
    std::int64_t read_of(std::int64_t word) const { return word < ahead ? word - ahead + words : word - ahead; }
  };

  /// `graph` must be valid, monotone and outlive the plan. Throws Error sizing-range if its times could leave the range
  /// of Cycle.
  explicit Plan(const TimingGraph& graph);
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  const TimingGraph& graph;
  std::vector<Actor> actors;  ///< stages in the order of the graph, then sources and sinks in stream order
  std::vector<Channel> channels;
  bool reads_ahead = false;  ///< on any channel
  /// May `from` delay `to` through words, over any number of stages? An actor reaches itself.
  bool reaches(int from, int to) const { return reach_[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)]; }

 private:
  void add_actor(std::string name, const Schedule& schedule, std::vector<int> inputs, const std::vector<int>& outputs);
  void find_reach();
  const Schedule& every_frame(const TimingStage& stage);
  std::vector<Schedule> boundary_schedules_, steady_schedules_;
  std::vector<std::vector<bool>> reach_;
};

}  // namespace weir::timing
