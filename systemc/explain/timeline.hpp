/// How a run goes in time: for every stage when it works, lacks a word, lacks room; for every FIFO how full it is. Two
/// parts: the first frame, and two steady intervals. Each part is cut into buckets of equal length.
///
/// Waits of a stage with a schedule are as the engines count them, cycle by cycle. FINN's blocks keep no such count in
/// time: of a gap between two of a block's words it lacked a word if the word that ends it had just come, and room if
/// the place that ends it had just been freed.
#pragma once
#include <atomic>
#include <optional>
#include <vector>

#include "systemc/engines/simulate.hpp"

namespace weir::timing {

struct StageBand {
  std::vector<std::int64_t> starved_cycles, backpressured_cycles;  ///< by bucket; it works in the rest
};
/// Places in use. Word k takes its place at the gate cycle of its write and frees it in the cycle after its read; in
/// FINN's queues it is there from the cycle after it entered.
struct FifoFill {
  std::vector<std::int64_t> least_words, most_words;  ///< by bucket
};

struct TimelinePart {
  std::int64_t begin_cycle = 0, bucket_cycles = 1;
  int buckets = 0;
  std::vector<StageBand> stages;
  std::vector<FifoFill> fifos;
  std::vector<std::int64_t> frame_ends;  ///< cycles of the frames' last output words within the part

  std::int64_t end_cycle() const { return begin_cycle + bucket_cycles * buckets; }
};

struct Timeline {
  int frames = 0;          ///< of the run
  bool has_counts = true;  ///< false: of FINN's blocks, waits are read off the words
  TimelinePart first;      ///< from the first cycle to the end of frame 1
  TimelinePart steady;     ///< two intervals in which every stage is at work; empty if the run has none
};

/// `result`: any run of `graph` without stalls and deadlock, over 2 frames or more. About `buckets` per part. Nothing
/// if the frames have too many words to keep.
std::optional<Timeline> make_timeline(const TimingGraph& graph, const SimulationResult& result, int buckets,
                                      const std::atomic<bool>* stop = nullptr);

}  // namespace weir::timing
