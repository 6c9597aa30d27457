/// The modules of the SystemC model: a kernel is one process behind one gate; sources and sinks are the outer world.
#pragma once
#include <exception>

#include "systemc/generators/behaviour.hpp"
#include "systemc/modules/channel.hpp"
#include "systemc/process/boundary.hpp"

namespace weir::timing::modules {

/// Runs one stage: waits until the next event of its schedule can fire, fires it, starts again.
class Kernel : public sc_core::sc_module {
 public:
  sc_core::sc_vector<sc_core::sc_port<WordReader>> inputs;
  sc_core::sc_vector<sc_core::sc_port<WordWriter>> outputs;

  /// `behaviour` may be null: no values. `graph` must outlive the module.
  Kernel(sc_core::sc_module_name name, const TimingGraph& graph, const TimingStage& stage, int frames,
         std::unique_ptr<Behaviour> behaviour);

  StageOutcome outcome() const;
  /// What the behaviour threw; the kernel stopped there.
  std::exception_ptr failure() const { return failure_; }

 private:
  void end_of_elaboration() override { collect_ports(); }
  void collect_ports();
  void wake();
  bool must_wait();
  void fire();
  void move_values(const Step& step);

  Cursor cursor_;
  std::unique_ptr<Behaviour> behaviour_;
  std::vector<WordReader*> readers_;  ///< behind the ports; looked up once
  std::vector<WordWriter*> writers_;
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
  sc_core::sc_port<WordWriter> out;

  /// `words` may be null: no values.
  Source(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames,
         const Stalls& stalls, const golden::Words* words);

 private:
  void wake();
  const int stream_;
  const std::int64_t word_count_;
  Pacer pacer_;
  const Stalls stalls_;
  const golden::Words* words_;
  std::int64_t sent_ = 0, offered_cycle_;
};

/// Takes words in open cycles.
class Sink : public sc_core::sc_module {
 public:
  sc_core::sc_port<WordReader> in;

  Sink(sc_core::sc_module_name name, int number, const TimingStream& stream, std::int64_t frames, const Stalls& stalls);
  const FrameEnds& frame_ends() const { return frame_ends_; }

 private:
  void wake();
  const int stream_;
  const std::int64_t words_per_frame_, word_count_;
  Pacer pacer_;
  const Stalls stalls_;
  std::int64_t taken_ = 0, next_cycle_;
  FrameEnds frame_ends_;
};

}  // namespace weir::timing::modules
