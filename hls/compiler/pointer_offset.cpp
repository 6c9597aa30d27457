#include "hls/compiler/pointer_offset.hpp"

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "llvm/IR/Operator.h"

namespace weir::hls {

using namespace llvm;

Value* offset_in(IRBuilder<>& builder, const Value* pointer, const DataLayout& layout, const Instruction& access) {
  Type* wide = builder.getInt64Ty();
  Value* sum = ConstantInt::get(wide, 0);
  while (const auto* part = dyn_cast<GEPOperator>(pointer)) {
    MapVector<Value*, APInt> terms;
    APInt offset(64, 0);
    if (!part->collectOffset(layout, 64, terms, offset))
      throw weir::Error("array-layout", "an index that is not linear", where(access));
    sum = builder.CreateAdd(sum, builder.getInt(offset));
    for (const auto& [index, scale] : terms)
      sum = builder.CreateAdd(sum, builder.CreateMul(builder.CreateSExtOrTrunc(index, wide), builder.getInt(scale)));
    pointer = part->getPointerOperand();
  }
  return sum;
}

}  // namespace weir::hls
