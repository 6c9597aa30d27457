/// TLAST of an output: it must come with the last word of every frame, and inside a frame where it came in the first.
#pragma once
#include <vector>

#include "rtl_wrap/cosim/result.hpp"

namespace weir::rtl {

class LastCheck {
 public:
  explicit LastCheck(std::int64_t words_per_frame)
      : words_per_frame_(words_per_frame), first_frame_(static_cast<std::size_t>(words_per_frame), false) {}

  /// Word after word.
  void take(bool is_last) {
    const std::int64_t frame = words_ / words_per_frame_, word = words_ % words_per_frame_;
    ++words_;
    was_raised_ |= is_last;
    if (frame == 0) first_frame_[static_cast<std::size_t>(word)] = is_last;
    const bool expected = word == words_per_frame_ - 1 || first_frame_[static_cast<std::size_t>(word)];
    if (is_last == expected) return;
    if (differences_++ == 0) first_ = {"", frame, word, words_per_frame_, is_last};
  }

  bool was_raised() const { return was_raised_; }
  std::int64_t differences() const { return differences_; }
  const LastDifference& first() const { return first_; }  ///< without the stream's name

 private:
  std::int64_t words_per_frame_, words_ = 0, differences_ = 0;
  std::vector<bool> first_frame_;
  bool was_raised_ = false;
  LastDifference first_;
};

}  // namespace weir::rtl
