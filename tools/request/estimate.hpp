/// What `weir estimate` and Model.estimate are asked.
#pragma once
#include "golden/finn/hardware_node.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct EstimateOptions {
  NetworkRequest network;
  std::string fpga_part = golden::kDefaultPart;
  double clk_ns = 10.0;
  std::string output;
};

Form describe(EstimateOptions& options);

}  // namespace weir::tools
