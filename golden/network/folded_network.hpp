/// A network with the folding that it came with: what bundles hold, importers return and built-in names stand for.
#pragma once
#include <memory>

#include "golden/network/folding.hpp"

namespace weir::golden {

struct FoldedNetwork {
  std::shared_ptr<const Network> network;
  Folding folding;
};

}  // namespace weir::golden
