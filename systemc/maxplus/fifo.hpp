/// A FIFO as the max-plus engine sees it: the cycles at which words took their places and left, for as long as anybody
/// may ask. Word k takes its place in cycle I(k) and can leave from I(k) + F on; it leaves in O(k) and its place is
/// free from O(k) + H on, where H is the number of queues in a row (TimingStream) and F adds the write latency to it.
/// Both windows start small and grow with what a run needs: a FIFO as deep as its tensor is rarely ever full.
#pragma once
#include <array>
#include <limits>

#include "systemc/maxplus/peak.hpp"

namespace weir::timing::maxplus {

constexpr Cycle kNever = kLongAgo;

class Fifo {
 public:
  struct Shape {
    std::int64_t depth_words, total_words;  ///< total: of the whole run
    int hops = 1, write_latency_cycles = 0;
    bool counts_words = true;  ///< counts_words(graph, stream)
    bool keep_all = false;     ///< keeps all times of the run instead of those that the rules ask for
  };

  explicit Fifo(const Shape& shape)
      : depth_(std::min(shape.depth_words, shape.total_words)),
        total_(shape.total_words),
        forward_(shape.hops + shape.write_latency_cycles),
        hops_(shape.hops),
        write_lag_(shape.counts_words ? 1 : 0) {
    const std::int64_t few = std::min(total_, 2 * std::min(depth_, kVisitWords) + kSpareWords);
    written_.open(0, shape.keep_all ? total_ : few);
    read_.open(is_deep() ? 0 : -depth_, shape.keep_all ? total_ : few);
  }

  /// Its source is never paused. If it holds two words or more, no schedule ever waits for a word but the first: word k
  /// is written at the latest in the cycle after word k - 1 or k - 2 was read, so it can be read in the cycle after
  /// word k - 1. Then its reader may be ahead of the source, unless the FIFO is so deep that the source had better be.
  void set_never_paused() {
    if (hops_ == 1 && depth_ >= 2 && depth_ <= kDeepest) ahead_ = kMostAhead;
  }

  /// To be called before the first word: from then on it is watched which words come exactly `interval_cycles` after
  /// their predecessors `words_per_frame` earlier, on both sides.
  void watch(std::int64_t words_per_frame, std::int64_t interval_cycles) {
    frame_words_ = first_regular_ = words_per_frame;
    kept_words_ = words_per_frame + 1;
    interval_ = interval_cycles;
  }
  /// At the end of a run: the first word from which on all do, on both sides; at least the first of the second frame.
  std::int64_t first_regular_word() {
    look_back();
    return first_regular_;
  }

  std::int64_t depth() const { return depth_; }
  std::int64_t writes() const { return writes_; }
  std::int64_t reads() const { return reads_; }
  std::int64_t total() const { return total_; }
  Cycle forward() const { return forward_; }
  Cycle hops() const { return hops_; }
  /// That may be read, that may be written now.
  std::int64_t words() const { return (ahead_ > 0 ? std::min(writes_ + ahead_, total_) : writes_) - reads_; }
  std::int64_t room() const { return std::min(reads_ + depth_, total_) - writes_; }
  bool is_empty() const { return words() == 0; }
  bool is_full() const { return writes_ - reads_ == depth_; }

  /// The reading side, in registers while a process runs; `words` may be read.
  struct Reader {
    const Cycle* written;  ///< of the next word
    Cycle* read;
    std::int64_t next, end;
    Cycle forward;

    bool has_word() const { return next < end; }
    std::int64_t words() const { return end - next; }
    /// First cycle in which the next word can be read. Requires has_word().
    Cycle ready() const { return *written + forward; }
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
    std::int64_t next, end;
    Cycle hops;

    bool has_room() const { return next < end; }
    std::int64_t room() const { return end - next; }
    /// Do so many words find their places free from `cycle` on? Requires that much room.
    bool is_free(std::int64_t count, Cycle cycle) const { return freed[count - 1] + hops <= cycle; }
    /// First cycle in which the next word finds a place. Requires has_room().
    Cycle ready() const { return *freed + hops; }
    void put(Cycle cycle) {
      *written++ = cycle;
      ++freed;
      ++next;
    }
  };

  Reader reader() {
    const std::int64_t end = reads_ + words();
    if (!read_.reaches(end)) move(read_, std::min(reads_, writes_ - depth_), end);
    return {ahead_ > 0 ? at_start() : written_.at(reads_), read_.at(reads_), reads_, end, forward_};
  }
  Writer writer() {
    std::int64_t end = std::min({reads_ + depth_, writes_ + kVisitWords, total_});
    const bool is_fresh = is_deep() && writes_ < depth_;
    if (is_fresh) end = std::min(end, depth_);  // the places that are free from the start end a view
    if (!written_.reaches(end)) move(written_, std::min(reads_, writes_), end);
    return {is_fresh ? never() : read_.at(writes_ - depth_), written_.at(writes_), writes_, end, hops_};
  }
  void commit(const Reader& reader) { reads_ = reader.next; }
  void commit(const Writer& writer) {
    if (writes_ == 0 && writer.next > 0) first_written_ = written_[0];
    writes_ = writer.next;
  }

