/// What `weir explore` and Model.explore are asked.
#pragma once
#include "tools/explore/explorer.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct ExploreOptions {
  NetworkRequest network;
  explore::ExploreRequest request;
  int workers = 0;        ///< 0: in this process
  std::string scheduler;  ///< of Dask; "": none
  std::string output;
};

Form describe(ExploreOptions& options);

}  // namespace weir::tools
