/// The event-driven modules of the SystemC model: a kernel is one process behind one gate; sources and sinks are the
/// outer world.
#pragma once
#include "systemc/generators/behaviour.hpp"
#include "systemc/modules/stage_module.hpp"
#include "systemc/process/boundary.hpp"

namespace weir::timing::modules {

/// Runs a schedule: waits until its next event can fire, fires it, starts again.
class Kernel : public StageModule {
 public:
  /// `behaviour` may be null: no values. `schedule` must outlive the module.
  Kernel(sc_core::sc_module_name name, const Schedule& schedule, std::int64_t frames, Channels inputs, Channels outputs,
         std::unique_ptr<Behaviour> behaviour);

  StageOutcome outcome() const override;
  void add_state(State& state, std::int64_t cycle) const override;
  std::exception_ptr failure() const override { return failure_; }

 private:
  void wake();
  bool must_wait();
  void fire();
  void move_values(const Step& step);

  Cursor cursor_;
  std::unique_ptr<Behaviour> behaviour_;
  const Channels inputs_, outputs_;
  std::vector<std::vector<std::uint8_t>> words_;  ///< one buffer per output
  std::int64_t could_fire_cycle_;                 ///< the next event, if streams never made it wait
  std::int64_t ready_cycle_ = 0;                  ///< the next event, with the streams
  std::int64_t* waited_for_ = nullptr;            ///< counter of the stream that is ready last
  std::vector<std::int64_t> input_waits_, output_waits_;
  std::exception_ptr failure_;
};

/// Offers word after word: each from an open cycle on, until there is room.
class Source : public sc_core::sc_module {
 public:
  /// `words` may be null: no values.
  Source(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames,
         const Stalls& stalls, const golden::Words* words, FifoChannel& out);
  bool is_at_end() const { return sent_ == word_count_; }
  /// Of a source without pattern and stalls.
  void add_state(State& state, std::int64_t cycle) const;

 private:
  void wake();
  FifoChannel& out_;
  const int stream_;
  const std::int64_t words_per_frame_, word_count_;
  Pacer pacer_;
  const Stalls stalls_;
  const golden::Words* words_;
  std::int64_t sent_ = 0, offered_cycle_;
};

/// Takes words in open cycles.
class Sink : public sc_core::sc_module {
 public:
  Sink(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames, const Stalls& stalls,
       FifoChannel& in);
  const FrameEnds& frame_ends() const { return frame_ends_; }
  /// Notified when a cycle in which a frame ended is over.
  const sc_core::sc_event& frame_left() const { return frame_left_; }
  /// Of a sink without pattern and stalls.
  void add_state(State& state) const { state.push_back(taken_ % words_per_frame_); }

 private:
  void wake();
  FifoChannel& in_;
  const int stream_;
  const std::int64_t words_per_frame_, word_count_;
  Pacer pacer_;
  const Stalls stalls_;
  std::int64_t taken_ = 0, next_cycle_;
  FrameEnds frame_ends_;
  sc_core::sc_event frame_left_;
};

}  // namespace weir::timing::modules