  /// One side may be known beforehand (replay.hpp); it may be ahead of the other by up to kForeseenWords then, whatever
  /// the depth. The other side's times stay from word `watched` on, those before have been looked at.
  template <class NextCycle>
  void foresee_writes(std::int64_t watched, NextCycle&& next_cycle) {
    unwatched_ = watched;
    const std::int64_t end = std::min(reads_ + kForeseenWords, total_);
    if (!written_.reaches(end)) move(written_, std::min(reads_, writes_), end);
    Writer out{never(), written_.at(writes_), writes_, end, hops_};
    for (; out.next < end; out.freed = never()) out.put(next_cycle());
    commit(out);
  }
  template <class NextCycle>
  void foresee_reads(std::int64_t watched, NextCycle&& next_cycle) {
    unwatched_ = watched;
    const std::int64_t end = std::min(writes_ + kForeseenWords, total_);
    if (!read_.reaches(end)) move(read_, std::min(reads_, writes_ - depth_), end);
    Reader in{never(), read_.at(reads_), reads_, end, forward_};
    for (; in.next < end; in.written = never()) in.take(next_cycle());
    commit(in);
  }

  /// Both sides at once, for a chain of processes that owns at least one of them (chain.hpp) and keeps the counts while
  /// it runs. Only of FIFOs that are no deeper than kDeepestLink.
  struct Link {
    Cycle *written, *read;  ///< of word 0
    std::int64_t writes, reads;
    std::int64_t write_end, read_end;  ///< places for times below these
    std::int64_t depth, total;
    Cycle forward, hops;

    /// That may be read or written, and for whose times there are places.
    std::int64_t words() const { return std::min(writes, read_end) - reads; }
    std::int64_t room() const { return std::min(places(), write_end) - writes; }
    /// Places for times or not.
    std::int64_t all_words() const { return writes - reads; }
    std::int64_t all_room() const { return places() - writes; }
    bool wants_read_places() const { return reads == read_end && all_words() > 0; }
    bool wants_write_places() const { return writes == write_end && all_room() > 0; }

   private:
    std::int64_t places() const { return std::min(reads + depth, total); }
  };
  static constexpr std::int64_t kDeepestLink = 64;

  bool can_be_link() const { return depth_ <= kDeepestLink; }
  /// Its reader waits for words as they come.
  void set_never_ahead() { ahead_ = 0; }
  Link link() {
    return {
        written_.at(0), read_.at(0), writes_,  reads_, std::min(written_.end(), total_), std::min(read_.end(), total_),
        depth_,         total_,      forward_, hops_};
  }
  void commit(const Link& link) {
    if (writes_ == 0 && link.writes > 0) first_written_ = written_[0];
    writes_ = link.writes;
    reads_ = link.reads;
  }
  /// More places for times.
  void extend(Link& link) {
    commit(link);
    const std::int64_t end = std::min(writes_ + depth_ + kSpareWords, total_);
    if (!written_.reaches(end)) move(written_, std::min(reads_, writes_), end);
    if (!read_.reaches(end)) move(read_, std::min(reads_, writes_ - depth_), end);
    link = this->link();
  }

  /// Of a word whose time is kept; of a write that of its place.
  Cycle written_cycle(std::int64_t word) const { return written_[word]; }
  Cycle read_cycle(std::int64_t word) const { return read_[word]; }
  Cycle first_written_cycle() const { return first_written_; }
  Cycle last_written_cycle() const { return writes_ == 0 ? -1 : written_[writes_ - 1]; }  ///< -1: none
  Cycle last_read_cycle() const { return reads_ == 0 ? -1 : read_[reads_ - 1]; }

  /// At the end of a run: of words at the start of a cycle, where one that is read in it counts and one that is written
  /// in it does not, or of places (FifoStatistics).
  std::int64_t final_peak() {
    look_back();
    return peak_.final_words(writes_, depth_);
  }

 private:
  /// Neighbours take turns after that many words, so that their times are still in the cache.
  static constexpr std::int64_t kVisitWords = 2048;
  static constexpr std::int64_t kForeseenWords = 2 * kVisitWords;
  static constexpr std::int64_t kMostAhead = 256, kDeepest = 1024, kSpareWords = 128;

  template <std::size_t kWords>
  static constexpr std::array<Cycle, kWords> always(Cycle cycle) {
    std::array<Cycle, kWords> all{};
    all.fill(cycle);
    return all;
  }
  static const Cycle* never() {
    static constexpr auto kCycles = always<kVisitWords>(kNever);
    return kCycles.data();
  }
  static const Cycle* at_start() {
    static constexpr auto kCycles = always<kMostAhead + kDeepest>(0);
    return kCycles.data();
  }

  /// Of places that were never filled, a deep one keeps no times.
  bool is_deep() const { return depth_ > kVisitWords; }
  /// Makes room for the words below `end`; times of those before `from`, but for a few, are lost. Out of line, so that
  /// the many views that need no room stay short.
  [[gnu::noinline]] void move(TimeWindow& times, std::int64_t from, std::int64_t end) {
    look_back();
    times.move(std::min(from, unwatched_) - kept_words_, end);
  }
  /// What is to be known of times that may be lost from now on. Many at once take less than a few in each visit.
  void look_back() {
    peak_.update(written_, writes_, read_, reads_, write_lag_, depth_);
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
  Cycle forward_, hops_;
  int write_lag_;
  std::int64_t ahead_ = 0;  ///< words that the reader may be ahead of the source
  TimeWindow written_, read_;
  std::int64_t writes_ = 0, reads_ = 0;
  Cycle first_written_ = 0;
  std::int64_t kept_words_ = 1;  ///< that have gone through, and whose times are kept
  std::int64_t unwatched_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t frame_words_ = 0, interval_ = 0, first_regular_ = 0, watched_writes_ = 0, watched_reads_ = 0;
  Peak peak_;
};

}  // namespace weir::timing::maxplus
