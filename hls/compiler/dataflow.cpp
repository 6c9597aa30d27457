#include "hls/compiler/dataflow.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "golden/base/error.hpp"
#include "hls/compiler/local_streams.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/pragmas.hpp"
#include "hls/compiler/region_loops.hpp"
#include "hls/compiler/tables.hpp"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace weir::hls {

namespace {

using namespace llvm;

constexpr const char* kMark = "__weir_dataflow";
constexpr const char* kDepth = "__weir_stream_depth";
constexpr const char* kUnroll = "__weir_unroll";

constexpr const char* drop_single_turns =
    "loop-simplify,lcssa,loop(loop-rotate,indvars,loop-deletion),simplifycfg,instcombine<no-verify-fixpoint>";
constexpr const char* unroll_all =
    "loop-simplify,lcssa,loop(loop-rotate),loop-unroll<O2;full-unroll-max=100000>,sroa,early-cse,"
    "instcombine<no-verify-fixpoint>,simplifycfg,adce";

[[noreturn]] void refuse(const Instruction& i, const std::string& what) {
  throw weir::Error("dataflow-body", what, where(i),
                    "a DATAFLOW region holds local streams and calls whose arguments are streams and constants");
}

const Function* callee_of(const Instruction& i) {
  const auto* call = dyn_cast<CallInst>(&i);
  return call ? call->getCalledFunction() : nullptr;
}

bool is_call_of(const Instruction& i, const char* name) {
  const Function* callee = callee_of(i);
  return callee && callee->getName() == name;
}

/// "weir::dwc" of "void weir::dwc<8, 4>(hls::stream<...>&)"; without namespaces "dwc".
std::string base_name(const Function& f) {
  std::string full = demangle(f.getName().str());
  full = full.substr(0, full.find_first_of("<("));
  if (const auto blank = full.rfind(' '); blank != std::string::npos) full = full.substr(blank + 1);
  if (const auto scope = full.rfind("::"); scope != std::string::npos) full = full.substr(scope + 2);
  for (char& c : full) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return full;
}

bool is_stream_constructor(const Function& f) {
  const std::string full = demangle(f.getName().str());
  return full.rfind("hls::stream<", 0) == 0 && full.find("::stream(") != std::string::npos;
}

/// A constructor or destructor of a class.
bool is_lifetime_function(const Function& f) {
  ItaniumPartialDemangler parts;
  return !parts.partialDemangle(f.getName().str().c_str()) && parts.isCtorOrDtor();
}

class Finder {
 public:
  Finder(Module& module, Function& top, const std::map<unsigned, int>* memories)
      : module_(module), top_(top), memories_(memories) {}

  Region run(const std::map<std::string, std::int64_t>& scalars) {
    bind_scalars(top_, scalars, memories_ != nullptr);
    settle_tables(module_);
    drop_constructors();
    while (inline_preparations()) drop_constructors();
    simplify();
    note_depths();
    region_.notes = take_notes(top_);
    for (const LocalStream& s : separate_local_streams(top_)) add_local(s);
    run_passes(top_, clean_up);
    add_arguments();
    for (Instruction& i : instructions(top_)) visit(i);
    require_own_variables();
    return std::move(region_);
  }

 private:
  void drop_constructors() {
    for (Instruction& i : make_early_inc_range(instructions(top_)))
      if (const Function* callee = callee_of(i); callee && is_stream_constructor(*callee)) {
        keep_depth(*callee, *cast<CallInst>(i).getArgOperand(0));
        i.eraseFromParent();
      }
  }

  /// What hls::stream<T, DEPTH> says, as a pragma STREAM behind its variable.
  void keep_depth(const Function& constructor, Value& made) {
    static const std::regex kForm(R"(, (\d+)>::stream\()");
    std::smatch depth;
    const std::string name = demangle(constructor.getName().str());
    if (!std::regex_search(name, depth, kForm)) return;
    Value* base = getUnderlyingObject(&made);
    // Elements of an array are made in a loop.
    if (auto* element = dyn_cast<PHINode>(base)) base = getUnderlyingObject(element->getIncomingValue(0));
    auto* variable = dyn_cast<AllocaInst>(base);
    if (!variable || std::stoll(depth[1]) == 0) return;
    IRBuilder<> builder(variable->getNextNode());
    const FunctionCallee note =
        module_.getOrInsertFunction(kDepth, builder.getVoidTy(), builder.getPtrTy(), builder.getInt32Ty());
    builder.CreateCall(note, {variable, builder.getInt32(static_cast<std::uint32_t>(std::stoll(depth[1])))});
  }

