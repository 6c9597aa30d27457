/// The most words in a FIFO, from the times of its writes and reads as they become known.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace weir::timing::maxplus {

class Peak {
 public:
  /// A side as a ring: the cycle of move k is cycles[k & mask].
  struct Side {
    const std::int64_t* cycles;
    std::uint64_t mask;
    std::int64_t moves;
    std::int64_t operator[](std::int64_t k) const { return cycles[static_cast<std::uint64_t>(k) & mask]; }
  };

  /// A write in cycle t counts before a read in cycle t + write_lag or later. To be called after every commit, so that
  /// no time that it asks for is overwritten.
  void update(const Side& written, const Side& read, std::int64_t write_lag, std::int64_t depth_words) {
    std::int64_t words = words_, k = seen_;
    // Write k makes a new peak if read k - words comes after it; writes beyond wait until that read is known.
    while (words < depth_words && k < written.moves && k - words < read.moves) {
      const std::int64_t end = std::min(written.moves, read.moves + words);
      while (k < end && written[k] + write_lag > read[k - words]) ++k;
      if (k == end) break;
      ++words;
      ++k;
    }
    words_ = words;
    seen_ = k;
  }
  /// At the end of a run, after an update(): what is not read stays.
  std::int64_t final_words(std::int64_t writes, std::int64_t depth_words) const {
    return std::min(depth_words, words_ + writes - seen_);
  }

 private:
  std::int64_t seen_ = 0, words_ = 0;  ///< writes gone through, and the peak until then
};

}  // namespace weir::timing::maxplus
