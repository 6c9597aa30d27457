/// What `weir estimate` and Model.estimate are asked.
#pragma once
#include "tools/request/common.hpp"

namespace weir::tools {

struct EstimateOptions {
  NetworkRequest network;
  PartAndClock target;
  std::string output;
};

Form describe(EstimateOptions& options);

}  // namespace weir::tools