  /// Does it read or write a stream, itself or in what it calls?
  bool uses_streams(const Function& f) {
    if (const auto known = uses_streams_.find(&f); known != uses_streams_.end()) return known->second;
    uses_streams_[&f] = false;  // while it is looked for: a recursion adds nothing
    bool found = f.getName().starts_with("__weir_stream");
    for (const Instruction& i : instructions(f)) {
      if (found) break;
      const Function* callee = callee_of(i);
      found = callee && callee->getName() != kDepth && uses_streams(*callee);
    }
    return uses_streams_[&f] = found;
  }

  /// Part of the region rather than a process of it.
  bool is_preparation(const CallInst& call, const Function& f) {
    return is_dataflow(f) || has_local_streams(f) || is_lifetime_function(f) ||
           !(uses_streams(f) || any_of(call.args(), [this](const Use& a) { return is_memory(*a); }));
  }

  bool is_memory(const Value& pointer) const {
    const auto* argument =
        pointer.getType()->isPointerTy() ? dyn_cast<Argument>(getUnderlyingObject(&pointer)) : nullptr;
    return memories_ && argument && argument->getParent() == &top_ && memories_->count(argument->getArgNo()) != 0;
  }

  /// True if there was one.
  bool inline_preparations() {
    for (Instruction& i : instructions(top_)) {
      const Function* callee = callee_of(i);
      if (!callee || callee->isDeclaration() || !is_preparation(cast<CallInst>(i), *callee)) continue;
      if (callee == &top_) refuse(i, "a DATAFLOW region calls itself");
      InlineFunctionInfo info;
      if (!InlineFunction(*cast<CallInst>(&i), info).isSuccess()) refuse(i, "this call cannot be part of a region");
      return true;
    }
    return false;
  }

  void simplify() {
    run_passes(top_, clean_up);
    if (top_.size() != 1)
      outline_loops(top_, base_name(top_), [this](const Function& f) {
        const bool is_process =
            !f.isDeclaration() && uses_streams(f) && demangle(f.getName()).rfind("hls::stream<", 0) != 0;
        return is_process ? base_name(f) : std::string();
      });
    bool loops = false;
    for (Instruction& i : make_early_inc_range(instructions(top_))) {
      if (!is_call_of(i, kUnroll)) continue;
      i.eraseFromParent();
      loops = true;
    }
    if (loops) {
      mark_for_unrolling(top_);
      run_passes(top_, unroll_all);
    }
    if (top_.size() != 1) run_passes(top_, drop_single_turns);
    if (top_.size() != 1)
      refuse(top_.getEntryBlock().back(), "loops and branches are not possible in a DATAFLOW region");
  }

  void add_arguments() {
    if (!top_.getReturnType()->isVoidTy())
      throw weir::Error("argument", "the top function returns a value", where(top_), "write it to a stream");
    for (Argument& a : top_.args())
      if (a.getType()->isPointerTy() && !is_memory(a))
        add(key_of(a, 0), a.getName().str(), static_cast<int>(a.getArgNo()), where(top_));
  }

  void add_local(const LocalStream& local) {
    add({local.global->getName().str(), local.offset_bytes}, local.name, -1, local.where);
    if (const auto depth = depths_.find(local.variable); depth != depths_.end()) {
      region_.streams.back().depth = depth->second;
      region_.streams.back().is_stated = true;
    }
  }

  void add(const StreamKey& key, std::string name, int argument, const std::string& place) {
    for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    while (!names_.insert(name).second) name += "_";
    region_.index[key] = static_cast<int>(region_.streams.size());
    region_.streams.push_back({name, default_stream_depth, argument, place});
  }

  void note_depths() {
    for (Instruction& i : make_early_inc_range(instructions(top_)))
      if (is_call_of(i, kDepth)) {
        note_depth(*cast<CallInst>(&i));
        i.eraseFromParent();
      }
  }

