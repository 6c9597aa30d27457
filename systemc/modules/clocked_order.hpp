/// In which order FINN's blocks move words, counted anew for the clocked modules: where step k of a frame lies follows
/// from k alone. The max-plus engine, which these modules check, steps through the same descriptions by counters of its
/// own (systemc/maxplus/order.hpp); the two share no line.
#pragma once
#include <limits>

#include "systemc/process/finn/block.hpp"

namespace weir::timing::modules {

/// Of the digits of `number`, the lowest first: takes the one with `values` values away.
inline std::int64_t take_digit(std::int64_t& number, std::int64_t values) {
  const std::int64_t digit = number % values;
  number /= values;
  return digit;
}

/// Windows of a picture of words.
class PictureWindows {
 public:
  explicit PictureWindows(const finn::Window& w)
      : w_(w),
        reach_rows_((w.kernel_rows - 1) * w.dilation_rows),
        reach_columns_((w.kernel_columns - 1) * w.dilation_columns),
        per_row_((w.columns - 1 - reach_columns_) / w.stride_columns + 1),
        count_(((w.rows - 1 - reach_rows_) / w.stride_rows + 1) * per_row_) {}

  std::int64_t count() const { return count_; }
  std::int64_t words() const { return w_.rows * w_.columns * w_.fold; }
  /// Word of channel fold 0 under that tap of that window.
  std::int64_t word(std::int64_t window, std::int64_t tap_row, std::int64_t tap_column) const {
    const std::int64_t column = take_digit(window, per_row_);
    return ((window * w_.stride_rows + tap_row * w_.dilation_rows) * w_.columns + column * w_.stride_columns +
            tap_column * w_.dilation_columns) *
           w_.fold;
  }
  std::int64_t last_word(std::int64_t window) const { return word(window, w_.kernel_rows - 1, w_.kernel_columns - 1); }

 protected:
  const finn::Window w_;
  const std::int64_t reach_rows_, reach_columns_, per_row_, count_;
};

/// The fetches of a Window: tap by tap with all channel folds each, or depthwise fold by fold with all taps each.
class Fetches : public PictureWindows {
 public:
  explicit Fetches(const finn::Window& w)
      : PictureWindows(w),
        taps_(w.kernel_rows * w.kernel_columns),
        group_(w.depthwise ? taps_ : taps_ * w.fold),
        total_(count() * taps_ * w.fold) {}

  std::int64_t total() const { return total_; }
  std::int64_t word_of(std::int64_t fetch) const {
    std::int64_t channel = 0, tap = 0;
    if (w_.depthwise) tap = take_digit(fetch, taps_);
    channel = take_digit(fetch, w_.fold);
    if (!w_.depthwise) tap = take_digit(fetch, taps_);
    return word(fetch, tap / w_.kernel_columns, tap % w_.kernel_columns) + channel;
  }
  /// After so many fetches, the first word that is still needed: of those being fetched, or of those fetched next.
  std::int64_t first_needed(std::int64_t fetches) const {
    if (fetches == total_) return std::numeric_limits<std::int64_t>::max();
    const std::int64_t next_group = (fetches + group_ - 1) / group_ * group_;
    const std::int64_t here = word_of(fetches);
    return next_group == total_ ? here : std::min(here, word_of(next_group));
  }

 private:
  const std::int64_t taps_, group_, total_;
};

/// One iteration of a loop.
struct Iteration {
  bool reads = false, writes = false;
};

class LoopIterations {
 public:
  explicit LoopIterations(const finn::Loop& loop) : loop_(loop) {}
  std::int64_t total() const { return loop_.groups * loop_.passes * loop_.pass_iterations; }
  Iteration at(std::int64_t number) const {
    const std::int64_t step = take_digit(number, loop_.pass_iterations), pass = take_digit(number, loop_.passes);
    const bool reads = step < loop_.reads && (pass == 0 || loop_.reads_every_pass);
    return {reads, step >= loop_.first_write && is_kept(number)};
  }

 private:
  /// Does the result of a word count?
  bool is_kept(std::int64_t word) const {
    take_digit(word, loop_.fold);
    const std::int64_t column = take_digit(word, loop_.columns);
    return column % loop_.stride == 0 && word % loop_.stride == 0;
  }

  const finn::Loop loop_;
};

class SequenceIterations {
 public:
  explicit SequenceIterations(const finn::Sequence& sequence) : parts_(sequence.parts) {
    for (const finn::Part& part : parts_) {
      lengths_.push_back(0);
      for (const finn::Run& run : part.runs) lengths_.back() += run.count;
      total_ += part.repeat * lengths_.back();
    }
  }
  std::int64_t total() const { return total_; }
  Iteration at(std::int64_t number) {
    if (number < before_) part_ = static_cast<std::size_t>(before_ = 0);
    for (; number - before_ >= parts_[part_].repeat * lengths_[part_]; ++part_)
      before_ += parts_[part_].repeat * lengths_[part_];
    std::int64_t step = (number - before_) % lengths_[part_];
    for (const finn::Run& run : parts_[part_].runs) {
      if (step < run.count) return {run.reads, run.writes};
      step -= run.count;
    }
    return {};
  }

 private:
  const std::vector<finn::Part> parts_;
  std::vector<std::int64_t> lengths_;  ///< of one pass through each part
  std::int64_t total_ = 0, before_ = 0;
  std::size_t part_ = 0;  ///< the one asked for last; `before_` iterations lie before it
};

}  // namespace weir::timing::modules
