#include "hls/compiler/subset.hpp"

#include <set>
#include <vector>

#include "golden/base/error.hpp"
#include "hls/compiler/flatten.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/tables.hpp"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

namespace weir::hls {

namespace {

using namespace llvm;

[[noreturn]] void fail(const char* code, const std::string& what, const Instruction& i, const std::string& hint = {}) {
  throw weir::Error(code, what, where(i), hint);
}

bool is_known_intrinsic(Intrinsic::ID id) {
  switch (id) {
    case Intrinsic::lifetime_start:
    case Intrinsic::lifetime_end:
    case Intrinsic::assume:
    case Intrinsic::experimental_noalias_scope_decl:
    case Intrinsic::ctpop:
    case Intrinsic::bitreverse:
    case Intrinsic::bswap:
    case Intrinsic::umax:
    case Intrinsic::umin:
    case Intrinsic::smax:
    case Intrinsic::smin:
    case Intrinsic::abs:
    case Intrinsic::fshl:
    case Intrinsic::fshr: return true;
    default: return false;
  }
}

void check_call(const CallInst& call) {
  if (isa<MemIntrinsic>(call)) {
    fail("array-copy", "an array or structure is copied or filled as a whole", call,
         "write a pipelined loop over the elements");
  }
  if (const auto* intrinsic = dyn_cast<IntrinsicInst>(&call)) {
    if (is_known_intrinsic(intrinsic->getIntrinsicID())) return;
    fail("call", "the operation " + intrinsic->getCalledFunction()->getName().str() + " is not supported", call);
  }
  const Function* callee = call.getCalledFunction();
  if (!callee) fail("call", "a call through a pointer", call);
  if (callee->getName() == "__weir_stream_state") {
    fail("stream-state", "empty() and full() are not supported", call,
         "timing that depends on the data's arrival has no static schedule");
  }
  fail("call", "call of " + demangle(callee->getName()) + ", whose source is not here", call,
       "define it in the source or its headers");
}

bool is_written(const GlobalVariable& table) {
  for (const User* user : table.users()) {
    const auto* store = dyn_cast<StoreInst>(user);
    if (store && store->getFunction()->getName().find("_GLOBAL__sub_I") == StringRef::npos &&
        store->getPointerOperand() == &table)
      return true;
  }
  return false;
}

void check_memory(const Lowered& lowered, const Instruction& i, const Value* pointer) {
  const Value* base = getUnderlyingObject(pointer, 0);
  if (lowered.is_stream_base(base)) return;
  if (const auto* table = dyn_cast<GlobalVariable>(base)) {
    const std::string name = demangle(table->getName());
    if (isa<LoadInst>(i) && table->hasMetadata(written_by_control)) return;
    if (is_state(*table)) return;
    if (isa<StoreInst>(i) || is_written(*table))
      fail("global-variable", "the global variable \"" + name + "\" is written", i,
           "state that outlives a call belongs to one kernel alone: no other function, process or constructor may use "
           "it");
    // A declaration without contents is an external table; a definition must be known now.
    if (table->hasInitializer() && !table->isConstant()) {
      fail("table", "the table \"" + name + "\" has no constant value", i,
           "declare it const, with constant initialisers");
    }
    return;
  }
  if (!isa<AllocaInst>(base) && !isa<Argument>(base))
    fail("pointer", "access through a pointer that is not an array or a stream", i);
}

void check_binary(const BinaryOperator& i) {
  switch (i.getOpcode()) {
    case Instruction::FAdd:
    case Instruction::FSub:
    case Instruction::FMul:
    case Instruction::FDiv:
    case Instruction::FRem:
      return fail("floating-point", "floating point is not supported", i, "use ap_int or ap_uint");
    default: return;
  }
}

void check_instruction(const Lowered& lowered, const Instruction& i) {
  if (i.getType()->isFloatingPointTy())
    fail("floating-point", "floating point is not supported", i, "use ap_int or ap_uint");
  for (const Use& operand : i.operands()) {
    if (operand->getType()->isFloatingPointTy())
      fail("floating-point", "floating point is not supported", i, "use ap_int or ap_uint");
  }
  if (const auto* binary = dyn_cast<BinaryOperator>(&i)) return check_binary(*binary);
  if (const auto* call = dyn_cast<CallInst>(&i)) return check_call(*call);
  if (const auto* load = dyn_cast<LoadInst>(&i)) {
    if (!load->getType()->isIntegerTy()) fail("type", "only integers can be read from arrays and streams", i);
    return check_memory(lowered, i, load->getPointerOperand());
  }
  if (const auto* store = dyn_cast<StoreInst>(&i)) {
    if (!store->getValueOperand()->getType()->isIntegerTy())
      fail("type", "only integers can be written to arrays and streams", i);
    return check_memory(lowered, i, store->getPointerOperand());
  }
  if (isa<PHINode, SelectInst>(i) && !i.getType()->isIntegerTy())
    fail("pointer", "a choice between pointers or arrays", i, "choose between the values");
  if (isa<PHINode, SelectInst, ICmpInst, TruncInst, ZExtInst, SExtInst, FreezeInst, GetElementPtrInst, AllocaInst,
          BranchInst, SwitchInst, ReturnInst, UnreachableInst>(i))
    return;
  fail("instruction", std::string("the operation \"") + i.getOpcodeName() + "\" is not supported", i);
}

}  // namespace

void check_outside(const Lowered& lowered) {
  DominatorTree dominators(*lowered.top);
  LoopInfo loops(dominators);
  if (loops.empty()) return;  // a loop that ran once: the whole function is the iteration
  std::set<const BasicBlock*> within;
  std::vector<const BasicBlock*> work{loops.getTopLevelLoops()[0]->getHeader()};
  while (!work.empty()) {
    const BasicBlock* block = work.back();
    work.pop_back();
    if (!within.insert(block).second) continue;
    work.insert(work.end(), succ_begin(block), succ_end(block));
  }
  for (const BasicBlock& block : *lowered.top) {
    if (within.count(&block)) continue;
    for (const Instruction& i : block)
      if (has_effect(i))
        throw weir::Error("outside-loop", "an array is initialised, or a stream used, outside the pipelined loop",
                          where(i), "write it in the loop, or in a loop of its own");
  }
}

void check_subset(const Lowered& lowered) {
  for (const Instruction& i : instructions(*lowered.top)) check_instruction(lowered, i);
}

}  // namespace weir::hls
