/// FINN's FIFO with registered flags, and the clock of the blocks between such FIFOs. One cycle is 1 ns.
#pragma once
#include <systemc>

#include "systemc/engines/outcome.hpp"

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

/// What a block sees in a cycle are the flags of its start; reads and writes of the cycle change them for the next.
class ClockedFifo : public sc_core::sc_prim_channel {
 public:
  /// `record` may be null: not recorded.
  ClockedFifo(const char* name, int depth_words, StreamRecord* record)
      : sc_prim_channel(name), depth_(depth_words), record_(record) {}

  bool has_word() const { return fill_ > 0; }
  bool has_room() const { return fill_ < depth_; }
  int fill() const { return fill_; }
  void read();
  void write();
  const sc_core::sc_event& word_came() const { return word_came_; }
  const sc_core::sc_event& place_came() const { return place_came_; }

  /// high_water_words is FINN's maxcount.
  const StreamOutcome& outcome() const { return outcome_; }

 private:
  void update() override;

  const int depth_;
  StreamRecord* record_;
  int fill_ = 0;
  bool is_read_ = false, is_written_ = false;
  StreamOutcome outcome_;
  sc_core::sc_event word_came_, place_came_;
};

}  // namespace weir::timing::modules
