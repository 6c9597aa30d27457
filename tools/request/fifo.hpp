/// What `weir fifo` and Model.size_fifos are asked.
#pragma once
#include "tools/flow/fifo_flow.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct FifoOptions {
  NetworkRequest network;
  FifoRequest request;
  std::uint64_t seed = 1;
  std::string output, pareto, pareto_all;
  std::string target_period;  ///< of graphs of SDF3
  bool shows_all = false;
};

Form describe(FifoOptions& options);

}  // namespace weir::tools
