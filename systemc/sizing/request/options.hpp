/// What is asked of a sizing.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace weir::timing {

enum class Objective {
  kDeadlockFree,
  kThroughput,  ///< the steady interval of unlimited FIFOs
  kLatency,     ///< and the latency of the first frame with unlimited FIFOs
};

/// Shared with whoever waits for the answer.
struct SizingControl {
  std::atomic<bool> stop{false};                     ///< ends the search with the best depths found so far
  std::atomic<bool> abandon{false};                  ///< with `stop`: not even those are wanted; Error stopped
  std::function<void(const std::string&)> progress;  ///< from any thread, one at a time; may be empty
};

/// After so many frames' events an evaluation is given up as undecided.
constexpr std::int64_t kPatienceFrames = 16;

struct SizingOptions {
  Objective objective = Objective::kThroughput;
  std::int64_t target_interval_cycles = 0;         ///< for kThroughput and kLatency; 0: that of unlimited FIFOs
  std::vector<std::int64_t> known = {};            ///< depths known to keep a shorter interval, by stream; may be empty
  int orders = 2;                                  ///< in which FIFOs are made smaller; the best result counts
  std::int64_t branch_runs = 2000;                 ///< most evaluations to close the gap; 0: leave it open
  std::int64_t branch_block_events = 300'000'000;  ///< most events looked at in them while blocks are settled
  std::int64_t branch_events = 5'000'000;          ///< and from then on
  int threads = 0;                                 ///< that share the work; 0: one per core. No answer depends on it
  std::int64_t patience_frames = kPatienceFrames;
  bool saves_words = true;        ///< false: only where they cost memory, or where the timetable has no use for them
  bool with_steady_state = true;  ///< what is not needed to keep the objective: latency, and when all is periodic
  bool with_reasons = true;       ///< what one word less would do, and margins
  const SizingControl* control = nullptr;              ///< must outlive the call
  std::vector<std::uint64_t> stall_seeds{1, 2, 3, 4};  ///< of the SystemC runs that end the sizing
  double stall_probability = 0.2;
  int systemc_frames = 3;  ///< 0: no SystemC runs
};

}  // namespace weir::timing
