/// What `weir fold` and Model.fold are asked.
#pragma once
#include "golden/finn/set_folding.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct FoldOptions {
  NetworkRequest network;
  golden::SetFoldingOptions folding;  ///< without part and clock, which `target` holds
  PartAndClock target;
  std::string method = "finn", profile, output;
};

Form describe(FoldOptions& options);
/// What golden is asked, once `target` is complete.
golden::SetFoldingOptions set_folding_options(const FoldOptions& options);

}  // namespace weir::tools
