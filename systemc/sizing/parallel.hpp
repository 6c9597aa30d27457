/// Work on all cores, each with its own copy of a Goal.
#pragma once
#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "systemc/sizing/goal.hpp"

namespace weir::timing {

/// Calls `work` with 0 .. count - 1 and a copy of `goal` of its own thread; the results must not depend on the thread.
template <class Work>
void in_parallel(Goal& goal, std::size_t count, Work&& work) {
  const std::size_t threads = std::min<std::size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
  std::atomic<std::size_t> next{0};
  std::vector<Goal> copies(threads, goal);
  const auto run = [&](Goal& mine) {
    for (std::size_t i = next++; i < count; i = next++) work(mine, i);
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(run, std::ref(copies[t]));
  if (threads > 0) run(copies[0]);
  others.clear();
  const Goal::Counts before = goal.counts();
  for (const Goal& copy : copies) goal.add(copy.counts(), before);
}

}  // namespace weir::timing
