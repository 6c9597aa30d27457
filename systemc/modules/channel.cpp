#include "systemc/modules/channel.hpp"

#include <algorithm>

namespace weir::timing::modules {

std::int64_t now_cycle() {
  static const std::uint64_t ticks_per_cycle = sc_core::sc_time(1, sc_core::SC_NS).value();
  return static_cast<std::int64_t>(sc_core::sc_time_stamp().value() / ticks_per_cycle);
}

void StreamMeter::count_words(std::int64_t cycle) {
  if (cycle != last_counted_cycle_) outcome_.high_water_words = std::max(outcome_.high_water_words, fill());
  last_counted_cycle_ = cycle;
}

void StreamMeter::write(std::int64_t cycle, std::int64_t arrival, std::span<const std::uint8_t> word) {
  if (counts_words_) count_words(cycle);
  if (outcome_.accepted_words++ == 0) outcome_.first_write_cycle = arrival;
  // A word read in this very cycle still holds its place, whichever of the two processes ran first.
  if (!counts_words_)
    outcome_.high_water_words = std::max(outcome_.high_water_words, fill() + (last_read_cycle_ == cycle ? 1 : 0));
  outcome_.last_write_cycle = arrival;
  outcome_.last_move_cycle = std::max(outcome_.last_move_cycle, arrival);
  if (record_ == nullptr) return;
  record_->written_cycles.push_back(arrival);
  record_->words.bytes.insert(record_->words.bytes.end(), word.begin(), word.end());
}

void StreamMeter::read(std::int64_t cycle) {
  if (counts_words_) count_words(cycle);
  last_read_cycle_ = cycle;
  ++outcome_.read_words;
  outcome_.last_move_cycle = std::max(outcome_.last_move_cycle, cycle);
  if (record_ != nullptr) record_->read_cycles.push_back(cycle);
}

StreamOutcome StreamMeter::outcome() const {
  StreamOutcome outcome = outcome_;
  if (counts_words_) outcome.high_water_words = std::max(outcome.high_water_words, fill());
  return outcome;
}

FifoChannel::FifoChannel(const char* name, const Shape& shape, StreamMeter& meter)
    : sc_prim_channel(name),
      shape_(shape),
      meter_(meter),
      fresh_credits_(shape.depth_words),
      front_(static_cast<std::size_t>(shape.word_bytes)) {}

void FifoChannel::write(std::span<const std::uint8_t> word) {
  const std::int64_t now = now_cycle(), arrival = now + shape_.write_latency_cycles;
  if (fresh_credits_ > 0)
    --fresh_credits_;
  else
    credits_.pop_front();
  if (shape_.at_front) meter_.write(now, arrival, word);
  arrivals_.push_back(arrival);
  if (shape_.word_bytes > 0) values_.insert(values_.end(), word.begin(), word.end());
  if (arrivals_.size() == 1) word_written_.notify();
}

std::span<const std::uint8_t> FifoChannel::read() {
  const std::int64_t now = now_cycle();
  arrivals_.pop_front();
  credits_.push_back(now + 1);
  if (shape_.at_back) meter_.read(now);
  if (shape_.word_bytes > 0) {
    std::copy_n(values_.begin(), shape_.word_bytes, front_.begin());
    values_.erase(values_.begin(), values_.begin() + shape_.word_bytes);
  }
  if (fresh_credits_ == 0 && credits_.size() == 1) credit_returned_.notify();
  return front_;
}

void FifoChannel::add_state(State& state, std::int64_t cycle) const {
  state.push_back(static_cast<std::int64_t>(arrivals_.size()));
  for (auto arrival = arrivals_.rbegin(); arrival != arrivals_.rend() && *arrival > cycle; ++arrival)
    state.push_back(*arrival - cycle);
  state.push_back(0);
}

}  // namespace weir::timing::modules