  void note_depth(const CallInst& call) {
    const auto* depth = dyn_cast<ConstantInt>(call.getArgOperand(1));
    if (!depth || depth->getSExtValue() < 1 || depth->getSExtValue() > (1 << 24))
      throw weir::Error("pragma-option", "#pragma HLS STREAM: the depth is not a constant from 1 on", where(call));
    const Value* base = getUnderlyingObject(call.getArgOperand(0));
    if (isa<Argument>(base))
      throw weir::Error("pragma-option", "#pragma HLS STREAM: the variable is an argument of the top", where(call),
                        "FIFOs of the ports belong to the design around it (weir-hlsc --port-depth NAME=N)");
    depths_[base] = static_cast<int>(depth->getSExtValue());
  }

  void visit(Instruction& i) {
    if (isa<AllocaInst, GetElementPtrInst, ReturnInst>(i)) return;
    if (isa<MemIntrinsic>(i)) return;
    if (const auto* intrinsic = dyn_cast<IntrinsicInst>(&i); intrinsic && intrinsic->isAssumeLikeIntrinsic()) return;
    const auto* call = dyn_cast<CallInst>(&i);
    if (!call) {  // values of arguments, and variables that hold them
      const Value* pointer = getLoadStorePointerOperand(&i);
      if (pointer && isa<Argument>(getUnderlyingObject(pointer)))
        refuse(i, std::string("the operation \"") + i.getOpcodeName() + "\" in a DATAFLOW region");
      return;
    }
    if (is_call_of(i, kMark)) return;
    const Function* callee = call->getCalledFunction();
    if (!callee || callee->isDeclaration()) refuse(i, "call of a function whose source is not here");
    if (demangle(callee->getName().str()).rfind("hls::stream<", 0) == 0)
      refuse(i, "a stream is read or written in a DATAFLOW region");
    if (!call->use_empty()) refuse(i, "the call of " + base_name(*callee) + " returns a value");
    add_process(*call, *callee);
  }

  void add_process(const CallInst& call, const Function& callee) {
    Region::Process process;
    process.call = &call;
    process.name = base_name(callee);
    process.where = where(call);
    std::vector<std::string> tables;
    for (const Use& argument : call.args()) {
      if (!argument->getType()->isPointerTy() || is_memory(*argument)) continue;
      APInt offset(64, 0);
      const Value* base = argument->stripAndAccumulateConstantOffsets(module_.getDataLayout(), offset, true);
      const auto* table = dyn_cast<GlobalVariable>(base);
      const StreamKey key = key_of(*base, offset.getSExtValue());
      if (isa<Argument>(base) || region_.index.count(key) != 0)
        process.ports.push_back({key, callee.getArg(call.getArgOperandNo(&argument))->getName().str()});
      else if (table)
        tables.push_back(base_name_of(*table));
      if (const auto* local = dyn_cast<AllocaInst>(base)) note_user(*local, call);
    }
    for (const GlobalVariable* variable : variables_of(callee))
      if (const auto [user, is_first] = state_users_.try_emplace(variable, &call); !is_first && user->second != &call)
        refuse(call,
               "two processes use the variable \"" + demangle(variable->getName().str()) + "\", which outlives a call");
    process.table_prefix = prefix_of(tables.empty() ? tables_in(callee) : tables, process.name);
    region_.processes.push_back(std::move(process));
  }

  void note_user(const AllocaInst& variable, const CallInst& call) {
    const auto is_it = [&](const auto& used) { return used.first == &variable; };
    auto used = std::find_if(users_.begin(), users_.end(), is_it);
    if (used == users_.end()) used = users_.insert(used, {&variable, {}});
    if (used->second.empty() || used->second.back() != &call) used->second.push_back(&call);
  }

  /// A variable that is no stream holds arguments of one call: what a call leaves in it reaches nothing else.
  void require_own_variables() {
    for (const auto& [variable, calls] : users_) {
      if (calls.size() > 1)
        refuse(*calls[1],
               "a local variable \"" + variable->getName().str() + "\" that is not a stream between two calls");
      if (const Instruction* later = look_after(*variable, *calls.front()))
        refuse(*later,
               "the variable \"" + variable->getName().str() + "\" is looked at after a call that may change it");
    }
    for (const Instruction& i : instructions(top_))
      if (const Value* pointer = getLoadStorePointerOperand(&i))
        if (const auto* state = dyn_cast<GlobalVariable>(getUnderlyingObject(pointer)); state_users_.count(state) != 0)
          refuse(i, "the region and one of its processes use the variable \"" + demangle(state->getName().str()) +
                        "\", which outlives a call");
    for (const Instruction& i : instructions(top_))
      if (const auto* store = dyn_cast<StoreInst>(&i))
        if (const auto* kept = dyn_cast<AllocaInst>(getUnderlyingObject(store->getValueOperand())))
          refuse(i, "the address of the variable \"" + kept->getName().str() + "\" is kept");
  }

