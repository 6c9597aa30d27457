/// Work on all cores, each with its own copy of a Goal.
#pragma once
#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "systemc/sizing/goal.hpp"

namespace weir::timing {

/// Calls `work` with 0 .. count - 1, in this order but several at the same time.
template <class Work>
void for_each_in_parallel(std::size_t count, Work&& work) {
  const std::size_t threads = std::min<std::size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run);
  run();
}

/// Calls `work` with 0 .. count - 1 and a copy of `goal` of its own thread; the results must not depend on the thread.
template <class AnyGoal, class Work>
void in_parallel(AnyGoal& goal, std::size_t count, Work&& work) {
  const std::size_t threads = std::min<std::size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
  std::atomic<std::size_t> next{0};
  std::vector<AnyGoal> copies(threads, goal);
  const auto run = [&](AnyGoal& mine) {
    for (std::size_t i = next++; i < count; i = next++) work(mine, i);
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run, std::ref(copies[t]));
  if (threads > 0) run(copies[0]);
  others.clear();
  const auto before = goal.counts();
  for (const AnyGoal& copy : copies) goal.add(copy.counts(), before);
}

}  // namespace weir::timing
