/// Times by number, for a window of numbers that moves up: neighbours in number are neighbours in memory.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>

namespace weir::timing::maxplus {

using Cycle = std::int64_t;

/// Long before cycle 0, but far enough from overflow to be added to.
constexpr Cycle kLongAgo = -(Cycle{1} << 60);

class TimeWindow {
 public:
  /// The first window: room for the numbers of [from, to). Those below 0 are kLongAgo, the others undefined.
  void open(std::int64_t from, std::int64_t to) {
    base_ = from;
    end_ = to;
    times_ = std::make_unique_for_overwrite<Cycle[]>(static_cast<std::size_t>(to - from));
    std::fill_n(times_.get(), std::max<std::int64_t>(0, std::min<std::int64_t>(to, 0) - from), kLongAgo);
  }
  /// Is there room for the numbers below `end`?
  bool reaches(std::int64_t end) const { return end <= end_; }
  /// Makes room for them; those below `from`, which never falls, may be lost. New ones are undefined.
  void move(std::int64_t from, std::int64_t end) {
    from = std::max(from, base_);
    const std::int64_t needed = end - from, kept = end_ - from;
    std::int64_t places = end_ - base_;
    // Seldom enough that the words in between pay for it. Places that nobody gets to take no memory.
    if (2 * needed > places) {
      places = kGrowth * needed;
      auto grown = std::make_unique_for_overwrite<Cycle[]>(static_cast<std::size_t>(places));
      std::copy_n(at(from), kept, grown.get());
      times_.swap(grown);
    } else {
      std::copy_n(at(from), kept, times_.get());
    }
    base_ = from;
    end_ = from + places;
  }

  Cycle* at(std::int64_t k) { return times_.get() + (k - base_); }
  const Cycle* at(std::int64_t k) const { return times_.get() + (k - base_); }
  Cycle operator[](std::int64_t k) const { return *at(k); }

 private:
  static constexpr std::int64_t kGrowth = 3;
  std::int64_t base_ = 0, end_ = 0;
  std::unique_ptr<Cycle[]> times_;
};

}  // namespace weir::timing::maxplus