  /// An instruction behind the call that reads what is behind the pointer.
  static const Instruction* look_after(const Value& pointer, const CallInst& call) {
    for (const User* user : pointer.users()) {
      const auto* i = dyn_cast<Instruction>(user);
      if (i == nullptr || i == &call) continue;
      if (isa<GetElementPtrInst>(i)) {
        if (const Instruction* found = look_after(*i, call)) return found;
      } else if (const auto* intrinsic = dyn_cast<IntrinsicInst>(i); intrinsic && intrinsic->isAssumeLikeIntrinsic()) {
        continue;
      } else if (i->mayReadFromMemory() && call.comesBefore(i)) {
        return i;
      }
    }
    return nullptr;
  }

  static std::string base_name_of(const GlobalVariable& table) {
    const std::string full = demangle(table.getName().str());
    const auto scope = full.rfind("::");
    return scope == std::string::npos ? full : full.substr(scope + 2);
  }

  /// Tables that the function names itself: its name is then usually their prefix.
  static std::vector<std::string> tables_in(const Function& f) {
    std::vector<std::string> names;
    for (const Instruction& i : instructions(f))
      for (const Use& operand : i.operands())
        if (const auto* table = dyn_cast<GlobalVariable>(operand->stripPointerCasts());
            table && !table->hasInitializer())
          names.push_back(base_name_of(*table));
    return names;
  }

  static std::string prefix_of(const std::vector<std::string>& tables, const std::string& function) {
    if (tables.empty()) return {};
    std::string prefix = tables.front();
    for (const std::string& table : tables)
      prefix.resize(static_cast<std::size_t>(
          std::mismatch(prefix.begin(), prefix.end(), table.begin(), table.end()).first - prefix.begin()));
    if (prefix.rfind(function + "_", 0) == 0) return function + "_";
    const auto bar = prefix.rfind('_');
    return bar == std::string::npos ? std::string() : prefix.substr(0, bar + 1);
  }

  Module& module_;
  Function& top_;
  const std::map<unsigned, int>* memories_;
  Region region_;
  std::map<const Value*, int> depths_;
  /// Local variables that are arguments, and the calls that take them, both in the order of the source.
  std::vector<std::pair<const AllocaInst*, std::vector<const CallInst*>>> users_;
  std::map<const GlobalVariable*, const CallInst*> state_users_;
  std::map<const Function*, bool> uses_streams_;
  std::set<std::string> names_;
};

}  // namespace

bool is_dataflow(const Function& top) {
  return any_of(instructions(top), [](const Instruction& i) { return is_call_of(i, kMark); });
}

Region find_region(Module& module, Function& top, const std::map<std::string, std::int64_t>& scalars,
                   const std::map<unsigned, int>* memories) {
  return Finder(module, top, memories).run(scalars);
}

int Region::add(const std::string& global, const std::string& name, int depth) {
  streams.push_back({name, depth, -1, {}});
  return index[{global, 0}] = static_cast<int>(streams.size()) - 1;
}

int Region::stream(const StreamKey& key, const std::string& name) {
  if (const auto known = index.find(key); known != index.end()) return known->second;
  // Another element of an argument that is an array of streams.
  int argument = -1;
  if (key.base[0] == '#') argument = std::stoi(key.base.substr(1));
  streams.push_back({name + "_" + std::to_string(key.offset_bytes), default_stream_depth, argument, {}});
  return index[key] = static_cast<int>(streams.size()) - 1;
}

std::unique_ptr<Module> isolate(const Module& module, const Function& top, const Region& region,
                                const Region::Process& process) {
  ValueToValueMapTy map;
  auto alone = CloneModule(module, map);
  auto& function = cast<Function>(*map[&top]);
  function.setName(isolated_name);
  function.setLinkage(GlobalValue::ExternalLinkage);  // a region may be static
  for (Instruction& i : make_early_inc_range(instructions(function)))
    if (is_call_of(i, kMark)) i.eraseFromParent();
  for (const Region::Process& other : region.processes)
    if (other.call != process.call) cast<Instruction>(*map[other.call]).eraseFromParent();
  keep_only(*alone, function);
  return alone;
}

}  // namespace weir::hls
