/// The FIFO channel of Weir's own RTL, with credits: a writer takes a credit at its gate, the word arrives a fixed
/// number of cycles later and is readable in the cycle after; a read returns the credit for the next cycle. One cycle
/// is 1 ns.
#pragma once
#include <deque>
#include <span>
#include <systemc>

#include "systemc/engines/outcome.hpp"

namespace weir::timing::modules {

/// "Not before somebody else moves": wait for the event.
constexpr std::int64_t kUnknown = -1;

class WordWriter : virtual public sc_core::sc_interface {
 public:
  /// First cycle in which a credit for the next word is there; kUnknown while all are taken.
  virtual std::int64_t room_from() const = 0;
  virtual const sc_core::sc_event& credit_returned() const = 0;
  /// To be called in a cycle >= room_from(). `word` may be empty if values are not computed.
  virtual void write(std::span<const std::uint8_t> word) = 0;
};

class WordReader : virtual public sc_core::sc_interface {
 public:
  /// First cycle in which the front word can be read; kUnknown while nobody has written it.
  virtual std::int64_t word_from() const = 0;
  virtual const sc_core::sc_event& word_written() const = 0;
  /// To be called in a cycle >= word_from(). Valid until the next read.
  virtual std::span<const std::uint8_t> read() = 0;
};

/// The current cycle.
std::int64_t now_cycle();

class FifoChannel : public sc_core::sc_prim_channel, public WordWriter, public WordReader {
 public:
  FifoChannel(const char* name, const TimingStream& stream, int write_latency_cycles, bool has_values,
              StreamRecord* record);

  std::int64_t room_from() const override;
  const sc_core::sc_event& credit_returned() const override { return credit_returned_; }
  void write(std::span<const std::uint8_t> word) override;

  std::int64_t word_from() const override { return arrivals_.empty() ? kUnknown : arrivals_.front() + 1; }
  const sc_core::sc_event& word_written() const override { return word_written_; }
  std::span<const std::uint8_t> read() override;

  const StreamOutcome& outcome() const { return outcome_; }

 private:
  const int latency_cycles_, word_bytes_;
  StreamRecord* record_;               ///< null: not recorded
  std::int64_t fresh_credits_;         ///< those of the reset, not yet taken
  std::deque<std::int64_t> credits_;   ///< those returned, by the cycle from which they count
  std::deque<std::int64_t> arrivals_;  ///< of the words not yet read
  std::deque<std::uint8_t> values_;
  std::vector<std::uint8_t> front_;  ///< the word read last
  std::int64_t last_read_cycle_ = -1;
  StreamOutcome outcome_;
  sc_core::sc_event credit_returned_, word_written_;
};

}  // namespace weir::timing::modules
