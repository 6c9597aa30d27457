#include "systemc/modules/channel.hpp"

#include <algorithm>

namespace weir::timing::modules {

std::int64_t now_cycle() {
  static const std::uint64_t ticks_per_cycle = sc_core::sc_time(1, sc_core::SC_NS).value();
  return static_cast<std::int64_t>(sc_core::sc_time_stamp().value() / ticks_per_cycle);
}

FifoChannel::FifoChannel(const char* name, const TimingStream& stream, int write_latency_cycles, bool has_values,
                         StreamRecord* record)
    : sc_prim_channel(name),
      latency_cycles_(write_latency_cycles),
      word_bytes_(has_values ? (stream.width_bits + 7) / 8 : 0),
      record_(record),
      fresh_credits_(stream.depth_words),
      front_(static_cast<std::size_t>(word_bytes_)) {}

std::int64_t FifoChannel::room_from() const {
  if (fresh_credits_ > 0) return 0;
  return credits_.empty() ? kUnknown : credits_.front();
}

void FifoChannel::write(std::span<const std::uint8_t> word) {
  const std::int64_t now = now_cycle(), arrival = now + latency_cycles_;
  if (fresh_credits_ > 0)
    --fresh_credits_;
  else
    credits_.pop_front();
  // A word read in this very cycle still holds its place, whichever of the two processes ran first.
  const std::int64_t freed = outcome_.read_words - (last_read_cycle_ == now ? 1 : 0);
  if (outcome_.accepted_words++ == 0) outcome_.first_write_cycle = arrival;
  outcome_.high_water_words = std::max(outcome_.high_water_words, static_cast<int>(outcome_.accepted_words - freed));
  outcome_.last_write_cycle = arrival;
  outcome_.last_move_cycle = std::max(outcome_.last_move_cycle, arrival);
  arrivals_.push_back(arrival);
  if (word_bytes_ > 0) values_.insert(values_.end(), word.begin(), word.end());
  if (record_ != nullptr) {
    record_->written_cycles.push_back(arrival);
    if (word_bytes_ > 0) record_->words.bytes.insert(record_->words.bytes.end(), word.begin(), word.end());
  }
  word_written_.notify();
}

std::span<const std::uint8_t> FifoChannel::read() {
  const std::int64_t now = now_cycle();
  arrivals_.pop_front();
  credits_.push_back(now + 1);
  last_read_cycle_ = now;
  ++outcome_.read_words;
  outcome_.last_move_cycle = std::max(outcome_.last_move_cycle, now);
  if (word_bytes_ > 0) {
    std::copy_n(values_.begin(), word_bytes_, front_.begin());
    values_.erase(values_.begin(), values_.begin() + word_bytes_);
  }
  if (record_ != nullptr) record_->read_cycles.push_back(now);
  credit_returned_.notify();
  return front_;
}

}  // namespace weir::timing::modules
