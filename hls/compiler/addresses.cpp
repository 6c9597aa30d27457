#include "hls/compiler/addresses.hpp"

#include <optional>
#include <vector>

#include "hls/compiler/lower.hpp"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace weir::hls {

namespace {

using namespace llvm;

/// A place in an array: element number `constant` plus each value times its factor.
struct Place {
  Value* array = nullptr;
  Type* element = nullptr;
  std::int64_t constant = 0;
  std::vector<std::pair<Value*, std::int64_t>> terms;
  Instruction* at = nullptr;  ///< where the address is computed; null: a constant
};

/// Innermost element of an array, or null.
Type* element_type(Value* array) {
  Type* type = nullptr;
  if (const auto* local = dyn_cast<AllocaInst>(array)) type = local->getAllocatedType();
  if (const auto* table = dyn_cast<GlobalVariable>(array)) type = table->getValueType();
  if (type == nullptr || !isa<ArrayType>(type)) return nullptr;
  while (const auto* array_type = dyn_cast<ArrayType>(type)) type = array_type->getElementType();
  return type;
}

std::optional<Place> place_of(Value* pointer, const DataLayout& layout) {
  Place place;
  place.at = dyn_cast<Instruction>(pointer);
  if (place.at && isa<AllocaInst>(place.at)) place.at = nullptr;
  place.array = pointer;
  std::vector<std::pair<Value*, std::int64_t>> terms;
  std::int64_t bytes = 0;
  while (auto* part = dyn_cast<GEPOperator>(place.array)) {
    MapVector<Value*, APInt> variable;
    APInt offset(64, 0);
    if (!part->collectOffset(layout, 64, variable, offset)) return std::nullopt;
    bytes += offset.getSExtValue();
    for (const auto& [index, scale] : variable) terms.push_back({index, scale.getSExtValue()});
    place.array = part->getPointerOperand();
  }
  place.element = element_type(place.array);
  if (place.element == nullptr) return std::nullopt;
  const auto size = static_cast<std::int64_t>(layout.getTypeAllocSize(place.element).getFixedValue());
  if (bytes % size != 0) return std::nullopt;
  place.constant = bytes / size;
  for (const auto& [index, scale] : terms) {
    if (scale % size != 0) return std::nullopt;
    place.terms.push_back({index, scale / size});
  }
  return place;
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

Value* index_of(const Place& place, Type* index_type) {
  Value* sum = ConstantInt::getSigned(index_type, place.constant);
  if (place.terms.empty()) return sum;
  IRBuilder<> builder(place.at);
  for (const auto& [value, factor] : place.terms) {
    Value* wide = builder.CreateSExtOrTrunc(value, index_type);
    sum = builder.CreateAdd(sum, builder.CreateMul(wide, ConstantInt::getSigned(index_type, factor)));
  }
  return sum;
}

/// Of a phi or select.
std::vector<Value*> candidates_of(Instruction& choice) {
  if (auto* phi = dyn_cast<PHINode>(&choice)) return {phi->incoming_values().begin(), phi->incoming_values().end()};
  auto& select = cast<SelectInst>(choice);
  return {select.getTrueValue(), select.getFalseValue()};
}

/// Variables of one type, only read and written as a whole through the choice?
bool chooses_variables(Instruction& choice, ArrayRef<Value*> pointers) {
  const auto* first = dyn_cast<AllocaInst>(pointers.front());
  if (first == nullptr || !first->getAllocatedType()->isIntegerTy()) return false;
  Type* type = first->getAllocatedType();
  for (const Value* pointer : pointers) {
    const auto* variable = dyn_cast<AllocaInst>(pointer);
    if (variable == nullptr || variable->getAllocatedType() != type) return false;
  }
  return all_of(choice.users(), [&](const User* user) {
    if (const auto* load = dyn_cast<LoadInst>(user)) return load->getType() == type;
    const auto* store = dyn_cast<StoreInst>(user);
    return store != nullptr && store->getPointerOperand() == &choice && store->getValueOperand()->getType() == type;
  });
}

/// A register array whose index is a choice: its elements are variables by now. Every one is read, or written with what
/// it has, and the number of the one that is meant decides.
bool restore_variables(Instruction& choice) {
  const std::vector<Value*> pointers = candidates_of(choice);
  if (!chooses_variables(choice, pointers)) return false;
  IRBuilder<> builder(&choice);
  Value* number = nullptr;
  if (auto* select = dyn_cast<SelectInst>(&choice)) {
    number = builder.CreateSelect(select->getCondition(), builder.getInt32(0), builder.getInt32(1));
  } else {
    PHINode* numbers = builder.CreatePHI(builder.getInt32Ty(), static_cast<unsigned>(pointers.size()));
    for (unsigned k = 0; k < pointers.size(); ++k)
      numbers->addIncoming(builder.getInt32(k), cast<PHINode>(choice).getIncomingBlock(k));
    number = numbers;
  }
  Type* type = cast<AllocaInst>(pointers.front())->getAllocatedType();
  const std::vector<User*> users(choice.user_begin(), choice.user_end());
  for (User* user : users) {
    auto* access = cast<Instruction>(user);
    builder.SetInsertPoint(access);
    Value* read = nullptr;
    for (unsigned k = 0; k < pointers.size(); ++k) {
      Value* is_meant = builder.CreateICmpEQ(number, builder.getInt32(k));
      Value* held = builder.CreateLoad(type, pointers[k]);
      if (auto* store = dyn_cast<StoreInst>(access))
        builder.CreateStore(builder.CreateSelect(is_meant, store->getValueOperand(), held), pointers[k]);
      else
        read = read == nullptr ? held : builder.CreateSelect(is_meant, held, read);
    }
    if (read != nullptr) access->replaceAllUsesWith(read);
    access->eraseFromParent();
  }
  choice.eraseFromParent();
  return true;
}

/// Whether that could be done.
bool restore(Instruction& choice) {
  auto* phi = dyn_cast<PHINode>(&choice);
  auto* select = dyn_cast<SelectInst>(&choice);
  const std::vector<Value*> pointers = candidates_of(choice);
  const std::vector<Place> places = places_of(pointers, choice.getModule()->getDataLayout());
  if (places.empty()) return false;
  IRBuilder<> builder(&choice);
  Type* index_type = builder.getInt64Ty();
  Value* chosen = nullptr;
  if (select != nullptr) {
    chosen =
        builder.CreateSelect(select->getCondition(), index_of(places[0], index_type), index_of(places[1], index_type));
  } else {
    PHINode* indices = builder.CreatePHI(index_type, static_cast<unsigned>(places.size()));
    for (std::size_t k = 0; k < places.size(); ++k)
      indices->addIncoming(index_of(places[k], index_type), phi->getIncomingBlock(static_cast<unsigned>(k)));
    builder.SetInsertPoint(choice.getParent()->getFirstInsertionPt());
    chosen = indices;
  }
  const Place& first = places.front();
  choice.replaceAllUsesWith(builder.CreateInBoundsGEP(first.element, first.array, {chosen}));
  choice.eraseFromParent();
  return true;
}

}  // namespace

void restore_indices(Function& top) {
  std::vector<Instruction*> choices;
  for (Instruction& i : instructions(top))
    if (i.getType()->isPointerTy() && isa<PHINode, SelectInst>(i)) choices.push_back(&i);
  // A choice may be one of choices: each that is restored may let another be.
  while (std::erase_if(choices, [](Instruction* choice) { return restore(*choice); }) > 0) {
  }
  if (std::erase_if(choices, [](Instruction* choice) { return restore_variables(*choice); }) > 0)
    run_passes(top, "mem2reg");
}

}  // namespace weir::hls
