/// The max-plus engine: the times of the words follow from each other by recurrences over finite FIFOs; no event queue,
/// no clock. A process - a schedule (systemc/process/schedule.hpp) or a block of FINN (systemc/process/finn/block.hpp)
/// - advances as far as the words and the room it knows of allow, then those that wait for what it moved are tried.
/// When nobody can advance, either all are done or those left wait for each other for ever.
#pragma once
#include "systemc/maxplus/chain.hpp"
#include "systemc/maxplus/process.hpp"
#include "systemc/maxplus/time_log.hpp"

namespace weir::timing::maxplus {

/// Who acts in a graph, by number: its stages, then the source of each stream, then the sink of each.
struct Actors {
  explicit Actors(const TimingGraph& graph)
      : stages(static_cast<int>(graph.stages.size())), streams(static_cast<int>(graph.streams.size())) {}
  int count() const { return stages + 2 * streams; }
  int producer(const TimingGraph& graph, int stream) const {
    const int stage = graph.streams[static_cast<std::size_t>(stream)].producer;
    return stage == kOutside ? stages + stream : stage;
  }
  int consumer(const TimingGraph& graph, int stream) const {
    const int stage = graph.streams[static_cast<std::size_t>(stream)].consumer;
    return stage == kOutside ? stages + streams + stream : stage;
  }
  int stages, streams;
};

/// What a run is to do beside running.
struct PartialRun {
  bool keeps_log = false;
  bool keeps_frame_waits = false;  ///< of stages that follow schedules
  /// Sources that nothing pauses end after so many frames, while the stages go on as far as they can without them; 0:
  /// after all.
  int offered_frames = 0;
  /// By actor: those that run; empty: all. The others do what they did in the run of `log`.
  std::vector<char> part = {};
  const std::vector<StreamLog>* log = nullptr;  ///< by stream
  /// By actor outside the part: sources that write when the log says, whatever the depth, and must never wait.
  std::vector<char> given = {};
};

class Engine {
 public:
  /// `graph` must be valid and outlive the engine, like `options` and the log in `run`.
  Engine(const TimingGraph& graph, const SimulationOptions& options, PartialRun run = {});
  /// Ends early when an actor outside the part would not have done what it did.
  void run();
  /// The actors that ended the run early; without any, it is the run of the whole graph.
  const std::vector<int>& differing() const { return differing_; }

  /// Before a run: watches for words that come exactly that long after their predecessors a frame earlier.
  void watch_period(std::int64_t interval_cycles);
  /// First frame (0 = the first) from which all words of the stream do: those of the next frame come so after its own.
  std::int64_t first_periodic_frame(int stream);

  /// Of the stages that ran, and of streams between them or beside them; the others are empty.
  Outcome outcome();
  /// After a run with record_transfers.
  StreamRecord record(int stream) const;
  /// By stage; after a run that kept them.
  std::vector<std::vector<WaitsUntil>> take_frame_waits() { return std::move(frame_waits_); }
  /// Of the sides of streams at which stages ran, after a run that kept them.
  std::vector<StreamLog> take_log() { return std::move(logs_); }

 private:
  struct Port {
    Fifo* fifo;
    int neighbour;                 ///< turn at the other end
    std::int64_t moved_words = 0;  ///< through this port, when its neighbour was told last
    TimeLog* log = nullptr;        ///< of this side; null: not kept
    bool is_in_chain = false;      ///< the neighbour is of the same chain
  };
  struct Turn {
    std::unique_ptr<Process> process;
    std::vector<Port> inputs, outputs;
  };

  bool runs(int actor) const { return run_.part.empty() || run_.part[static_cast<std::size_t>(actor)] != 0; }
  /// Does an actor beside the stream run?
  bool has_fifo(int stream) const {
    return runs(actors_.producer(graph_, stream)) || runs(actors_.consumer(graph_, stream));
  }
  void add_fifos();
  std::unique_ptr<Process> make_source(int s);
  std::unique_ptr<Process> make_sink(int s);
  void add_producers();
  void add_stages();
  void add_consumers();
  void connect();
  void make_chains();
  void add_chain(std::vector<Chain::Member> members);
  void visit(Chain& chain);
  void tell_neighbours(int turn);
  static void log_moves(Turn& turn);

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  const Actors actors_;
  const PartialRun run_;
  std::vector<Fifo> fifos_;
  std::vector<StreamLog> logs_;
  std::vector<std::vector<WaitsUntil>> frame_waits_;  ///< by stage; processes write into it
  std::vector<Schedule> boundary_schedules_;  ///< of sources and sinks that nothing pauses; processes point into it
  std::vector<Turn> turns_;                   ///< sources, stages in graph order, sinks
  std::vector<std::unique_ptr<Chain>> chains_;
  std::vector<Chain*> chain_of_;    ///< by turn; null: none
  Due due_;                         ///< turns that may be able to advance
  std::vector<const Fifo*> waits_;  ///< by turn: Process::waits_for()
  std::vector<int> stages_;         ///< place of each stage in turns_; -1: it does not run
  std::vector<FrameEnds> sinks_;
  std::vector<int> differing_;
};

}  // namespace weir::timing::maxplus
