#include "hls/compiler/wide.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

namespace weir::hls {

namespace {

using namespace llvm;

constexpr unsigned kWideBits = 128;
constexpr const char* kPrefix = "__weir_wide.";

bool is_wide(const Type* type) { return type->isIntegerTy() && type->getIntegerBitWidth() > kWideBits; }

bool is_hidden_kind(unsigned opcode) {
  switch (opcode) {
    case Instruction::And:
    case Instruction::Or:
    case Instruction::Xor:
    case Instruction::Shl:
    case Instruction::LShr:
    case Instruction::Trunc:
    case Instruction::ZExt:
    case Instruction::SExt: return true;
    default: return false;
  }
}

/// One pure function per operation and types: "__weir_wide.<opcode>.<bits in>.<bits out>".
FunctionCallee stand_in(Module& module, const Instruction& i) {
  std::vector<Type*> types;
  for (const Value* operand : i.operand_values()) types.push_back(operand->getType());
  const std::string name = kPrefix + std::to_string(i.getOpcode()) + "." +
                           std::to_string(types.front()->getIntegerBitWidth()) + "." +
                           std::to_string(i.getType()->getIntegerBitWidth());
  LLVMContext& context = module.getContext();
  AttrBuilder pure(context);
  pure.addMemoryAttr(MemoryEffects::none());
  for (const auto kind : {Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoFree, Attribute::NoSync,
                          Attribute::Speculatable, Attribute::NoCallback})
    pure.addAttribute(kind);
  return module.getOrInsertFunction(name, FunctionType::get(i.getType(), types, false),
                                    AttributeList::get(context, AttributeList::FunctionIndex, pure));
}

/// The opcode behind a stand-in, or 0.
unsigned opcode_behind(const Instruction& i) {
  const auto* call = dyn_cast<CallInst>(&i);
  const Function* callee = call ? call->getCalledFunction() : nullptr;
  if (callee == nullptr || !callee->getName().starts_with(kPrefix)) return 0;
  unsigned opcode = 0;
  callee->getName().drop_front(StringRef(kPrefix).size()).split('.').first.getAsInteger(10, opcode);
  return opcode;
}

template <class Chosen, class Replacement>
void replace_all(Function& function, Chosen chosen, Replacement replacement) {
  std::vector<Instruction*> list;
  for (Instruction& i : instructions(function))
    if (chosen(i)) list.push_back(&i);
  for (Instruction* i : list) {
    IRBuilder<> builder(i);
    Value* other = replacement(builder, *i);
    if (isa<Instruction>(other)) other->takeName(i);
    i->replaceAllUsesWith(other);
    i->eraseFromParent();
  }
}

}  // namespace

void hide_wide_operations(Function& function) {
  const auto chosen = [](const Instruction& i) {
    return is_hidden_kind(i.getOpcode()) && (is_wide(i.getType()) || is_wide(i.getOperand(0)->getType()));
  };
  replace_all(function, chosen, [&](IRBuilder<>& builder, Instruction& i) -> Value* {
    const std::vector<Value*> operands(i.value_op_begin(), i.value_op_end());
    return builder.CreateCall(stand_in(*function.getParent(), i), operands);
  });
}

void reveal_wide_operations(Function& function) {
  const auto chosen = [](const Instruction& i) { return opcode_behind(i) != 0; };
  replace_all(function, chosen, [](IRBuilder<>& builder, Instruction& i) -> Value* {
    const unsigned opcode = opcode_behind(i);
    Value* first = i.getOperand(0);
    if (Instruction::isCast(opcode))
      return builder.CreateCast(static_cast<Instruction::CastOps>(opcode), first, i.getType());
    return builder.CreateBinOp(static_cast<Instruction::BinaryOps>(opcode), first, i.getOperand(1));
  });
}

}  // namespace weir::hls
