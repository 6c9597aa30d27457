/// A FIFO as the max-plus engine sees it: the cycles from which words can be read and their places filled again, for as
/// long as anybody may ask.
#pragma once
#include <array>

#include "systemc/maxplus/peak.hpp"
#include "systemc/maxplus/time_window.hpp"

namespace weir::timing::maxplus {

class Fifo {
 public:
  /// `total_words` pass in the whole run; `keep_all` keeps all their times instead of those that somebody may ask for.
  Fifo(std::int64_t depth_words, std::int64_t total_words, int write_latency_cycles, bool keep_all)
      : depth_(std::min(depth_words, total_words)), total_(total_words), latency_(write_latency_cycles) {
    keep_last(keep_all ? total_ : 1);
  }

  /// Its source is never paused. If it holds two words or more, nobody ever waits for a word but the first: word k is
  /// written at the latest in the cycle after word k - 1 or k - 2 was read, so it can be read in the cycle after word
  /// k - 1. Then its reader may be ahead of the source, unless the FIFO is so deep that the source had better be.
  void set_never_paused() {
    if (depth_ >= 2 && depth_ <= kDeepest) ahead_ = kMostAhead;
  }

  /// To be called before the first word: from then on it is watched which words come exactly `interval_cycles` after
  /// their predecessors `words_per_frame` earlier, on both sides.
  void watch(std::int64_t words_per_frame, std::int64_t interval_cycles) {
    frame_words_ = words_per_frame;
    interval_ = interval_cycles;
    keep_last(std::max(kept_, words_per_frame + 1));
    first_regular_ = words_per_frame;
  }
  /// At the end of a run: the first word from which on all do, on both sides; at least the first of the second frame.
  std::int64_t first_regular_word() {
    look_back();
    return first_regular_;
  }

  std::int64_t depth() const { return depth_; }
  /// That may be read now.
  std::int64_t words() const { return (ahead_ > 0 ? std::min(writes_ + ahead_, total_) : writes_) - reads_; }
  std::int64_t room() const { return std::min(reads_ + depth_, total_) - writes_; }
  std::int64_t writes() const { return writes_; }
  std::int64_t reads() const { return reads_; }

  /// One side at its next word: since when words can be moved, and since when the other side may move what this side
  /// has moved, `then` cycles after it. For a loop that has them in registers.
  struct Side {
    const Cycle* ready;
    Cycle* moved;
    int then;
  };
  /// Requires words() > 0, as the other room() > 0.
  Side reader() {
    if (const std::int64_t end = reads_ + words(); !read_.reaches(end)) {
      look_back();
      read_.move(writes_ - depth_ - kept_, end);
    }
    return {ahead_ > 0 ? ready_from_start() : written_.at(reads_), read_.at(reads_), 1};
  }
  Side writer() {
    if (const std::int64_t end = writes_ + room(); !written_.reaches(end)) {
      look_back();
      written_.move(std::min(writes_, reads_) - kept_, end);
    }
    return {read_.at(writes_ - depth_), written_.at(writes_), latency_ + 1};
  }
  void commit_reads(std::int64_t count) { reads_ += count; }
  void commit_writes(std::int64_t count) {
    if (writes_ == 0 && count > 0) first_written_ = written_cycle(0);
    writes_ += count;
  }

  std::int64_t written_cycle(std::int64_t word) const { return written_[word] - 1; }
  std::int64_t first_written_cycle() const { return first_written_; }
  std::int64_t read_cycle(std::int64_t word) const { return read_[word] - 1; }

  /// At the end of a run. A word takes its place at the gate cycle of its write; a place freed in a cycle is in use
  /// until its end.
  std::int64_t final_high_water() {
    look_back();
    return peak_.final_words(writes_, depth_);
  }

 private:
  static constexpr std::int64_t kMostAhead = 256, kDeepest = 1024, kSpareWords = 128;

  static const Cycle* ready_from_start() {
    static constexpr std::array<Cycle, kDeepest + kMostAhead> kReady = [] {
      std::array<Cycle, kDeepest + kMostAhead> ready{};
      ready.fill(1);
      return ready;
    }();
    return kReady.data();
  }

  void keep_last(std::int64_t words) {
    kept_ = words;
    const std::int64_t end = std::min(total_, 2 * (depth_ + kept_) + kSpareWords);
    written_.open(0, end);
    read_.open(-depth_, end);
  }

  /// What is to be known of times that may be lost from now on. Many at once take less than a few in each visit.
  void look_back() {
    peak_.update(written_, writes_, read_, reads_, -latency_, depth_);
    if (frame_words_ == 0) return;
    watch_side(written_, watched_writes_, writes_);
    watch_side(read_, watched_reads_, reads_);
  }

  void watch_side(const TimeWindow& cycles, std::int64_t& watched, std::int64_t count) {
    for (watched = std::max(watched, std::min(frame_words_, count)); watched < count; ++watched)
      if (cycles[watched] - cycles[watched - frame_words_] != interval_)
        first_regular_ = std::max(first_regular_, watched + 1);
  }

  std::int64_t depth_, total_;
  int latency_;
  std::int64_t ahead_ = 0;     ///< words that the reader may be ahead of the source
  std::int64_t kept_ = 0;      ///< words that have gone through, and whose times are kept
  TimeWindow written_, read_;  ///< since when it can be read, its place be filled
  std::int64_t writes_ = 0, reads_ = 0, first_written_ = 0;
  std::int64_t frame_words_ = 0, interval_ = 0, first_regular_ = 0, watched_writes_ = 0, watched_reads_ = 0;
  Peak peak_;
};

}  // namespace weir::timing::maxplus
