/// Does a graph with given FIFO depths keep a steady interval - for ever, not only in the frames that were run?
///
/// The times of frame k follow from those of the M frames before it by maxima and sums alone, the same ones for every
/// k >= M; M is the most frames that any FIFO spans. Two consequences carry the proofs, for any c >= 1 and target P:
/// - No word of the last M frames comes more than c * P after its predecessor c frames earlier: none ever will.
/// - In the last M + c frames the largest such delay is D > c * P, and words that have it once have it in all those
///   frames: then each of them waits for another of them, and the delay stays D for ever.
/// A graph that passes M + 1 frames never deadlocks: what a later frame waited for in a circle, it would have, too.
///
/// Where a rigid stage writes frame k, it reads the first words of frame k + 1 already (schedule/rigid.hpp). The same
/// holds for it: a chain of demands that leads back from an event of frame k may pass through later frames, but it must
/// come to an end, so at last it leads into the M frames before k, and the same chain c frames earlier tells as much.
/// But the last frame of a run, which reads no further, is not one of those that follow each other for ever: runs that
/// prove anything end without it, where words are missing, and only the frames that came through whole count.
#pragma once
#include "systemc/sizing/cost/depths.hpp"

namespace weir::timing {

/// Interval with unlimited FIFOs: the work of the slowest stage, source or sink. Exact, since streams form no circle.
std::int64_t unlimited_interval(const TimingGraph& graph);

enum class Verdict {
  kKeeps,      ///< proven: the interval is at most the target
  kSlower,     ///< proven: it is longer
  kDeadlock,   ///< proven
  kUndecided,  ///< neither proof succeeded within the bound of frames
};

struct SteadyState {
  Verdict verdict = Verdict::kUndecided;
  int frames = 0;                   ///< that were run
  std::int64_t latency_cycles = 0;  ///< first input word to last output word of frame 1, both included
  double interval_cycles = 0;       ///< when slower: the mean interval
  int periodic_from_frame = 0;      ///< see prove_periodic(); 0: not reached
};

/// With free-running sources and sinks. `graph` must be valid; its own depths do not matter.
SteadyState find_steady_state(const TimingGraph& graph, const Depths& depths, std::int64_t target_cycles);
/// Completes M + 1 frames or proves a deadlock; of stages without first and last frame never undecided.
SteadyState find_deadlock(const TimingGraph& graph, const Depths& depths);
/// Runs until every word of every stream comes exactly `interval_cycles` after its predecessor one frame earlier, over
/// enough frames that it does so for ever; the first frame (1 = the first) from which that holds in
/// periodic_from_frame.
SteadyState prove_periodic(const TimingGraph& graph, const Depths& depths, std::int64_t interval_cycles);
/// The same for sources that send the words of a frame over `interval_cycles`, which may be longer than the graph
/// needs. What they send waits without limit before the graph's own FIFOs, so these depths have to keep up with nothing
/// else.
SteadyState prove_paced(const TimingGraph& graph, const Depths& depths, std::int64_t interval_cycles);

}  // namespace weir::timing
