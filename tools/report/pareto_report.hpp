/// The front between FIFO memory and interval, as CSV and as a picture.
#pragma once
#include <string>
#include <vector>

#include "systemc/sizing/pareto.hpp"

namespace weir::tools {

std::string pareto_csv(const std::vector<timing::ParetoPoint>& front);
/// Memory over interval as a staircase: RAMB18 blocks; LUTs where all points need as many blocks; else bits.
std::string pareto_svg(const std::vector<timing::ParetoPoint>& front, const std::string& title);

}  // namespace weir::tools
