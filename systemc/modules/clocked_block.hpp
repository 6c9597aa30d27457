/// FINN's blocks as clocked modules: the registers of the RTL library's state machines and of the HLS loops, with their
/// state at the start of a cycle deciding what moves in it (systemc/process/finn/block.hpp). They share no recurrence
/// and no time stamp with the token engine.
#pragma once
#include <memory>

#include "systemc/engines/outcome.hpp"
#include "systemc/modules/clocked_fifo.hpp"

namespace weir::timing::modules {

/// Registers and counts of a design, in a fixed order.
using State = std::vector<std::int64_t>;

/// Runs tick() in every cycle in which something may change.
class ClockedModule : public sc_core::sc_module {
 public:
  ClockedModule(sc_core::sc_module_name name, Clock& clock, std::vector<ClockedFifo*> inputs,
                std::vector<ClockedFifo*> outputs);

  virtual StageOutcome outcome() const = 0;
  /// Appends all that decides what it does from here on if frames never end.
  virtual void add_state(State& state) const = 0;

 protected:
  /// One cycle. Returns false if all following ones are the same until a FIFO changes.
  virtual bool tick(std::int64_t cycle) = 0;

  std::vector<ClockedFifo*> inputs_, outputs_;

 private:
  void wake();

  Clock& clock_;
  sc_core::sc_event_or_list fifo_changed_;
  bool is_asleep_ = false;
};

/// The step that a block repeats once per word, and the cycles in which it lacked a word or room.
struct ClockedCore : CoreCounts {
  std::int64_t could = 0;
  bool lacked_input = true;  ///< in the latest cycle in which it did not happen

  void fire(std::int64_t cycle) {
    (lacked_input ? waited_for_input : waited_for_output) += cycle - could;
    could = cycle + 1;
    ++events;
  }
};

/// With one input and one output, and so many words to write in all.
class SimpleModule : public ClockedModule {
 public:
  SimpleModule(const char* name, Clock& clock, ClockedFifo* in, ClockedFifo* out, std::int64_t words_in,
               std::int64_t words_out)
      : ClockedModule(name, clock, {in}, {out}), words_in_(words_in), words_out_(words_out) {}

 protected:
  ClockedFifo& in() { return *inputs_[0]; }
  ClockedFifo& out() { return *outputs_[0]; }
  bool has_written_all() const { return outputs_[0]->meter().accepted_words() == words_out_; }
  std::int64_t words_read() const { return inputs_[0]->meter().read_words(); }

  const std::int64_t words_in_, words_out_;
  ClockedCore core_;
};

std::unique_ptr<ClockedModule> make_module(const char* name, Clock& clock, const finn::Block& block,
                                           std::int64_t frames, std::vector<ClockedFifo*> inputs,
                                           std::vector<ClockedFifo*> outputs);

/// What hands words on from a queue to the next one.
std::unique_ptr<ClockedModule> make_hop(const char* name, Clock& clock, ClockedFifo* in, ClockedFifo* out);

// One maker per file.
std::unique_ptr<ClockedModule> make_loop(const char* name, Clock& clock, const finn::Loop& block, std::int64_t frames,
                                         std::vector<ClockedFifo*> inputs, std::vector<ClockedFifo*> outputs);
std::unique_ptr<ClockedModule> make_sequence(const char* name, Clock& clock, const finn::Sequence& block,
                                             std::int64_t frames, ClockedFifo* in, ClockedFifo* out);
std::unique_ptr<ClockedModule> make_parallel_window(const char* name, Clock& clock, const finn::ParallelWindow& block,
                                                    std::int64_t frames, ClockedFifo* in, ClockedFifo* out);
std::unique_ptr<ClockedModule> make_multiplier(const char* name, Clock& clock, const finn::Multiplier& block,
                                               std::int64_t frames, ClockedFifo* in, ClockedFifo* out);

}  // namespace weir::timing::modules
