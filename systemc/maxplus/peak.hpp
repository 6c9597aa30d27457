/// The most words in a FIFO, from the times of its writes and reads as they become known.
#pragma once
#include "systemc/maxplus/time_window.hpp"

namespace weir::timing::maxplus {

class Peak {
 public:
  /// Cycles of the writes and reads so far, which may all be off by the same number. A write in cycle t counts before a
  /// read in cycle t + write_lag or later. To be called before times are lost: of
  /// words that are in the FIFO, and of reads as long as the FIFO is deep.
  void update(const TimeWindow& written, std::int64_t writes, const TimeWindow& read, std::int64_t reads,
              std::int64_t write_lag, std::int64_t depth_words) {
    std::int64_t words = words_, k = seen_;
    // Write k makes a new peak if read k - words comes after it; writes beyond wait until that read is known.
    while (words < depth_words && k < writes && k - words < reads) {
      const std::int64_t end = std::min(writes, reads + words);
      const Cycle *write = written.at(k), *freed = read.at(k - words), *const last = written.at(end);
      while (write<last&& * write + write_lag> * freed) ++write, ++freed;
      k = end - (last - write);
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
