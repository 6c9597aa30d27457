#include "hls/compiler/control.hpp"

#include <algorithm>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/memory_ports.hpp"
#include "hls/compiler/pointer_offset.hpp"
#include "hls/compiler/tables.hpp"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace weir::hls {

namespace {

using namespace llvm;

constexpr const char* memory_mark = "__weir_m_axi";

CallInst* call_of(Instruction& i, const Function* function) {
  auto* call = dyn_cast<CallInst>(&i);
  return call && call->getCalledFunction() == function ? call : nullptr;
}

bool is_mark(const Instruction& i, const char* name) {
  const auto* call = dyn_cast<CallInst>(&i);
  return call && call->getCalledFunction() && call->getCalledFunction()->getName() == name;
}

/// A call of the marker, or of a function that does nothing but call it.
bool marks_memory(const Instruction& i) {
  const auto* call = dyn_cast<CallInst>(&i);
  const Function* callee = call ? call->getCalledFunction() : nullptr;
  if (callee == nullptr) return false;
  if (callee->getName() == memory_mark) return true;
  return callee->getName().contains("__weir_m_axi_of") &&
         any_of(instructions(*callee), [](const Instruction& inner) { return is_mark(inner, memory_mark); });
}

/// A function with the same arguments that does nothing but call.
Function* around(Function& inner, const char* name) {
  auto* outer = Function::Create(inner.getFunctionType(), GlobalValue::ExternalLinkage, name, inner.getParent());
  outer->copyAttributesFrom(&inner);
  outer->setLinkage(GlobalValue::ExternalLinkage);
  outer->setComdat(nullptr);
  IRBuilder<> builder(BasicBlock::Create(inner.getContext(), "entry", outer));
  std::vector<Value*> arguments;
  for (Argument& a : outer->args()) {
    a.setName(inner.getArg(a.getArgNo())->getName());
    arguments.push_back(&a);
  }
  builder.CreateCall(&inner, arguments);
  builder.CreateRetVoid();
  return outer;
}

GlobalVariable* new_stream(Module& module, const std::string& name, unsigned bits) {
  return new GlobalVariable(module, IntegerType::get(module.getContext(), bits), false, GlobalValue::ExternalLinkage,
                            nullptr, local_stream_prefix + name);
}

Instruction* first_place(Function& f) {
  auto place = f.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
  return &*place;
}

std::string source_name(const Argument& a) {
  std::string name = a.getName().str();
  if (const auto cut = name.find(".coerce"); cut != std::string::npos) name.resize(cut);
  return name;
}

class Planner {
 public:
  Planner(Module& module, Function& top) : module_(module), memories_(take_memories(top)), top_(*values(top)) {}

  Control run(const std::map<std::string, std::int64_t>& scalars) {
    if (!top_.getReturnType()->isVoidTy())
      throw weir::Error("argument", "the top function returns a value", where(top_), "write it to a stream");
    settle_tables(module_);
    bind_scalars(top_, scalars, true);
    find_parts();
    lay_out_registers();
    CallInst& call = the_call();
    map_arguments(call);
    find_tables(call);
    return std::move(plan_);
  }

 private:
  static std::map<unsigned, bool> take_memories(Function& top) {
    for (bool changed = true; changed;) {
      changed = false;
      for (Instruction& i : instructions(top)) {
        if (!marks_memory(i) || is_mark(i, memory_mark)) continue;
        InlineFunctionInfo info;
        changed = InlineFunction(cast<CallInst>(i), info).isSuccess();
        if (changed) break;
      }
    }
    run_passes(top, "sroa");
    std::map<unsigned, bool> memories;
    for (Instruction& i : make_early_inc_range(instructions(top))) {
      if (is_mark(i, "__weir_register_note")) i.eraseFromParent();
      if (!is_mark(i, memory_mark)) continue;
      const auto* argument = dyn_cast<Argument>(i.getOperand(0)->stripPointerCasts());
      if (argument == nullptr)
        throw weir::Error("memory-argument", "INTERFACE m_axi of something that is not an argument of the top",
                          where(i));
      memories[argument->getArgNo()] = true;
      i.eraseFromParent();
    }
    return memories;
  }

