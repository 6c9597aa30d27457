#include "hls/compiler/tables.hpp"

#include <cctype>

#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace weir::hls {

using namespace llvm;

namespace {

/// May the memory behind `pointer` be changed through it, as far as this function shows?
bool is_written_through(const Value& pointer) {
  for (const User* user : pointer.users()) {
    if (isa<GEPOperator, BitCastOperator, PHINode, SelectInst>(user)) {
      if (is_written_through(*user)) return true;
    } else if (const auto* store = dyn_cast<StoreInst>(user)) {
      if (store->getPointerOperand() == &pointer) return true;
    } else if (const auto* transfer = dyn_cast<MemIntrinsic>(user)) {
      if (transfer->getRawDest() == &pointer) return true;
    } else if (const auto* call = dyn_cast<CallBase>(user)) {
      // A constructor that runs before main() gives the table a value that is not known now.
      const StringRef caller = call->getFunction()->getName();
      if (caller.starts_with("__cxx_global_var_init") || caller.starts_with("_GLOBAL__")) return true;
    } else if (isa<Constant>(user) && !isa<GlobalVariable>(user)) {
      if (is_written_through(*user)) return true;
    }
  }
  return false;
}

/// The same after everything is inlined: whatever is not a load may write.
bool is_read_only(const Value& pointer) {
  return all_of(pointer.users(), [](const User* user) {
    if (isa<LoadInst>(user)) return true;
    if (isa<GEPOperator, BitCastOperator, PHINode, SelectInst>(user)) return is_read_only(*user);
    const auto* copy = dyn_cast<MemTransferInst>(user);
    return copy && !isa<GlobalVariable>(copy->getRawDest()->stripPointerCasts());
  });
}

constexpr const char* never_written = "weir.never_written";

}  // namespace

void settle_tables(Module& module) {
  for (GlobalVariable& table : module.globals())
    if (table.hasInitializer() && !table.isConstant() && !table.hasMetadata(written_by_control) &&
        !is_written_through(table))
      table.setMetadata(never_written, MDNode::get(module.getContext(), {}));
}

void freeze_read_only_tables(Module& module) {
  for (GlobalVariable& table : module.globals())
    if (table.hasMetadata(never_written) && !table.hasMetadata(written_by_control) && !table.isConstant() &&
        is_read_only(table))
      table.setConstant(true);
}

std::string table_name(const GlobalVariable& table) {
  std::string name = demangle(table.getName().str());
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

void drop_constructors(Module& module) {
  if (GlobalVariable* list = module.getGlobalVariable("llvm.global_ctors")) list->eraseFromParent();
}

}  // namespace weir::hls
