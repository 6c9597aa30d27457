/// Work in several threads of which each part may run a program for minutes, and that ends at once when it must.
#pragma once
#include <cstddef>
#include <functional>

namespace weir {

/// To be called while a job waits (ProcessOptions::tick): throws Error stopped once the job is to end.
using Tick = std::function<void()>;

/// `job(i, tick)` for every i below `count`, at most `threads` at a time, the lower i begun first. `progress(done)` is
/// called in the calling thread several times a second; may be empty. When a job or `progress` throws, no other job is
/// begun, those that run are ended by their tick, and what was thrown first is thrown on.
void run_jobs(std::size_t count, std::size_t threads, const std::function<void(std::size_t, const Tick&)>& job,
              const std::function<void(std::size_t done)>& progress);

}  // namespace weir
