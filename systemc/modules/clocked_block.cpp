#include "systemc/modules/clocked_block.hpp"

#include <algorithm>

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

ClockedModule::ClockedModule(const Place& place)
    : inputs_(place.inputs),
      outputs_(place.outputs),
      words_in_(place.words_in),
      words_out_(place.words_out),
      clock_(place.clock),
      behaviour_(place.behaviour) {
  for (const FifoChannel* out : outputs_) words_.emplace_back(static_cast<std::size_t>(out->word_bytes()));
  for (const FifoChannel* fifo : inputs_) fifo_changed_ |= fifo->word_written();
  for (const FifoChannel* fifo : outputs_) fifo_changed_ |= fifo->credit_returned();
  clock_.add_awake();
  SC_HAS_PROCESS(ClockedModule);
  SC_METHOD(wake);
  sensitive << clock_.tick();
}

void ClockedModule::read(std::size_t port) {
  const std::span<const std::uint8_t> word = inputs_[port]->read();
  if (behaviour_) behaviour_->read(static_cast<int>(port), word);
}

void ClockedModule::write(std::size_t port) {
  std::vector<std::uint8_t>& word = words_[port];
  if (behaviour_) behaviour_->write(static_cast<int>(port), word);
  outputs_[port]->write(word);
}

bool ClockedModule::has_written_all() const {
  return std::all_of(outputs_.begin(), outputs_.end(),
                     [&](const FifoChannel* fifo) { return fifo->meter().accepted_words() == words_out_; });
}

/// What others did in this cycle or before may be seen in later ones only.
bool ClockedModule::is_sleep_safe() const {
  const auto changes = [&](const FifoChannel* fifo) { return fifo->changes_after(cycle_); };
  return std::none_of(inputs_.begin(), inputs_.end(), changes) &&
         std::none_of(outputs_.begin(), outputs_.end(), changes);
}

/// The next tick is the first that sees what woke it.
void ClockedModule::wake() {
  if (failure_) return;
  if (is_asleep_) {
    is_asleep_ = false;
    clock_.add_awake();
    return;
  }
  cycle_ = now_cycle();
  try {
    if (tick(cycle_) || !is_sleep_safe()) return;
  } catch (...) {
    failure_ = std::current_exception();  // the model runs dry, and the caller rethrows
  }
  is_asleep_ = true;
  clock_.add_sleeper();
  next_trigger(fifo_changed_);
}

}  // namespace weir::timing::modules