  /// Classes are passed as pointers to a copy, without the promise of a reference. The same top with integers instead.
  Function* values(Function& top) {
    std::vector<unsigned> copies;
    for (const Argument& a : top.args())
      if (a.getType()->isPointerTy() && memories_.count(a.getArgNo()) == 0 && a.getDereferenceableBytes() == 0)
        copies.push_back(a.getArgNo());
    if (copies.empty()) return &top;
    const std::map<unsigned, Type*> types = types_behind(top, copies);
    std::vector<Type*> arguments(top.getFunctionType()->params());
    for (const auto& [number, type] : types) arguments[number] = type;
    auto* outer = Function::Create(FunctionType::get(top.getReturnType(), arguments, false),
                                   GlobalValue::ExternalLinkage, "weir_top", module_);
    IRBuilder<> builder(BasicBlock::Create(module_.getContext(), "entry", outer));
    std::vector<Value*> given;
    for (Argument& a : outer->args()) {
      a.setName(top.getArg(a.getArgNo())->getName());
      given.push_back(&a);
      if (types.count(a.getArgNo()) == 0) continue;
      given.back() = builder.CreateAlloca(a.getType());
      builder.CreateStore(&a, given.back());
    }
    CallInst* call = builder.CreateCall(&top, given);
    builder.CreateRetVoid();
    InlineFunctionInfo info;
    if (!InlineFunction(*call, info).isSuccess())
      throw weir::Error("control", "the top cannot be prepared", where(top));
    outer->setSubprogram(top.getSubprogram());
    top.setSubprogram(nullptr);
    top.deleteBody();
    run_passes(*outer, "sroa");
    return outer;
  }

  /// What the program reads through these arguments, once everything is inlined.
  std::map<unsigned, Type*> types_behind(const Function& top, const std::vector<unsigned>& copies) {
    ValueToValueMapTy map;
    const auto trial = CloneModule(module_, map);
    auto& function = cast<Function>(*map[&top]);
    for (Function& f : *trial)
      if (&f != &function && !f.isDeclaration()) {
        f.removeFnAttr(Attribute::NoInline);
        f.addFnAttr(Attribute::AlwaysInline);
      }
    run_passes(*trial, "always-inline,function(sroa,instcombine<no-verify-fixpoint>)");
    std::map<unsigned, Type*> types;
    for (const unsigned number : copies) {
      Type* type = nullptr;
      for (const User* user : function.getArg(number)->users()) {
        const auto* load = dyn_cast<LoadInst>(user);
        if (load == nullptr || !load->getType()->isIntegerTy() || (type && type != load->getType()))
          throw weir::Error("argument", "argument \"" + top.getArg(number)->getName().str() + "\" of the top is memory",
                            isa<Instruction>(user) ? where(*cast<Instruction>(user)) : where(top),
                            "a pointer needs #pragma HLS INTERFACE m_axi");
        type = load->getType();
      }
      types[number] = type ? type : Type::getInt32Ty(module_.getContext());
    }
    return types;
  }

  void find_parts() {
    if (is_dataflow(top_)) {
      plan_.region = &top_;
      plan_.control = around(top_, "weir_control");
      return;
    }
    if (Function* region = inline_up_to_region()) {
      plan_.region = region;
      plan_.control = &top_;
      return;
    }
    plan_.region = around(top_, "weir_region");
    plan_.control = around(*plan_.region, "weir_control");
  }

  /// The DATAFLOW function that the top calls under a condition, or null; then nothing has been changed.
  Function* inline_up_to_region() {
    Function* region = nullptr;
    for (Instruction& i : instructions(top_))
      if (auto* call = dyn_cast<CallInst>(&i))
        if (Function* callee = call->getCalledFunction(); callee && is_dataflow(*callee)) region = callee;
    if (region == nullptr) return nullptr;
    for (bool changed = true; changed;) {
      changed = false;
      for (Instruction& i : instructions(top_)) {
        auto* call = dyn_cast<CallInst>(&i);
        Function* callee = call ? call->getCalledFunction() : nullptr;
        if (!callee || callee->isDeclaration() || callee == region) continue;
        callee->removeFnAttr(Attribute::NoInline);
        InlineFunctionInfo info;
        if (!InlineFunction(*call, info).isSuccess())
          throw weir::Error("control", "a call beside a DATAFLOW region cannot be part of the control", where(i));
        changed = true;
        break;
      }
    }
    run_passes(top_, clean_up);
    return region;
  }

  /// As Vitis HLS does: a register of 32 bits and a reserved one, or two and a reserved one.
  void lay_out_registers() {
    for (const Argument& a : top_.args()) {
      const bool memory = memories_.count(a.getArgNo()) != 0;
      if (a.getType()->isPointerTy() && !memory) continue;
      const int bits = memory ? 64 : static_cast<int>(a.getType()->getIntegerBitWidth());
      const int words = (bits + 31) / 32;
      plan_.registers.push_back({source_name(a), static_cast<int>(a.getArgNo()), plan_.words, bits, memory});
      plan_.words += words + 1;
    }
  }

