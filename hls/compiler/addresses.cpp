#include "hls/compiler/addresses.hpp"

#include <optional>
#include <vector>

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

namespace weir::hls {

namespace {

using namespace llvm;

/// A constant place in an array.
struct Place {
  Value* array;
  ArrayType* type;
  std::int64_t index;
};

ArrayType* array_type(Value* array) {
  Type* type = nullptr;
  if (const auto* local = dyn_cast<AllocaInst>(array)) type = local->getAllocatedType();
  if (const auto* table = dyn_cast<GlobalVariable>(array)) type = table->getValueType();
  return dyn_cast_or_null<ArrayType>(type);
}

std::optional<Place> place_of(Value* pointer, const DataLayout& layout) {
  APInt offset(layout.getIndexTypeSizeInBits(pointer->getType()), 0);
  Value* array = pointer->stripAndAccumulateConstantOffsets(layout, offset, true);
  ArrayType* type = array_type(array);
  if (type == nullptr) return std::nullopt;
  const auto bytes = static_cast<std::int64_t>(layout.getTypeAllocSize(type->getElementType()).getFixedValue());
  if (offset.getSExtValue() % bytes != 0) return std::nullopt;
  return Place{array, type, offset.getSExtValue() / bytes};
}

/// The places an instruction chooses from, all in one array; else nothing.
std::vector<Place> places_of(ArrayRef<Value*> pointers, const DataLayout& layout) {
  std::vector<Place> places;
  for (Value* pointer : pointers) {
    const auto place = place_of(pointer, layout);
    if (!place || (!places.empty() && place->array != places.front().array)) return {};
    places.push_back(*place);
  }
  return places;
}

void restore(Instruction& choice) {
  auto* phi = dyn_cast<PHINode>(&choice);
  auto* select = dyn_cast<SelectInst>(&choice);
  std::vector<Value*> pointers;
  if (phi != nullptr) pointers.assign(phi->incoming_values().begin(), phi->incoming_values().end());
  if (select != nullptr) pointers = {select->getTrueValue(), select->getFalseValue()};
  const std::vector<Place> places = places_of(pointers, choice.getModule()->getDataLayout());
  if (places.empty()) return;
  IRBuilder<> builder(&choice);
  Type* index_type = builder.getInt64Ty();
  const auto index = [&](std::size_t k) { return ConstantInt::getSigned(index_type, places[k].index); };
  Value* chosen = nullptr;
  if (select != nullptr) {
    chosen = builder.CreateSelect(select->getCondition(), index(0), index(1));
  } else {
    PHINode* indices = builder.CreatePHI(index_type, static_cast<unsigned>(places.size()));
    for (std::size_t k = 0; k < places.size(); ++k)
      indices->addIncoming(index(k), phi->getIncomingBlock(static_cast<unsigned>(k)));
    builder.SetInsertPoint(choice.getParent()->getFirstInsertionPt());
    chosen = indices;
  }
  const Place& first = places.front();
  choice.replaceAllUsesWith(
      builder.CreateInBoundsGEP(first.type, first.array, {ConstantInt::get(index_type, 0), chosen}));
  choice.eraseFromParent();
}

}  // namespace

void restore_indices(Function& top) {
  std::vector<Instruction*> choices;
  for (Instruction& i : instructions(top))
    if (i.getType()->isPointerTy() && isa<PHINode, SelectInst>(i)) choices.push_back(&i);
  for (Instruction* choice : choices) restore(*choice);
}

}  // namespace weir::hls
