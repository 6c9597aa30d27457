/// Where in a table or memory a pointer points.
#pragma once
#include "llvm/IR/IRBuilder.h"

namespace weir::hls {

/// Bytes from its base, as a sum that `builder` makes (64 bits). Error array-layout, with the place of `access`, where
/// an index is not linear.
llvm::Value* offset_in(llvm::IRBuilder<>& builder, const llvm::Value* pointer, const llvm::DataLayout& layout,
                       const llvm::Instruction& access);

}  // namespace weir::hls