  CallInst& the_call() {
    std::vector<CallInst*> found;
    for (Instruction& i : instructions(*plan_.control))
      if (CallInst* call = call_of(i, plan_.region)) found.push_back(call);
    if (found.size() != 1)
      throw weir::Error("control", "the top calls its DATAFLOW region " + std::to_string(found.size()) + " times",
                        where(top_), "once, under whatever condition");
    return *found.front();
  }

  void map_arguments(CallInst& call) {
    unsigned place = 0;
    for (Argument& own : plan_.region->args()) {
      Value* given = call.getArgOperand(own.getArgNo());
      if (own.getType()->isPointerTy()) {
        const auto* argument = dyn_cast<Argument>(given->stripPointerCasts());
        const bool is_memory = argument && memories_.count(argument->getArgNo()) != 0;
        if (is_memory)
          plan_.memories[own.getArgNo()] = static_cast<int>(argument->getArgNo());
        else if (plan_.control == &top_ || argument == nullptr)
          throw weir::Error("control", "the region is called with a pointer that is not an m_axi argument of the top",
                            where(call));
      } else if (auto* constant = dyn_cast<Constant>(given)) {
        own.replaceAllUsesWith(constant);
      } else if (!own.use_empty()) {
        plan_.token_place[own.getArgNo()] = place;
        place += own.getType()->getIntegerBitWidth();
      }
    }
    plan_.token_bits = std::max(1u, place);
  }

  void find_tables(const CallInst& call) {
    LLVMContext& context = module_.getContext();
    for (Instruction& i : instructions(*plan_.control)) {
      auto* store = dyn_cast<StoreInst>(&i);
      auto* table =
          store ? dyn_cast<GlobalVariable>(const_cast<Value*>(getUnderlyingObject(store->getPointerOperand(), 0)))
                : nullptr;
      if (table == nullptr) continue;
      if (isPotentiallyReachable(&i, &call) || isPotentiallyReachable(&call, &i))
        throw weir::Error("control",
                          "the table \"" + table_name(*table) + "\" is written in a call that starts the region",
                          where(i), "write tables in calls of their own");
      const auto bytes = module_.getDataLayout().getTypeAllocSize(store->getValueOperand()->getType()).getFixedValue();
      const std::string name = table_name(*table);
      const auto known = [&](const WrittenTable& t) { return t.name == name; };
      if (any_of(plan_.tables, known)) continue;
      plan_.tables.push_back({name, static_cast<unsigned>(bytes) * 8});
      table->setMetadata(
          written_by_control,
          MDNode::get(context, ConstantAsMetadata::get(ConstantInt::get(Type::getInt64Ty(context), bytes))));
    }
  }

  Module& module_;
  std::map<unsigned, bool> memories_;
  Function& top_;
  Control plan_;
};

/// The control's copy in a module of its own.
class ControlMaker {
 public:
  ControlMaker(Function& function, const Function* region, const Control& plan, std::vector<ExtraStream>& streams)
      : function_(function), region_(region), plan_(plan), streams_(streams), module_(*function.getParent()) {}

  void run(const std::vector<std::string>& processes) {
    take_arguments();
    write_tables();
    start(processes);
  }

 private:
  GlobalVariable* stream(const std::string& name, unsigned bits) {
    streams_.push_back({local_stream_prefix + name, identifier(name), bits});
    return new_stream(module_, name, bits);
  }

  static std::string identifier(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
  }

  void take_arguments() {
    const auto bits = static_cast<unsigned>(std::max(1, plan_.words * 32));
    GlobalVariable* word = stream("arguments", bits);
    IRBuilder<> builder(first_place(function_));
    Value* all = builder.CreateLoad(word->getValueType(), word, true);
    for (const RegisterField& r : plan_.registers) {
      if (r.pointer) continue;
      Argument* argument = function_.getArg(static_cast<unsigned>(r.argument));
      if (argument->use_empty()) continue;
      argument->replaceAllUsesWith(
          builder.CreateTrunc(builder.CreateLShr(all, static_cast<std::uint64_t>(r.word) * 32), argument->getType()));
    }
  }

