/// The max-plus engine for the blocks of FINN (systemc/process/finn/block.hpp): the times of the words follow from
/// each other by recurrences over finite FIFOs; no event queue, no clock. Processes take turns in graph order until
/// none can advance; then either all are done or those left wait for each other for ever. HLS loops let bubbles in, so
/// times are not monotone in depths: what rests on monotony (sizing proofs) does not hold here.
#pragma once
#include "systemc/maxplus/time_log.hpp"
#include "systemc/maxplus/token_process.hpp"

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
struct TokenRun {
  bool keeps_log = false;
  /// By actor: those that run; empty: all. The others do what they did in the run of `log`.
  std::vector<char> part = {};
  const std::vector<StreamLog>* log = nullptr;  ///< by stream
  /// By actor outside the part: sources that write when the log says, whatever the depth, and must never wait.
  std::vector<char> given = {};
};

class TokenEngine {
 public:
  /// `graph` must be valid, its stages blocks, and outlive the engine, like `options` and the log in `run`.
  TokenEngine(const TimingGraph& graph, const SimulationOptions& options, TokenRun run = {});
  /// Ends early when an actor outside the part would not have done what it did.
  void run();
  /// The actors that ended the run early; without any, it is the run of the whole graph.
  const std::vector<int>& differing() const { return differing_; }

  /// Of the stages that ran, and of streams between them or beside them; the others are empty.
  Outcome outcome();
  /// After a run with record_transfers.
  StreamRecord record(int stream) const;
  /// Of the sides of streams at which stages ran, after a run that kept them.
  std::vector<StreamLog> take_log() { return std::move(logs_); }

 private:
  struct Port {
    TokenFifo* fifo;
    int neighbour;                 ///< turn at the other end
    std::int64_t moved_words = 0;  ///< through this port, when its neighbour was told last
    TimeLog* log = nullptr;        ///< of this side; null: not kept
  };
  struct Turn {
    std::unique_ptr<TokenProcess> process;
    std::vector<Port> inputs, outputs;
  };

  bool runs(int actor) const { return run_.part.empty() || run_.part[static_cast<std::size_t>(actor)] != 0; }
  /// Does an actor beside the stream run?
  bool has_fifo(int stream) const {
    return runs(actors_.producer(graph_, stream)) || runs(actors_.consumer(graph_, stream));
  }
  void add_fifos();
  void add_producers();
  void add_stages();
  void add_consumers();
  void connect();
  void tell_neighbours(std::size_t turn);

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  const Actors actors_;
  const TokenRun run_;
  std::vector<TokenFifo> fifos_;
  std::vector<StreamLog> logs_;
  std::vector<Turn> turns_;   ///< sources, stages in graph order, sinks
  std::vector<char> is_due_;  ///< by turn: may it be able to advance?
  std::vector<int> stages_;   ///< place of each stage in turns_; -1: it does not run
  std::vector<FrameEnds> sinks_;
  std::vector<int> differing_;
};

}  // namespace weir::timing::maxplus
