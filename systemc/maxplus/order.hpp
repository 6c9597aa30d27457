/// In which order FINN's blocks move words: steps through a Window, a ParallelWindow, a Loop or a Sequence. The clocked
/// modules, which check this engine, count for themselves (systemc/modules/clocked_order.hpp).
#pragma once
#include "systemc/process/finn/block.hpp"

namespace weir::timing::maxplus {

/// The order in which a Window fetches its buffer's elements, and how far its buffer reaches.
class WindowOrder {
 public:
  explicit WindowOrder(const finn::Window& window);

  std::int64_t buffer_words() const { return buffer_; }
  std::int64_t last_read() const { return last_read_; }  ///< element that ends the frame's input
  std::int64_t element() const { return element_; }      ///< to be fetched next
  std::int64_t first_next() const { return first_next_; }
  bool done() const { return done_; }  ///< all elements of the frame are fetched

  /// Fetches element(). first_next() moves with the first fetch of each window (depthwise: of each channel fold).
  void fetch() {
    if (kernel_row_ == 0 && kernel_column_ == 0 && (w_.depthwise || channel_ == 0)) free_elements();
    step();
  }
  void restart();

 private:
  void free_elements();
  void step();

  finn::Window w_;
  std::int64_t out_rows_, out_columns_, minimum_, buffer_, last_read_;
  std::int64_t row_ = 0, column_ = 0, kernel_row_ = 0, kernel_column_ = 0, channel_ = 0;
  std::int64_t element_ = 0, first_next_ = 0;
  bool done_ = false;
};

/// Which words complete a window of a ParallelWindow.
class ParallelOrder {
 public:
  explicit ParallelOrder(const finn::ParallelWindow& parallel);

  std::int64_t last_read() const { return last_read_; }
  std::int64_t element() const { return element_; }  ///< the word that completes the next window
  bool done() const { return done_; }                ///< all windows of the frame have left
  void step();
  void restart();

 private:
  void place();

  finn::Window w_;
  std::int64_t out_rows_, out_columns_, last_read_;
  std::int64_t row_ = 0, column_ = 0, channel_ = 0, element_ = 0;
  bool done_ = false;
};

class LoopOrder {
 public:
  explicit LoopOrder(const finn::Loop& loop) : loop_(loop) {}

  bool reads() const { return iteration_ < loop_.reads && (loop_.reads_every_pass || pass_ == 0); }
  bool writes() const { return iteration_ >= loop_.first_write && loop_.keeps(group_); }
  bool is_first() const { return group_ == 0 && pass_ == 0 && iteration_ == 0; }
  /// So many iterations from here on may be skipped: they neither read nor write, and end no pass.
  std::int64_t quiet() const {
    if (loop_.reads_every_pass || reads()) return 0;
    return loop_.first_write - iteration_;
  }
  void skip(std::int64_t iterations) { iteration_ += iterations; }
  /// True at the end of a frame.
  bool step() {
    if (++iteration_ < loop_.pass_iterations) return false;
    iteration_ = 0;
    if (++pass_ < loop_.passes) return false;
    pass_ = 0;
    if (++group_ < loop_.groups) return false;
    group_ = 0;
    return true;
  }

  // For those who run a whole group at once.
  bool is_at_group() const { return pass_ == 0 && iteration_ == 0; }
  std::int64_t groups_left() const { return loop_.groups - group_; }
  bool step_group() {
    if (++group_ < loop_.groups) return false;
    group_ = 0;
    return true;
  }

 private:
  finn::Loop loop_;
  std::int64_t group_ = 0, pass_ = 0, iteration_ = 0;
};

class SequenceOrder {
 public:
  explicit SequenceOrder(const finn::Sequence& sequence) : parts_(sequence.parts) {}

  bool reads() const { return run().reads; }
  bool writes() const { return run().writes; }
  bool is_first() const { return part_ == 0 && repeat_ == 0 && run_ == 0 && iteration_ == 0; }
  std::int64_t quiet() const { return reads() || writes() ? 0 : run().count - 1 - iteration_; }
  void skip(std::int64_t iterations) { iteration_ += iterations; }
  bool step() {
    if (++iteration_ < run().count) return false;
    iteration_ = 0;
    if (++run_ < parts_[part_].runs.size()) return false;
    run_ = 0;
    if (++repeat_ < parts_[part_].repeat) return false;
    repeat_ = 0;
    if (++part_ < parts_.size()) return false;
    part_ = 0;
    return true;
  }

 private:
  const finn::Run& run() const { return parts_[part_].runs[run_]; }

  std::vector<finn::Part> parts_;
  std::size_t part_ = 0, run_ = 0;
  std::int64_t repeat_ = 0, iteration_ = 0;
};

inline LoopOrder order_of(const finn::Loop& loop) { return LoopOrder(loop); }
inline SequenceOrder order_of(const finn::Sequence& sequence) { return SequenceOrder(sequence); }

}  // namespace weir::timing::maxplus
