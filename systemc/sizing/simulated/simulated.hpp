/// FIFO depths for stages of any kind, judged by simulation: the least that was found, and no more than that. Where
/// stages are not monotone - a deeper FIFO may delay a word (profile finn-v0.10) - there are no bounds and no proofs.
#pragma once
#include "systemc/sizing/request/options.hpp"
#include "systemc/sizing/request/result.hpp"

namespace weir::timing {

/// Throughput keeps `interval_cycles`, latency the first frame within `latency_cycles` as well. From `start`, which
/// must reach that, down to `least_words` at best, in options.orders orders; `frames` of a run count at first, and
/// twice as many again until a run of 4 times as many confirms the answer. For throughput, a graph of several
/// segments (segments.hpp) is searched part by part, each behind those before it (search_behind()), from what
/// each needs with unlimited FIFOs. FifoSizing::lower_bound stays empty, and nothing is proven minimal.
FifoSizing size_by_simulation(const TimingGraph& graph, const Depths& start, std::int64_t least_words,
                              std::int64_t interval_cycles, std::int64_t latency_cycles, int frames,
                              const SizingOptions& options);

}  // namespace weir::timing
