/// What the timing engines run: schedules and FIFOs, nothing else. Made from a StageGraph, or by hand for kernels that
/// golden does not know.
#pragma once
#include "systemc/schedule/schedule.hpp"

namespace weir::timing {

using golden::kOutside;

struct TimingStage {
  std::string name, kind;
  Schedule schedule;
  std::vector<int> inputs, outputs;  ///< stream indices in port order
};

/// One FIFO. A stream from outside is fed by a source, one to the outside emptied by a sink.
struct TimingStream {
  std::string name;
  std::int64_t words_per_frame = 0;
  int depth_words = golden::kDefaultDepthWords;
  int width_bits = 0;
  int producer = kOutside, producer_port = 0;
  int consumer = kOutside, consumer_port = 0;
};

struct TimingGraph {
  std::string name;
  std::vector<TimingStage> stages;
  std::vector<TimingStream> streams;  ///< the index is the port number of Stalls
};

/// Profile weir, stages and streams in the order of `graph`. Throws what make_schedule() throws.
TimingGraph make_timing_graph(const golden::StageGraph& graph);

/// Appends an Error for every dangling-stream, fifo-depth, rate-balance, graph-cycle, duplicate-name and bad-schedule.
void validate(const TimingGraph& graph, Errors& errors);

}  // namespace weir::timing
