/// The front between FIFO memory and interval: for a row of target intervals the least memory, as CSV and as a picture.
#pragma once
#include <string>
#include <vector>

#include "systemc/sizing/sizing.hpp"

namespace weir::tools {

struct ParetoPoint {
  std::int64_t target_interval_cycles = 0;
  timing::FifoSizing sizing;
};

/// Ten targets from the interval of unlimited FIFOs to three times as long, in parallel. Points that are no better than
/// one with a shorter interval are left out, and so are those whose depths do not run at their interval.
std::vector<ParetoPoint> pareto_front(const timing::TimingGraph& graph, timing::SizingOptions options);

std::string pareto_csv(const std::vector<ParetoPoint>& front);
/// Memory over interval as a staircase: RAMB18 blocks; LUTs where all points need as many blocks; else bits.
std::string pareto_svg(const std::vector<ParetoPoint>& front, const std::string& title);

}  // namespace weir::tools
