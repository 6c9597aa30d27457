/// What `weir fold` and Model.fold are asked.
#pragma once
#include "golden/finn/set_folding.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct FoldOptions {
  NetworkRequest network;
  golden::SetFoldingOptions folding;
  std::string method = "finn", profile, output;
};

Form describe(FoldOptions& options);

}  // namespace weir::tools
