/// How far each FIFO is from too small where simulation is all there is to judge by (simulated.hpp): what one word less
/// does, and the least depth without deadlock, with all others as they are. Of a run of some frames, so no proof.
#pragma once
#include "systemc/sizing/request/options.hpp"
#include "systemc/sizing/request/result.hpp"

namespace weir::timing {

/// Sets why, enough_words and deadlock_free_words of every FIFO that is not counted out by its width. `least_words`: of
/// the hardware's FIFOs. A run keeps the objective with an interval of at most `interval_cycles` and, for latency, a
/// first frame within that of the chosen depths. Ends early when options.control says stop.
void add_margins(FifoSizing& sizing, const TimingGraph& graph, std::int64_t least_words, std::int64_t interval_cycles,
                 int frames, const SizingOptions& options);

}  // namespace weir::timing
