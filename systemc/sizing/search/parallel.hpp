/// Work on all cores, each with its own copy of a Goal.
#pragma once
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "systemc/sizing/search/goal.hpp"

namespace weir::timing {

/// Threads that share `count` pieces of work; `threads` as in SizingOptions.
inline std::size_t threads_for(std::size_t count, int threads) {
  const std::size_t most = threads > 0 ? static_cast<std::size_t>(threads) : std::thread::hardware_concurrency();
  return std::min(count, std::max<std::size_t>(1, most));
}

/// Calls `work(thread, i)` for i = 0 .. count - 1, in this order but several at the same time. What is thrown ends the
/// work that has not begun; of several exceptions the one of the least i comes out, so that it is the same every time
/// that all of them happen.
template <class Work>
void share_out(std::size_t count, int threads, Work&& work) {
  std::atomic<std::size_t> next{0};
  std::mutex one_at_a_time;
  std::exception_ptr failure;
  std::size_t failed = count;
  const auto run = [&](std::size_t thread) {
    for (std::size_t i = next++; i < count; i = next++) try {
        work(thread, i);
      } catch (...) {
        next = count;
        const std::lock_guard lock(one_at_a_time);
        if (i < failed) failure = std::current_exception();
        failed = std::min(failed, i);
      }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < threads_for(count, threads); ++t) others.emplace_back(run, t);
    run(0);
  }
  if (failure) std::rethrow_exception(failure);
}

/// The same where the thread does not matter.
template <class Work>
void for_each_in_parallel(std::size_t count, int threads, Work&& work) {
  share_out(count, threads, [&](std::size_t, std::size_t i) { work(i); });
}

/// Calls `work` with 0 .. count - 1 and a copy of `goal` of its own thread; the results must not depend on the thread.
template <class AnyGoal, class Work>
void in_parallel(AnyGoal& goal, std::size_t count, int threads, Work&& work) {
  std::vector<AnyGoal> copies(threads_for(count, threads), goal);
  share_out(count, threads, [&](std::size_t thread, std::size_t i) { work(copies[thread], i); });
  const auto before = goal.counts();
  for (const AnyGoal& copy : copies) goal.add(copy.counts(), before);
}

}  // namespace weir::timing
