#include "golden/base/jobs.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "golden/base/error.hpp"

namespace weir {

namespace {

constexpr std::chrono::milliseconds kBetweenProgress{100};

class Pool {
 public:
  Pool(std::size_t count, const std::function<void(std::size_t, const Tick&)>& job) : count_(count), job_(job) {}

  void work() {
    for (std::size_t i = next_++; i < count_ && !stop_; i = next_++) {
      try {
        job_(i, [this] {
          if (stop_) throw Error("stopped", "the work was stopped");
        });
        ++done_;
      } catch (...) {
        if (!stop_.exchange(true)) failure_ = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      changed_.notify_all();
    }
  }
  void stop() { stop_ = true; }
  std::size_t done() const { return done_; }
  bool is_over() const { return done_ == count_ || stop_; }
  void wait_a_little() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kBetweenProgress, [this] { return is_over(); });
  }
  /// After all threads have ended.
  void throw_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::size_t count_;
  const std::function<void(std::size_t, const Tick&)>& job_;
  std::atomic<std::size_t> next_ = 0, done_ = 0;
  std::atomic<bool> stop_ = false;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

void run_jobs(std::size_t count, std::size_t threads, const std::function<void(std::size_t, const Tick&)>& job,
              const std::function<void(std::size_t done)>& progress) {
  Pool pool(count, job);
  std::vector<std::jthread> workers;
  for (std::size_t k = 0; k < std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1)); ++k)
    workers.emplace_back([&pool] { pool.work(); });
  try {
    while (!pool.is_over()) {
      if (progress) progress(pool.done());
      pool.wait_a_little();
    }
  } catch (...) {
    pool.stop();
    throw;
  }
  workers.clear();
  pool.throw_failure();
}

}  // namespace weir
