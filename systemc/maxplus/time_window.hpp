/// Times by number, for a window of numbers that moves up: neighbours in number are neighbours in memory.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

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
    resize(to - from);
    std::fill_n(times_.get(), std::max<std::int64_t>(0, std::min<std::int64_t>(to, 0) - from), kLongAgo);
  }
  /// Is there room for the numbers below `end`?
  bool reaches(std::int64_t end) const { return end <= end_; }
  std::int64_t end() const { return end_; }
  /// Makes room for them; those below `from`, which never falls, may be lost. New ones are undefined.
  void move(std::int64_t from, std::int64_t end) {
    from = std::max(from, base_);
    if (from > base_) std::copy_n(at(from), end_ - from, times_.get());
    // Moves are so seldom that the words in between pay for them. Places that nobody gets to take no memory.
    const std::int64_t needed = end - from;
    std::int64_t places = end_ - base_;
    if (4 * needed > 3 * places) resize(places = needed + needed / 2 + 1);
    base_ = from;
    end_ = from + places;
  }

  Cycle* at(std::int64_t k) { return times_.get() + (k - base_); }
  const Cycle* at(std::int64_t k) const { return times_.get() + (k - base_); }
  Cycle operator[](std::int64_t k) const { return *at(k); }

 private:
  struct Free {
    void operator()(Cycle* times) const { std::free(times); }
  };
  /// Large blocks grow by moving their pages, not their bytes.
  void resize(std::int64_t places) {
    void* const block =
        std::realloc(times_.get(), static_cast<std::size_t>(std::max<std::int64_t>(places, 1)) * sizeof(Cycle));
    if (block == nullptr) throw std::bad_alloc();
    static_cast<void>(times_.release());
    times_.reset(static_cast<Cycle*>(block));
  }

  std::int64_t base_ = 0, end_ = 0;
  std::unique_ptr<Cycle[], Free> times_;
};

}  // namespace weir::timing::maxplus
