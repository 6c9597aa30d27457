#include "hls/compiler/tables.hpp"

#include <cctype>
#include <vector>

#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/InstIterator.h"
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
constexpr const char* state_mark = "weir.state";

bool may_change(const GlobalVariable& variable) {
  return variable.hasInitializer() && !variable.isConstant() && !variable.hasMetadata(written_by_control) &&
         !variable.getName().starts_with("weir.");
}

/// Whether a write through the pointer can be seen, before anything is inlined: in functions that get it, through
/// variables that hold it, and through what comes back from calls.
class WriteFinder {
 public:
  bool writes(const Value& pointer) {
    return seen_.insert(&pointer).second &&
           any_of(pointer.users(), [&](const User* user) { return writes_in(*user, pointer); });
  }

 private:
  bool writes_in(const User& user, const Value& pointer) {
    if (isa<LoadInst, CmpInst, ReturnInst>(user)) return false;  // what is returned: the call's users
    if (const auto* store = dyn_cast<StoreInst>(&user)) {
      if (store->getPointerOperand() == &pointer) return true;
      const auto* holder = dyn_cast<AllocaInst>(store->getPointerOperand());
      return !holder || any_of(holder->users(), [&](const User* look) { return isa<LoadInst>(look) && writes(*look); });
    }
    if (const auto* transfer = dyn_cast<MemIntrinsic>(&user)) return transfer->getRawDest() == &pointer;
    if (const auto* call = dyn_cast<CallBase>(&user)) return writes_in_call(*call, pointer);
    return isa<GlobalValue>(user) || writes(user);
  }
  bool writes_in_call(const CallBase& call, const Value& pointer) {
    const Function* callee = call.getCalledFunction();
    if (callee && (callee->isIntrinsic() || callee->getName().starts_with("__weir"))) return false;
    if (!callee || callee->isDeclaration() || callee->isVarArg()) return true;
    for (const Use& argument : call.args())
      if (argument == &pointer && writes(*callee->getArg(call.getArgOperandNo(&argument)))) return true;
    return call.getType()->isPointerTy() && writes(call);
  }

  std::set<const Value*> seen_;
};

/// A function and all that it calls by name.
std::set<const Function*> reach_of(const Function& function) {
  std::set<const Function*> reached{&function};
  std::vector<const Function*> open{&function};
  while (!open.empty()) {
    const Function* next = open.back();
    open.pop_back();
    for (const Instruction& i : instructions(*next))
      if (const auto* call = dyn_cast<CallBase>(&i))
        if (const Function* callee = call->getCalledFunction(); callee && reached.insert(callee).second)
          open.push_back(callee);
  }
  return reached;
}

/// Adds the functions that name `value`, in constant expressions too; false where it is kept in another global.
bool add_users(const Value& value, std::set<const Function*>& users) {
  return all_of(value.users(), [&](const User* user) {
    if (const auto* i = dyn_cast<Instruction>(user)) return users.insert(i->getFunction()), true;
    return isa<Constant>(user) && !isa<GlobalValue>(user) && add_users(*user, users);
  });
}

}  // namespace

void settle_tables(Module& module) {
  for (GlobalVariable& table : module.globals())
    if (table.hasInitializer() && !table.isConstant() && !table.hasMetadata(written_by_control) &&
        !is_written_through(table))
      table.setMetadata(never_written, MDNode::get(module.getContext(), {}));
}

void settle_states(Module& module, const Function& top) {
  const std::set<const Function*> reached = reach_of(top);
  for (GlobalVariable& variable : module.globals()) {
    std::set<const Function*> users;
    if (!may_change(variable) || !add_users(variable, users)) continue;
    if (all_of(users, [&](const Function* user) { return reached.count(user) != 0; }))
      variable.setMetadata(state_mark, MDNode::get(module.getContext(), {}));
  }
}

bool is_state(const GlobalVariable& variable) { return variable.hasMetadata(state_mark) && !variable.isConstant(); }

std::set<const GlobalVariable*> variables_of(const Function& function) {
  std::set<const GlobalVariable*> found;
  const std::set<const Function*> reached = reach_of(function);
  for (const GlobalVariable& variable : function.getParent()->globals()) {
    std::set<const Function*> users;
    if (!may_change(variable) || !WriteFinder().writes(variable)) continue;
    add_users(variable, users);
    if (any_of(users, [&](const Function* user) { return reached.count(user) != 0; })) found.insert(&variable);
  }
  return found;
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
