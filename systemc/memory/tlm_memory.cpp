/// The TLM-2.0 side of systemc/memory/memory.hpp: a memory as target, a DMA as initiator, loosely timed with annotated
/// delays.
#include <tlm.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <algorithm>
#include <cstring>
#include <systemc>

#include "systemc/memory/memory.hpp"
#include "systemc/modules/context.hpp"

namespace weir::timing {

namespace {

sc_core::sc_time cycles(std::int64_t count) { return {static_cast<double>(count), sc_core::SC_NS}; }
std::int64_t count_of(const sc_core::sc_time& time) { return static_cast<std::int64_t>(time.to_seconds() * 1e9 + 0.5); }

/// One port of a memory: bursts share its data bus in the order in which they come.
class Memory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Memory> socket{"socket"};

  Memory(sc_core::sc_module_name name, const MemoryTiming& timing, std::vector<std::uint8_t> contents)
      : sc_module(name), timing_(timing), contents_(std::move(contents)) {
    socket.register_b_transport(this, &Memory::b_transport);
  }
  const std::vector<std::uint8_t>& contents() const { return contents_; }

 private:
  /// `delay` comes as the time of the address and goes as that of the last beat (read) or the response (write).
  void b_transport(tlm::tlm_generic_payload& burst, sc_core::sc_time& delay) {
    const std::uint64_t address = burst.get_address();
    const std::size_t length = burst.get_data_length();
    if (address + length > contents_.size()) return burst.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto beats = static_cast<std::int64_t>((length + timing_.bytes_per_cycle - 1) / timing_.bytes_per_cycle);
    const std::int64_t asked = count_of(sc_core::sc_time_stamp() + delay);
    const bool is_read = burst.is_read();
    const std::int64_t first_beat = std::max(asked + (is_read ? timing_.latency_cycles : 0), bus_free_cycle_);
    bus_free_cycle_ = first_beat + beats;
    std::uint8_t* const here = contents_.data() + address;
    if (is_read)
      std::memcpy(burst.get_data_ptr(), here, length);
    else
      std::memcpy(here, burst.get_data_ptr(), length);
    delay = cycles(bus_free_cycle_ + (is_read ? 0 : timing_.latency_cycles)) - sc_core::sc_time_stamp();
    burst.set_response_status(tlm::TLM_OK_RESPONSE);
  }

  const MemoryTiming timing_;
  std::vector<std::uint8_t> contents_;
  std::int64_t bus_free_cycle_ = 0;
};

/// Moves a buffer burst by burst, never with more bursts under way than it may have.
class Dma : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Dma> socket{"socket"};

  Dma(sc_core::sc_module_name name, const MemoryTiming& timing, Direction direction, std::vector<std::uint8_t> buffer)
      : sc_module(name), timing_(timing), direction_(direction), buffer_(std::move(buffer)) {
    SC_HAS_PROCESS(Dma);
    SC_THREAD(run);
  }

  std::vector<std::uint8_t> buffer() const { return buffer_; }
  /// When each burst's last beat was on the bus, and when the last burst was over.
  const std::vector<std::int64_t>& last_beats() const { return last_beats_; }
  std::int64_t end_cycle() const { return ends_.empty() ? 0 : ends_.back(); }

 private:
  void run() {
    for (std::size_t at = 0; at < buffer_.size(); at += static_cast<std::size_t>(timing_.burst_bytes)) {
      const auto outstanding = static_cast<std::size_t>(timing_.outstanding_bursts);
      const std::int64_t issue = ends_.size() < outstanding ? 0 : ends_[ends_.size() - outstanding];
      wait(std::max(cycles(issue) - sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME));
      send(at, std::min(buffer_.size() - at, static_cast<std::size_t>(timing_.burst_bytes)));
    }
  }

  void send(std::size_t at, std::size_t length) {
    tlm::tlm_generic_payload burst;
    burst.set_command(direction_ == Direction::Read ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
    burst.set_address(at);
    burst.set_data_ptr(buffer_.data() + at);
    burst.set_data_length(static_cast<unsigned>(length));
    burst.set_streaming_width(static_cast<unsigned>(length));
    burst.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(burst, delay);
    if (!burst.is_response_ok()) throw Error("internal", "the memory refused a burst");
    ends_.push_back(count_of(sc_core::sc_time_stamp() + delay));
    last_beats_.push_back(ends_.back() - (direction_ == Direction::Write ? timing_.latency_cycles : 0));
  }

  const MemoryTiming timing_;
  const Direction direction_;
  std::vector<std::uint8_t> buffer_;
  std::vector<std::int64_t> ends_, last_beats_;
};

/// Beats of a burst follow each other; a word is there with its last one.
std::vector<std::int64_t> word_cycles(const MemoryTiming& timing, const std::vector<std::int64_t>& last_beats,
                                      std::size_t bytes, int word_bytes) {
  std::vector<std::int64_t> at;
  const auto burst_bytes = static_cast<std::size_t>(timing.burst_bytes);
  for (std::size_t end = static_cast<std::size_t>(word_bytes); end <= bytes;
       end += static_cast<std::size_t>(word_bytes)) {
    const std::size_t burst = (end - 1) / burst_bytes;
    const std::size_t burst_end = std::min(bytes, (burst + 1) * burst_bytes);
    at.push_back(last_beats[burst] - static_cast<std::int64_t>((burst_end - end) / timing.bytes_per_cycle));
  }
  return at;
}

}  // namespace

Transfer transfer(const MemoryTiming& memory, Direction direction, std::span<const std::uint8_t> bytes,
                  int word_bytes) {
  Errors errors;
  validate(memory, errors);
  if (word_bytes < 1 || bytes.size() % static_cast<std::size_t>(std::max(word_bytes, 1)) != 0)
    errors.add("word-size",
               std::to_string(bytes.size()) + " bytes are not whole words of " + std::to_string(word_bytes) + " bytes");
  errors.throw_if_any();
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end()), empty(bytes.size());
  const bool is_read = direction == Direction::Read;
  const modules::FreshContext context;
  Memory target("memory", memory, is_read ? data : empty);
  Dma dma("dma", memory, direction, is_read ? empty : data);
  dma.socket.bind(target.socket);
  sc_core::sc_start();
  return {word_cycles(memory, dma.last_beats(), bytes.size(), word_bytes), dma.end_cycle(),
          is_read ? dma.buffer() : target.contents()};
}

}  // namespace weir::timing
