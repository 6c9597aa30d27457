/// The max-plus engine for the blocks of FINN (systemc/schedule/finn/block.hpp): the times of the words follow from
/// each other by recurrences over finite FIFOs; no event queue, no clock. Processes take turns in graph order until
/// none can advance; then either all are done or those left wait for each other for ever. HLS loops let bubbles in, so
/// times are not monotone in depths: what rests on monotony (sizing proofs) does not hold here.
#pragma once
#include "systemc/maxplus/token_process.hpp"

namespace weir::timing::maxplus {

class TokenEngine {
 public:
  /// `graph` must be valid, is_finn(graph), and outlive the engine.
  TokenEngine(const TimingGraph& graph, const SimulationOptions& options);
  void run();
  Outcome outcome();
  /// After a run with record_transfers.
  StreamRecord record(int stream) const;

 private:
  struct Port {
    TokenFifo* fifo;
    int neighbour;                 ///< process at the other end
    std::int64_t moved_words = 0;  ///< through this port, when its neighbour was told last
  };
  struct Turn {
    std::unique_ptr<TokenProcess> process;
    std::vector<Port> inputs, outputs;
  };

  void add_stages();
  void connect();
  void tell_neighbours(std::size_t turn);

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  std::vector<TokenFifo> fifos_;
  std::vector<Turn> turns_;   ///< sources, stages in graph order, sinks
  std::vector<char> is_due_;  ///< by turn: may it be able to advance?
  std::vector<int> stages_;   ///< place of each stage in turns_
  std::vector<FrameEnds> sinks_;
};

}  // namespace weir::timing::maxplus
