/// The SystemC model of a graph: channels for every stream, one module per stage, source and sink. Stages that follow
/// schedules and blocks of FINN may stand side by side.
#pragma once
#include "systemc/modules/clocked_block.hpp"
#include "systemc/modules/kernel.hpp"

namespace weir::timing::modules {

using Behaviours = std::vector<std::unique_ptr<Behaviour>>;  ///< by stage; null entries when only times are wanted

class Design {
 public:
  /// To be made within a FreshContext. All of them must outlive it. `records` by stream.
  Design(const TimingGraph& graph, const SimulationOptions& options, Behaviours behaviours,
         std::vector<StreamRecord>& records);

  /// To the end. Throws what a behaviour threw, and Error stopped.
  void run();
  Outcome outcome() const;

  // For those who look at it while it runs.
  bool has_ended_source() const;
  /// Of which a word has moved anywhere: a padding begins a frame before its source does.
  std::int64_t frames_begun() const;
  /// At the end of `cycle`.
  State state(std::int64_t cycle) const;
  /// When a frame has left through the first output.
  const sc_core::sc_event& frame_left() const;

 private:
  /// The queues of one stream, words handed on between them by kernels of one cycle.
  struct Stream {
    StreamMeter meter;
    std::vector<std::unique_ptr<FifoChannel>> queues = {};
    std::vector<std::unique_ptr<Kernel>> hops = {};
  };

  void add_stream(std::size_t s, StreamRecord& record);
  void add_stage(std::size_t i, std::unique_ptr<Behaviour> behaviour);
  void add_boundary(std::size_t s);
  FifoChannel& front(int s) const { return *streams_[static_cast<std::size_t>(s)]->queues.front(); }
  FifoChannel& back(int s) const { return *streams_[static_cast<std::size_t>(s)]->queues.back(); }

  const TimingGraph& graph_;
  const SimulationOptions& options_;
  const bool has_values_;
  Clock clock_{"clock"};
  std::vector<std::unique_ptr<Stream>> streams_;
  std::vector<std::unique_ptr<StageModule>> stages_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<std::unique_ptr<Sink>> sinks_;  ///< by stream; null inside
};

}  // namespace weir::timing::modules
