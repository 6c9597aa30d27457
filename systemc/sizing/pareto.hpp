/// The front between FIFO memory and interval: for a row of target intervals the least memory.
#pragma once
#include <vector>

#include "systemc/sizing/sizing.hpp"

namespace weir::timing {

struct ParetoPoint {
  std::int64_t target_interval_cycles = 0;
  FifoSizing sizing;
};

/// Ten targets from the interval of unlimited FIFOs to three times as long, in parallel. Points that are no better than
/// one with a shorter interval are left out, and so are those whose depths do not run at their interval.
std::vector<ParetoPoint> pareto_front(const TimingGraph& graph, SizingOptions options);

}  // namespace weir::timing
