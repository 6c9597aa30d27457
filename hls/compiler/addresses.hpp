/// LLVM's sroa turns an index that is a choice between constants into a choice between addresses. Hardware has no
/// addresses: they become an index again.
#pragma once

namespace llvm {
class Function;
}

namespace weir::hls {

/// Rewrites every phi and select between constant places of one local array or table. Others stay, and are refused by
/// check_subset().
void restore_indices(llvm::Function& top);

}  // namespace weir::hls
