/// What `weir explore` and Model.explore are asked.
#pragma once
#include "tools/explore/explorer.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct ExploreOptions {
  NetworkRequest network;
  explore::ExploreRequest request;
  std::string search = "own";
  int workers = 0;        ///< 0: in this process
  int worker_mib = 0;     ///< most memory of each; 0: its share of the machine
  std::string scheduler;  ///< of Dask; "": none
  std::string output;
};

Form describe(ExploreOptions& options);

}  // namespace weir::tools
