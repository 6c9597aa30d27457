/// Times by number, for a window of numbers that moves up: neighbours in number are neighbours in memory.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace weir::timing::maxplus {

using Cycle = std::int64_t;

/// Long before cycle 0, but far enough from overflow to be added to.
constexpr Cycle kLongAgo = -(Cycle{1} << 60);

class TimeWindow {
 public:
  /// The first window: room for the numbers of [from, to), all kLongAgo.
  void open(std::int64_t from, std::int64_t to) {
    base_ = from;
    end_ = to;
    times_.assign(static_cast<std::size_t>(to - from), kLongAgo);
  }
  /// Is there room for the numbers below `end`?
  bool reaches(std::int64_t end) const { return end <= end_; }
  /// Makes room for them; those below `from`, which never falls, may be lost. New ones are undefined.
  void move(std::int64_t from, std::int64_t end) {
    from = std::max(from, base_);
    const auto needed = static_cast<std::size_t>(end - from);
    const auto kept = static_cast<std::size_t>(end_ - from);
    // Seldom enough that the words in between pay for it.
    if (2 * needed > times_.size()) {
      std::vector<Cycle> grown(kGrowth * needed);
      std::copy_n(at(from), kept, grown.data());
      times_.swap(grown);
    } else {
      std::copy_n(at(from), kept, times_.data());
    }
    base_ = from;
    end_ = from + static_cast<std::int64_t>(times_.size());
  }

  Cycle* at(std::int64_t k) { return times_.data() + (k - base_); }
  const Cycle* at(std::int64_t k) const { return times_.data() + (k - base_); }
  Cycle operator[](std::int64_t k) const { return *at(k); }

 private:
  static constexpr std::size_t kGrowth = 3;
  std::int64_t base_ = 0, end_ = 0;
  std::vector<Cycle> times_;
};

}  // namespace weir::timing::maxplus
