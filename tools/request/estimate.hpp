/// What `weir estimate` and Model.estimate are asked.
#pragma once
#include "tools/request/common.hpp"

namespace weir::tools {

struct EstimateOptions {
  NetworkRequest network;
  PartAndClock target;
  std::string output;
  std::string release = "0.10";  ///< whose formulas: of golden::folding_releases()
};

Form describe(EstimateOptions& options);

}  // namespace weir::tools
