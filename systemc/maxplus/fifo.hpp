/// A FIFO as the max-plus engine sees it: the cycles at which words entered and left, for as long as anybody may ask.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "systemc/maxplus/peak.hpp"

namespace weir::timing::maxplus {

/// Long before cycle 0, but far enough from overflow to be added to.
constexpr std::int64_t kLongAgo = -(std::int64_t{1} << 60);

class Fifo {
 public:
  /// `total_words` pass in the whole run; `keep_all` keeps all their times instead of the last `depth_words`.
  Fifo(std::int64_t depth_words, std::int64_t total_words, int write_latency_cycles, bool keep_all)
      : depth_(std::min(depth_words, total_words)), latency_(write_latency_cycles) {
    const auto places = std::bit_ceil(static_cast<std::uint64_t>(keep_all ? total_words : depth_));
    mask_ = places - 1;
    written_.assign(places, kLongAgo);
    read_.assign(places, kLongAgo);
  }

  /// To be called before the first word: from then on it is watched which words come exactly `interval_cycles` after
  /// their predecessors `words_per_frame` earlier, on both sides.
  void watch(std::int64_t words_per_frame, std::int64_t interval_cycles) {
    frame_words_ = words_per_frame;
    interval_ = interval_cycles;
    const auto places = std::bit_ceil(std::max<std::uint64_t>(mask_ + 1, depth_ + words_per_frame + 1));
    mask_ = places - 1;
    written_.assign(places, kLongAgo);
    read_.assign(places, kLongAgo);
    first_regular_ = words_per_frame;
  }
  /// First word from which on all do, on both sides; at least the first of the second frame.
  std::int64_t first_regular_word() const { return first_regular_; }

  std::int64_t words() const { return writes_ - reads_; }
  std::int64_t room() const { return reads_ + depth_ - writes_; }
  std::int64_t writes() const { return writes_; }
  std::int64_t reads() const { return reads_; }

  /// The reading side at the front word. A copy of the few numbers a loop needs, so that they stay in registers.
  struct Reader {
    const std::int64_t* written;
    std::int64_t* read;
    std::uint64_t mask;
    std::int64_t front;
    /// First cycle in which the word `ahead` places behind the front can be read. Requires ahead < words().
    std::int64_t ready_cycle(std::int64_t ahead) const { return written[(front + ahead) & mask] + 1; }
    void set(std::int64_t ahead, std::int64_t cycle) const { read[(front + ahead) & mask] = cycle; }
  };
  /// The writing side at the next word.
  struct Writer {
    const std::int64_t* read;
    std::int64_t* written;
    std::uint64_t mask;
    std::int64_t next, freed_by, latency;
    /// First cycle in which the word `ahead` places behind the next finds its place free. Requires ahead < room().
    std::int64_t ready_cycle(std::int64_t ahead) const { return read[(freed_by + ahead) & mask] + 1; }
    void set(std::int64_t ahead, std::int64_t cycle) const { written[(next + ahead) & mask] = cycle + latency; }
  };
  Reader reader() { return {written_.data(), read_.data(), mask_, reads_}; }
  Writer writer() { return {read_.data(), written_.data(), mask_, writes_, writes_ - depth_, latency_}; }
  void commit_reads(std::int64_t count) { reads_ += count; }
  void commit_writes(std::int64_t count) {
    if (writes_ == 0) first_written_ = written_[0];
    writes_ += count;
  }

  std::int64_t written_cycle(std::int64_t word) const { return written_[word & mask_]; }
  std::int64_t first_written_cycle() const { return first_written_; }
  std::int64_t read_cycle(std::int64_t word) const { return read_[word & mask_]; }

  /// To be called after every commit. A word takes its place at the gate cycle of its write; a place freed in a cycle
  /// is in use until its end.
  void update_high_water() {
    peak_.update({written_.data(), mask_, writes_}, {read_.data(), mask_, reads_}, -latency_, depth_);
  }
  /// To be called after every commit, too.
  void update_watch() {
    if (frame_words_ == 0) return;
    watch_side(written_, watched_writes_, writes_);
    watch_side(read_, watched_reads_, reads_);
  }
  /// At the end of a run.
  std::int64_t final_high_water() const { return peak_.final_words(writes_, depth_); }

 private:
  void watch_side(const std::vector<std::int64_t>& cycles, std::int64_t& watched, std::int64_t count) {
    for (watched = std::max(watched, std::min(frame_words_, count)); watched < count; ++watched)
      if (cycles[watched & mask_] - cycles[(watched - frame_words_) & mask_] != interval_)
        first_regular_ = std::max(first_regular_, watched + 1);
  }

  std::int64_t depth_, latency_;
  std::uint64_t mask_ = 0;
  std::vector<std::int64_t> written_, read_;  ///< by word number modulo their size
  std::int64_t writes_ = 0, reads_ = 0, first_written_ = 0;
  std::int64_t frame_words_ = 0, interval_ = 0, first_regular_ = 0, watched_writes_ = 0, watched_reads_ = 0;
  Peak peak_;
};

}  // namespace weir::timing::maxplus
