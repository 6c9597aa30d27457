/// What stands around a design: a source at every input, a sink at every output, clock and reset.
///
/// After reset nothing is offered and nothing taken for kQuietCycles: a master may raise TVALID one clock edge after
/// reset at the earliest (AXI-Stream), and queues are known that take a word twice which comes sooner. Cycle 0 is the
/// first in which a word may be offered. No kernel of Weir moves without input, so it makes no difference to its
/// cycles.
#pragma once
#include <cstddef>

#include "golden/network/words.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"
#include "systemc/process/stalls.hpp"

namespace weir::rtl {

constexpr int kQuietCycles = 4;

class OuterWorld {
 public:
  /// Both outlive this.
  OuterWorld(Design& rtl, const BenchPorts& ports);

  /// The first `count` of `words`, which outlive this; TLAST comes with the last of `frame_words`.
  void add_source(const BoundaryPort& port, const golden::Words& words, std::int64_t count, std::int64_t frame_words);

  /// Leaves the design before its first cycle, its registers written and read; `quiet_cycles` lie between. Throws Error
  /// rtl-axi-lite when it does not answer.
  void reset(int cycles, int quiet_cycles = kQuietCycles);
  /// Registers that held something else when they were read, one line each.
  const std::vector<std::string>& register_differences() const { return register_differences_; }
  /// Sets the inputs of `cycle` and settles the design.
  void drive(const timing::Stalls& stalls, std::int64_t cycle);
  /// The rising edge.
  void clock();

  /// Handshakes of the settled cycle: calls `accepted(port)` for every source whose word is accepted, `taken(index,
  /// port)` for every sink that takes one. Says whether there was any.
  template <class Accepted, class Taken>
  bool observe(const Accepted& accepted, const Taken& taken) {
    bool moved = false;
    // Words that never end are no sign of life.
    for (Source& feed : feeds_)
      if (*feed.port.ready != 0) feed.offering = false, feed.sent = (feed.sent + 1) % feed.total;
    for (Source& source : sources_) {
      if (!source.offering || *source.port.ready == 0) continue;
      source.offering = false;
      ++source.sent;
      moved = true;
      accepted(source.port);
    }
    for (std::size_t i = 0; i < ports_.sinks.size(); ++i) {
      const BoundaryPort& sink = ports_.sinks[i];
      if (*sink.ready == 0 || *sink.valid == 0) continue;
      moved = true;
      taken(i, sink);
    }
    return moved;
  }
  /// A closed source or sink could still move a word once it opens.
  bool can_move_later() const;
  /// A word stands at an output.
  bool offers_word() const;
  /// Words of the source at `port`, in the order of add_source(), that were not accepted.
  std::int64_t words_left(std::size_t source) const { return sources_[source].total - sources_[source].sent; }

 private:
  struct Source {
    BoundaryPort port;
    const std::uint8_t* words = nullptr;
    std::size_t word_bytes = 0;
    std::int64_t sent = 0, total = 0, frame_words = 0;
    bool offering = false;
  };
  void settle();
  void offer(Source& source);
  void write_register(const RegisterPort& slave, const RegisterWrite& write);
  void check_register(const RegisterPort& slave, const RegisterWrite& check);

  Design& rtl_;
  const BenchPorts& ports_;
  std::vector<Source> sources_;
  std::vector<std::string> register_differences_;
  std::vector<Source> feeds_;  ///< never at their end
};

}  // namespace weir::rtl