  void write_tables() {
    std::map<std::string, GlobalVariable*> writers;
    for (Instruction& i : make_early_inc_range(instructions(function_))) {
      auto* store = dyn_cast<StoreInst>(&i);
      if (store == nullptr || store->isVolatile()) continue;
      const auto* table = dyn_cast<GlobalVariable>(getUnderlyingObject(store->getPointerOperand(), 0));
      if (table == nullptr) continue;
      const std::string name = table_name(*table);
      const auto known =
          std::find_if(plan_.tables.begin(), plan_.tables.end(), [&](const WrittenTable& t) { return t.name == name; });
      const unsigned bits = known->bits;
      GlobalVariable*& writer = writers[name];
      if (writer == nullptr) writer = stream("init." + name, bits + memory_index_bits);
      IRBuilder<> builder(store);
      Type* type = writer->getValueType();
      Value* place = builder.CreateUDiv(offset_in(builder, store->getPointerOperand(), module_.getDataLayout(), i),
                                        builder.getInt64(bits / 8));
      Value* index = builder.CreateZExt(builder.CreateTrunc(place, builder.getIntNTy(memory_index_bits)), type);
      Value* word = builder.CreateZExt(store->getValueOperand(), type);
      builder.CreateStore(builder.CreateOr(builder.CreateShl(index, bits), word), writer, true);
      store->eraseFromParent();
    }
  }

  void start(const std::vector<std::string>& processes) {
    IRBuilder<> builder(&*function_.getEntryBlock().getFirstInsertionPt());
    AllocaInst* started = builder.CreateAlloca(builder.getInt1Ty(), nullptr, "started");
    builder.CreateStore(builder.getFalse(), started);
    for (Instruction& i : make_early_inc_range(instructions(function_))) {
      CallInst* call = call_of(i, region_);
      if (call == nullptr) continue;
      builder.SetInsertPoint(call);
      Value* token = builder.getIntN(plan_.token_bits, 0);
      for (const auto& [argument, place] : plan_.token_place)
        token = builder.CreateOr(
            token, builder.CreateShl(builder.CreateZExt(call->getArgOperand(argument), token->getType()), place));
      for (const std::string& process : processes)
        builder.CreateStore(token, stream("start." + process, plan_.token_bits), true);
      builder.CreateStore(builder.getTrue(), started);
      call->eraseFromParent();
    }
    GlobalVariable* end = stream("done.control", 1);
    for (BasicBlock& block : function_)
      if (auto* leaves = dyn_cast<ReturnInst>(block.getTerminator())) {
        builder.SetInsertPoint(leaves);
        builder.CreateStore(builder.CreateLoad(builder.getInt1Ty(), started), end, true);
      }
  }

  Function& function_;
  const Function* region_;
  const Control& plan_;
  std::vector<ExtraStream>& streams_;
  Module& module_;
};

}  // namespace

bool is_controlled(Function& top) { return any_of(instructions(top), marks_memory); }

Control plan_control(Module& module, Function& top, const std::map<std::string, std::int64_t>& scalars) {
  return Planner(module, top).run(scalars);
}

std::vector<ExtraStream> add_tokens(Function& process, const Control& control, const std::string& name,
                                    bool tells_end) {
  Module& module = *process.getParent();
  std::vector<ExtraStream> streams{{start_stream_prefix + name, "start", control.token_bits}};
  GlobalVariable* token = new_stream(module, "start." + name, control.token_bits);
  IRBuilder<> builder(first_place(process));
  Value* word = builder.CreateLoad(token->getValueType(), token, true);
  for (const auto& [number, place] : control.token_place) {
    Argument* argument = process.getArg(number);
    argument->replaceAllUsesWith(builder.CreateTrunc(builder.CreateLShr(word, place), argument->getType()));
  }
  if (!tells_end) return streams;
  GlobalVariable* end = new_stream(module, "done." + name, 1);
  streams.push_back({local_stream_prefix + ("done." + name), "done", 1});
  for (BasicBlock& block : process)
    if (auto* leaves = dyn_cast<ReturnInst>(block.getTerminator()))
      IRBuilder<>(leaves).CreateStore(ConstantInt::getTrue(module.getContext()), end, true);
  return streams;
}

std::unique_ptr<Module> isolate_control(const Module& module, const Control& control,
                                        const std::vector<std::string>& processes, std::vector<ExtraStream>& streams) {
  ValueToValueMapTy map;
  auto alone = CloneModule(module, map);
  auto& function = cast<Function>(*map[control.control]);
  function.setName(isolated_name);
  ControlMaker(function, cast<Function>(map[control.region]), control, streams).run(processes);
  keep_only(*alone, function);
  return alone;
}

}  // namespace weir::hls
