#include "rtl_wrap/cosim/fifo_measure.hpp"

#include <algorithm>
#include <string>

#include "golden/base/error.hpp"

namespace weir::rtl {

namespace {

constexpr int kMeasureResetCycles = 12, kMeasureQuietCycles = 64, kRandomCycles = 400;

const Port& port_of(const Design& rtl, const std::string& name) {
  const Port* port = rtl.find(name);
  if (port == nullptr) throw Error("rtl-port-missing", "the bench of FIFOs has no port " + name);
  return *port;
}

std::uint64_t mixed(std::uint64_t x) {
  x = (x + 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

/// One FIFO: words are numbered, and a word's bytes follow from its number.
class Fifo {
 public:
  Fifo(const Design& rtl, std::size_t index, int word_bits)
      : in_data_(port_of(rtl, name("in", index, "TDATA"))),
        out_data_(port_of(rtl, name("out", index, "TDATA"))),
        in_valid_(port_of(rtl, name("in", index, "TVALID")).data),
        in_ready_(port_of(rtl, name("in", index, "TREADY")).data),
        out_valid_(port_of(rtl, name("out", index, "TVALID")).data),
        out_ready_(port_of(rtl, name("out", index, "TREADY")).data),
        word_bits_(word_bits) {
    close();
  }

  void close() { *in_valid_ = *out_ready_ = 0; }
  void drive(bool offers, bool takes) {
    // What was offered stays until it is accepted.
    if (offers || is_offering_) {
      for (int byte = 0; byte < in_data_.bytes(); ++byte) in_data_.data[byte] = byte_of(sent_, byte, in_data_.bits);
      is_offering_ = true;
    }
    *in_valid_ = is_offering_;
    *out_ready_ = takes;
  }
  /// Of the settled cycle. Says whether a word moved.
  bool observe(std::int64_t cycle) {
    bool moved = false;
    if (*out_valid_ != 0 && first_offered_ < 0) first_offered_ = cycle;
    if (*out_valid_ != 0 && *out_ready_ != 0) {
      moved = true;
      result_.keeps_words &= taken_ < sent_ && is_expected();
      ++taken_;
    }
    if (is_offering_ && *in_ready_ != 0) {
      moved = true;
      if (first_accepted_ < 0) first_accepted_ = cycle;
      is_offering_ = false;
      ++sent_;
    }
    return moved;
  }
  void stop_offering() { is_offering_ = false; }
  std::int64_t words_inside() const { return sent_ - taken_; }
  void note_full() { result_.holds_words = words_inside(); }
  FifoMeasurement result() {
    result_.keeps_words &= sent_ == taken_;
    result_.hops = first_offered_ < 0 ? 0 : first_offered_ - first_accepted_;
    return result_;
  }

 private:
  static std::string name(const char* side, std::size_t index, const char* signal) {
    return side + std::to_string(index) + "_V_" + signal;
  }
  static std::uint8_t byte_of(std::int64_t word, int byte, int bits) {
    const auto value =
        static_cast<std::uint8_t>(mixed(static_cast<std::uint64_t>(word) * 64 + static_cast<unsigned>(byte)));
    const int left = bits - 8 * byte;
    return left >= 8 ? value : static_cast<std::uint8_t>(value & ((1U << left) - 1));
  }
  bool is_expected() const {
    for (int byte = 0; 8 * byte < word_bits_; ++byte) {
      const int left = std::min(8, word_bits_ - 8 * byte);
      const unsigned mask = (1U << left) - 1;
      if (((out_data_.data[byte] ^ byte_of(taken_, byte, in_data_.bits)) & mask) != 0) return false;
    }
    return true;
  }

  const Port &in_data_, &out_data_;
  std::uint8_t *in_valid_, *in_ready_, *out_valid_, *out_ready_;
  int word_bits_;
  bool is_offering_ = false;
  std::int64_t sent_ = 0, taken_ = 0, first_accepted_ = -1, first_offered_ = -1;
  FifoMeasurement result_;
};

class Measurer {
 public:
  Measurer(Design& rtl, const std::vector<int>& word_bits, std::int64_t most_words)
      : rtl_(rtl), clock_(port_of(rtl, "ap_clk").data), reset_(port_of(rtl, "ap_rst_n").data), most_(most_words) {
    for (std::size_t k = 0; k < word_bits.size(); ++k) fifos_.emplace_back(rtl, k, word_bits[k]);
  }

  std::vector<FifoMeasurement> run() {
    *reset_ = 0;
    for (int k = 0; k < 2 * kMeasureResetCycles; ++k) {
      if (k == kMeasureResetCycles) *reset_ = 1;
      settle();
      clock();
    }
    fill();
    for (Fifo& fifo : fifos_) fifo.note_full();
    drain();
    for (int k = 0; k < kRandomCycles; ++k)
      step([&](Fifo& fifo, std::size_t at) {
        const std::uint64_t random = mixed(static_cast<std::uint64_t>(k) * fifos_.size() + at);
        fifo.drive((random & 3) != 0, (random & 12) > 4);
      });
    drain();
    std::vector<FifoMeasurement> results;
    for (Fifo& fifo : fifos_) results.push_back(fifo.result());
    return results;
  }

 private:
  void settle() {
    *clock_ = 0;
    rtl_.eval();
  }
  void clock() {
    *clock_ = 1;
    rtl_.eval();
  }
  template <class Drive>
  bool step(const Drive& drive) {
    for (std::size_t k = 0; k < fifos_.size(); ++k) drive(fifos_[k], k);
    settle();
    bool moved = false;
    for (Fifo& fifo : fifos_) moved |= fifo.observe(cycle_);
    clock();
    ++cycle_;
    return moved;
  }
  void fill() {
    for (int quiet = 0; quiet < kMeasureQuietCycles;) {
      const bool moved = step([&](Fifo& fifo, std::size_t) { fifo.drive(fifo.words_inside() < most_, false); });
      quiet = moved ? 0 : quiet + 1;
    }
    for (Fifo& fifo : fifos_) fifo.stop_offering();
  }
  void drain() {
    const std::int64_t last =
        cycle_ + 4 * most_ + 4 * kMeasureQuietCycles;  // one that makes words of its own never ends
    for (int quiet = 0; quiet < kMeasureQuietCycles && cycle_ < last;) {
      const bool moved = step([](Fifo& fifo, std::size_t) { fifo.drive(false, true); });
      quiet = moved ? 0 : quiet + 1;
    }
  }

  Design& rtl_;
  std::uint8_t *clock_, *reset_;
  std::int64_t most_, cycle_ = 0;
  std::vector<Fifo> fifos_;
};

}  // namespace

std::vector<FifoMeasurement> measure_fifos(Design& rtl, const std::vector<int>& word_bits, std::int64_t most_words) {
  return Measurer(rtl, word_bits, most_words).run();
}

}  // namespace weir::rtl
