/// The FIFO channel, with credits: a writer takes a credit, the word arrives a fixed number of cycles later and is
/// readable in the cycle after; a read returns the credit for the next cycle. What a reader or writer sees in a cycle
/// does not depend on who runs first in it. One cycle is 1 ns.
#pragma once
#include <deque>
#include <span>
#include <systemc>

#include "systemc/engines/outcome.hpp"

namespace weir::timing::modules {

/// "Not before somebody else moves": wait for the event.
constexpr std::int64_t kUnknown = -1;

/// Registers and counts of a design, in a fixed order.
using State = std::vector<std::int64_t>;

/// The current cycle.
std::int64_t now_cycle();

/// What moves into and out of a stream, whose words may pass several channels.
class StreamMeter {
 public:
  /// `record` may be null: not recorded.
  StreamMeter(StreamRecord* record, bool counts_words) : record_(record), counts_words_(counts_words) {}

  void write(std::int64_t cycle, std::int64_t arrival, std::span<const std::uint8_t> word);
  void read(std::int64_t cycle);
  StreamOutcome outcome() const;
  std::int64_t accepted_words() const { return outcome_.accepted_words; }
  std::int64_t read_words() const { return outcome_.read_words; }

 private:
  int fill() const { return static_cast<int>(outcome_.accepted_words - outcome_.read_words); }
  /// What a cycle ends with counts, in whatever order the ends of the stream move in it.
  void count_words(std::int64_t cycle);

  StreamRecord* record_;
  const bool counts_words_;  ///< counts_words(graph, stream)
  StreamOutcome outcome_;
  std::int64_t last_read_cycle_ = -1, last_counted_cycle_ = -1;
};

class FifoChannel : public sc_core::sc_prim_channel {
 public:
  struct Shape {
    int depth_words, write_latency_cycles, word_bytes;  ///< bytes 0: values are not computed
    bool at_front = true, at_back = true;               ///< is it the first, the last channel of its stream?
  };
  FifoChannel(const char* name, const Shape& shape, StreamMeter& meter);

  /// First cycle in which a credit for the next word is there; kUnknown while all are taken.
  std::int64_t room_from() const {
    if (fresh_credits_ > 0) return 0;
    return credits_.empty() ? kUnknown : credits_.front();
  }
  const sc_core::sc_event& credit_returned() const { return credit_returned_; }
  /// To be called in a cycle >= room_from(). `word` may be empty if values are not computed.
  void write(std::span<const std::uint8_t> word);

  /// First cycle in which the front word can be read; kUnknown while nobody has written it.
  std::int64_t word_from() const { return arrivals_.empty() ? kUnknown : arrivals_.front() + 1; }
  const sc_core::sc_event& word_written() const { return word_written_; }
  /// To be called in a cycle >= word_from(). Valid until the next read.
  std::span<const std::uint8_t> read();

  // The same for those who look in every cycle. Once they have read or written in it, they see the cycle after.
  bool has_word(std::int64_t cycle) const { return !arrivals_.empty() && arrivals_.front() < cycle; }
  bool has_room(std::int64_t cycle) const {
    return fresh_credits_ > 0 || (!credits_.empty() && credits_.front() <= cycle);
  }
  /// Will one of the two become true although nobody moves?
  bool changes_after(std::int64_t cycle) const { return word_from() > cycle || room_from() > cycle; }

  const StreamMeter& meter() const { return meter_; }
  int word_bytes() const { return shape_.word_bytes; }
  /// At the end of `cycle`.
  void add_state(State& state, std::int64_t cycle) const;

 private:
  const Shape shape_;
  StreamMeter& meter_;
  std::int64_t fresh_credits_;         ///< those of the reset, not yet taken
  std::deque<std::int64_t> credits_;   ///< those returned, by the cycle from which they count
  std::deque<std::int64_t> arrivals_;  ///< of the words not yet read
  std::deque<std::uint8_t> values_;
  std::vector<std::uint8_t> front_;  ///< the word read last
  sc_core::sc_event credit_returned_, word_written_;
};

}  // namespace weir::timing::modules
