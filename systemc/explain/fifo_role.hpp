/// What each FIFO is for, in words: measured when it is fullest, told from who waits for whom at that time.
///
/// Of a run with the depths in question the second frame from the end counts. At the peak the oldest word is the one
/// that its reader leaves lying longest: the reader waits for words of another stream that lags behind; or it pauses -
/// for such a word, for room in a stream that it writes (followed to the stage that keeps it full), or because it works
/// without reading; or it is slower for a while than the writer. Rows are counted where the stream carries pictures.
#pragma once
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "systemc/process/timing_graph.hpp"

namespace weir::timing {

enum class Holding {
  kUnknown,     ///< not measured: the run deadlocked, or is too long to be recorded
  kInStep,      ///< at most two words: writer and reader go in step
  kOtherInput,  ///< the reader waits for a word of `cause`, a stream
  kOtherPath,   ///< the same, where both streams come from one stage: a shortcut, or the longer way
  kRoom,        ///< the reader waits for room, in the end because of the stage `cause`
  kWork,        ///< the reader works without reading
  kBurst,       ///< the writer is faster for a while
};

struct FifoRole {
  Holding holding = Holding::kUnknown;
  std::string cause;
  std::int64_t peak_words = 0;
  std::int64_t pause_cycles = 0;  ///< of the reader's longest pause before the peak
  std::string text;               ///< "" for kUnknown
};

/// `timing` is `graph` with the depths to be explained. One role per stream of `timing`.
std::vector<FifoRole> explain_fifos(const golden::StageGraph& graph, const TimingGraph& timing);

}  // namespace weir::timing
