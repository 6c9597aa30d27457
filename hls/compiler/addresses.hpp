/// LLVM's sroa turns an index that is a choice between constants into a choice between addresses, of elements or of the
/// variables that the elements of a register array have become. Hardware has no addresses: they become an index again,
/// or a number by which the values are chosen.
#pragma once

namespace llvm {
class Function;
}

namespace weir::hls {

/// Rewrites every phi and select between places of one local array or table, or between variables of one type. Others
/// stay, and are refused by check_subset().
void restore_indices(llvm::Function& top);

}  // namespace weir::hls
