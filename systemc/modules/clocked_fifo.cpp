#include "systemc/modules/clocked_fifo.hpp"

#include <algorithm>

#include "systemc/modules/channel.hpp"

namespace weir::timing::modules {

Clock::Clock(sc_core::sc_module_name name) : sc_module(name) {
  SC_HAS_PROCESS(Clock);
  SC_METHOD(run);
}

/// Cycle 0 is the initialisation, in which every block runs unasked.
void Clock::run() {
  const bool is_idle = !is_at_reset_ && !is_stopped_ && awake_ == 0;
  if (!is_at_reset_ && !is_stopped_ && !is_idle) tick_.notify();
  is_at_reset_ = false;
  is_stopped_ = is_idle;
  if (is_idle)
    next_trigger(restart_);
  else
    next_trigger(1.0, sc_core::SC_NS);
}

void Clock::add_awake() {
  ++awake_;
  if (is_stopped_) restart_.notify();
}

void ClockedFifo::read() {
  is_read_ = true;
  request_update();
}

void ClockedFifo::write() {
  is_written_ = true;
  request_update();
}

void ClockedFifo::update() {
  const std::int64_t now = now_cycle();
  const bool was_empty = !has_word(), was_full = !has_room();
  if (is_read_ && at_back_) meter_.read(now);
  if (is_written_ && at_front_) meter_.write(now);
  fill_ += (is_written_ ? 1 : 0) - (is_read_ ? 1 : 0);
  is_read_ = is_written_ = false;
  if (was_empty && has_word()) word_came_.notify(sc_core::SC_ZERO_TIME);
  if (was_full && has_room()) place_came_.notify(sc_core::SC_ZERO_TIME);
}

void StreamMeter::begin(std::int64_t cycle) {
  if (cycle != outcome_.last_move_cycle) outcome_.high_water_words = std::max(outcome_.high_water_words, fill_);
  outcome_.last_move_cycle = cycle;
}

void StreamMeter::read(std::int64_t cycle) {
  begin(cycle);
  --fill_;
  ++outcome_.read_words;
  if (record_ != nullptr) record_->read_cycles.push_back(cycle);
}

void StreamMeter::write(std::int64_t cycle) {
  begin(cycle);
  ++fill_;
  if (outcome_.accepted_words++ == 0) outcome_.first_write_cycle = cycle;
  outcome_.last_write_cycle = cycle;
  if (record_ != nullptr) record_->written_cycles.push_back(cycle);
}

StreamOutcome StreamMeter::outcome() const {
  StreamOutcome outcome = outcome_;
  outcome.high_water_words = std::max(outcome.high_water_words, fill_);
  return outcome;
}

}  // namespace weir::timing::modules
