/// FINN's FIFO with registered flags, and the clock of the blocks between such FIFOs. One cycle is 1 ns.
#pragma once
#include <memory>
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

/// What moves into and out of a stream, whose words may pass several queues.
class StreamMeter {
 public:
  /// `record` may be null: not recorded.
  explicit StreamMeter(StreamRecord* record) : record_(record) {}

  void read(std::int64_t cycle);
  void write(std::int64_t cycle);
  /// high_water_words is FINN's maxcount.
  StreamOutcome outcome() const;
  std::int64_t accepted_words() const { return outcome_.accepted_words; }
  std::int64_t read_words() const { return outcome_.read_words; }

 private:
  /// What a cycle ends with counts, in whatever order the ends of the stream move in it.
  void begin(std::int64_t cycle);

  StreamRecord* record_;
  StreamOutcome outcome_;
  int fill_ = 0;
};

/// What a block sees in a cycle are the flags of its start; reads and writes of the cycle change them for the next.
class ClockedFifo : public sc_core::sc_prim_channel {
 public:
  /// `at_front`, `at_back`: is it the first, the last of the stream's queues?
  ClockedFifo(const char* name, int depth_words, StreamMeter& meter, bool at_front = true, bool at_back = true)
      : sc_prim_channel(name), depth_(depth_words), meter_(meter), at_front_(at_front), at_back_(at_back) {}

  bool has_word() const { return fill_ > 0; }
  bool has_room() const { return fill_ < depth_; }
  int fill() const { return fill_; }
  void read();
  void write();
  const sc_core::sc_event& word_came() const { return word_came_; }
  const sc_core::sc_event& place_came() const { return place_came_; }
  const StreamMeter& meter() const { return meter_; }

 private:
  void update() override;

  const int depth_;
  StreamMeter& meter_;
  const bool at_front_, at_back_;
  int fill_ = 0;
  bool is_read_ = false, is_written_ = false;
  sc_core::sc_event word_came_, place_came_;
};

}  // namespace weir::timing::modules
