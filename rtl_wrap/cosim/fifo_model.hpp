/// hls/rtl/weir_fifo.sv in C++, cycle by cycle and bit by bit: a credit taken is a place promised, a word is readable
/// one cycle after its write, a read gives its place back one cycle later. A test holds it equal to the Verilated
/// source.
#pragma once
#include <cstdint>
#include <vector>

namespace weir::rtl {

class FifoModel {
 public:
  FifoModel(int word_bytes, int depth_words);

  bool room() const { return credits_ > 0; }
  bool valid() const { return words_ > 0; }
  /// The oldest word; meaningful while valid().
  const std::uint8_t* front() const { return memory_.data() + read_at_; }

  /// One rising edge of the clock: `take` a credit, write `word` (null: none), `read` the front, all as they stood
  /// before the edge. Throws Error rtl-stopped where the RTL stops: a credit that is not there, a word without a place.
  void clock(bool take, const std::uint8_t* word, bool read);
  void reset();

 private:
  std::size_t after(std::size_t at) const { return at + word_bytes_ == memory_.size() ? 0 : at + word_bytes_; }

  std::size_t word_bytes_;
  int depth_words_, credits_, words_ = 0;
  std::size_t write_at_ = 0, read_at_ = 0;  ///< byte offsets
  std::vector<std::uint8_t> memory_;
};

}  // namespace weir::rtl
