/// FINN's FIFO as the token engine sees it: the cycles at which words entered and left, for as long as anybody may ask.
/// Word k enters in cycle I(k) and can leave from I(k) + H on; it leaves in O(k) and its place is free from O(k) + H
/// on, where H is the number of hops (TimingStream). Both rings start small and grow with what a run needs: a FIFO as
/// deep as its tensor is rarely ever full.
#pragma once
#include "systemc/maxplus/peak.hpp"

namespace weir::timing::maxplus {

constexpr Cycle kNever = kLongAgo;

class TokenFifo {
 public:
  /// `keep_all` keeps all times of the run instead of those that the rules ask for.
  TokenFifo(std::int64_t depth_words, std::int64_t total_words, bool keep_all, int hops = 1)
      : depth_(std::min(depth_words, total_words)), total_(total_words), hops_(hops), keep_all_(keep_all) {
    written_.open(0, keep_all ? total_words : 1);
    read_.open(0, keep_all ? total_words : 1);
  }

  std::int64_t writes() const { return writes_; }
  std::int64_t reads() const { return reads_; }
  std::int64_t total() const { return total_; }
  Cycle hops() const { return hops_; }
  bool is_empty() const { return writes_ == reads_; }
  bool is_full() const { return writes_ - reads_ == depth_; }
  /// May the writer go on although its last view ended?
  bool has_room() const { return writes_ < std::min(reads_ + depth_, total_); }

  /// The reading side, in registers while a process runs; `words` may be read.
  struct Reader {
    const Cycle* written;  ///< of the next word
    Cycle* read;
    std::int64_t next, end;
    Cycle hops;

    bool has_word() const { return next < end; }
    std::int64_t words() const { return end - next; }
    /// First cycle in which the next word can be read. Requires has_word().
    Cycle ready() const { return *written + hops; }
    void take(Cycle cycle) {
      *read++ = cycle;
      ++written;
      ++next;
    }
  };
  /// The writing side, for at most kVisitWords words.
  struct Writer {
    const Cycle* freed;  ///< read time of the word whose place the next one takes
    Cycle* written;
    std::int64_t next, end, depth;
    Cycle hops;

    bool has_room() const { return next < end; }
    std::int64_t room() const { return end - next; }
    /// Do so many words find their places free from `cycle` on? Requires that much room.
    bool is_free(std::int64_t count, Cycle cycle) const {
      return next + count <= depth || freed[count - 1] + hops <= cycle;
    }
    /// First cycle in which the next word finds a place. Requires has_room().
    Cycle ready() const { return next < depth ? kNever : *freed + hops; }
    void put(Cycle cycle) {
      *written++ = cycle;
      ++freed;
      ++next;
    }
  };

  Reader reader() {
    if (!keep_all_) keep(read_, std::max<std::int64_t>(0, std::min(reads_, writes_ - depth_)), writes_);
    return {written_.at(reads_), read_.at(reads_), reads_, writes_, hops_};
  }
  Writer writer() {
    const std::int64_t end = std::min({reads_ + depth_, writes_ + kVisitWords, total_});
    if (!keep_all_) keep(written_, std::min(reads_, writes_), std::max(end, reads_ + 1));
    return {read_.at(writes_ - depth_), written_.at(writes_), writes_, end, depth_, hops_};
  }
  void commit(const Reader& reader) {
    if (reader.next > reads_) last_read_ = read_[reader.next - 1];
    reads_ = reader.next;
  }
  void commit(const Writer& writer) {
    if (writes_ == 0 && writer.next > 0) first_written_ = written_[0];
    if (writer.next > writes_) last_written_ = written_[writer.next - 1];
    writes_ = writer.next;
  }

  /// One side may be known beforehand (token_replay.hpp); it may be ahead of the other by up to kForeseenWords then,
  /// whatever the depth, and its times stay until the other side has got there.
  template <class NextCycle>
  void foresee_writes(NextCycle&& next_cycle) {
    const std::int64_t end = std::min(reads_ + kForeseenWords, total_);
    keep(written_, reads_, std::max(end, reads_ + 1));
    Writer out{nullptr, written_.at(writes_), writes_, end, depth_, hops_};
    while (out.next < end) out.put(next_cycle());
    commit(out);
  }
  template <class NextCycle>
  void foresee_reads(NextCycle&& next_cycle) {
    const std::int64_t end = std::min(writes_ + kForeseenWords, total_);
    keep(read_, std::max<std::int64_t>(0, std::min(reads_, writes_ - depth_)), std::max(end, reads_ + 1));
    Reader in{nullptr, read_.at(reads_), reads_, end, hops_};
    while (in.next < end) in.take(next_cycle());
    commit(in);
  }

  /// Of a word whose time is kept.
  Cycle written_cycle(std::int64_t word) const { return written_[word]; }
  Cycle read_cycle(std::int64_t word) const { return read_[word]; }
  Cycle first_written_cycle() const { return first_written_; }
  Cycle last_written_cycle() const { return last_written_; }  ///< -1: none
  Cycle last_read_cycle() const { return last_read_; }

  /// To be called after every commit. The peak counts the words at the start of a cycle: one that is read in it counts,
  /// one that is written in it does not.
  void update_peak() { peak_.update(written_, writes_, read_, reads_, 1, depth_); }
  /// At the end of a run.
  std::int64_t final_peak() const { return peak_.final_words(writes_, depth_); }

 private:
  static void keep(TimeWindow& times, std::int64_t from, std::int64_t end) {
    if (!times.reaches(end)) times.move(from, end);
  }

  /// Neighbours take turns after that many words, so that their times are still in the cache.
  static constexpr std::int64_t kVisitWords = 2048;
  static constexpr std::int64_t kForeseenWords = 2 * kVisitWords;

  std::int64_t depth_, total_;
  Cycle hops_;
  bool keep_all_;
  TimeWindow written_, read_;
  std::int64_t writes_ = 0, reads_ = 0;
  Cycle first_written_ = 0, last_written_ = -1, last_read_ = -1;
  Peak peak_;
};

}  // namespace weir::timing::maxplus
