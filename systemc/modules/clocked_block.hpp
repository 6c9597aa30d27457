/// FINN's blocks as clocked modules: the registers of the RTL library's state machines and of the HLS loops, with their
/// state at the start of a cycle deciding what moves in it (systemc/process/finn/block.hpp). They share parameters with
/// the max-plus engine, and no order, count, recurrence or time stamp (clocked_order.hpp).
#pragma once
#include <memory>

#include "systemc/generators/behaviour.hpp"
#include "systemc/modules/stage_module.hpp"
#include "systemc/process/finn/block.hpp"

namespace weir::timing::modules {

/// Ticks while anybody is awake. A block sleeps when nothing will change until one of its FIFOs does.
class Clock : public sc_core::sc_module {
 public:
  explicit Clock(sc_core::sc_module_name name);

  const sc_core::sc_event& tick() const { return tick_; }
  void add_sleeper() { --awake_; }
  void add_awake();

 private:
  void run();

  sc_core::sc_event tick_, restart_;
  int awake_ = 0;
  bool is_at_reset_ = true, is_stopped_ = false;
};

/// Where a block stands in the design.
struct Place {
  const char* name;
  Clock& clock;
  std::int64_t frames;
  Channels inputs, outputs;
  std::int64_t words_in, words_out;      ///< of the whole run, through each port
  std::shared_ptr<Behaviour> behaviour;  ///< null: no values
};

/// Runs tick() in every cycle in which something may change.
class ClockedModule : public StageModule {
 public:
  explicit ClockedModule(const Place& place);
  std::exception_ptr failure() const override { return failure_; }

 protected:
  /// One cycle. Returns false if all following ones are the same until a FIFO changes.
  virtual bool tick(std::int64_t cycle) = 0;

  // What a block sees in a cycle, before it moves anything in it.
  bool has_word(std::size_t port = 0) const { return inputs_[port]->has_word(cycle_); }
  bool has_room(std::size_t port = 0) const { return outputs_[port]->has_room(cycle_); }
  void read(std::size_t port = 0);
  void write(std::size_t port = 0);
  bool has_written_all() const;
  std::int64_t words_read() const { return inputs_[0]->meter().read_words(); }

  const Channels inputs_, outputs_;
  const std::int64_t words_in_, words_out_;

 private:
  void wake();
  bool is_sleep_safe() const;

  Clock& clock_;
  const std::shared_ptr<Behaviour> behaviour_;
  std::vector<std::vector<std::uint8_t>> words_;  ///< one buffer per output
  std::exception_ptr failure_;
  sc_core::sc_event_or_list fifo_changed_;
  std::int64_t cycle_ = 0;
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

std::unique_ptr<StageModule> make_module(const Place& place, const finn::Block& block);

// One maker per file.
std::unique_ptr<StageModule> make_loop(const Place& place, const finn::Loop& block);
std::unique_ptr<StageModule> make_sequence(const Place& place, const finn::Sequence& block);
std::unique_ptr<StageModule> make_parallel_window(const Place& place, const finn::ParallelWindow& block);
std::unique_ptr<StageModule> make_multiplier(const Place& place, const finn::Multiplier& block);

}  // namespace weir::timing::modules
