/// What `weir estimate` and Model.estimate are asked.
#pragma once
#include "golden/finn/hardware_node.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct EstimateOptions {
  NetworkRequest network;
  std::string fpga_part;  ///< "": the build's, else golden::kDefaultPart
  double clk_ns = 0;      ///< 0: the build's, else 10
  std::string output;
};

Form describe(EstimateOptions& options);

/// Chooses what was not asked: the build's part and clock ("" and 0: there is none), else the defaults.
void complete(EstimateOptions& options, const std::string& build_part = "", double build_clk_mhz = 0);

}  // namespace weir::tools
