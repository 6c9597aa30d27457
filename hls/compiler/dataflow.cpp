#include "hls/compiler/dataflow.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/lower.hpp"
#include "llvm/Demangle/Demangle.h"
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

constexpr const char* clean_up = "sroa,early-cse,simplifycfg,instcombine<no-verify-fixpoint>";
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
  return full.rfind("hls::stream<", 0) == 0 && full.find(">::stream(") != std::string::npos;
}

class Finder {
 public:
  Finder(Module& module, Function& top) : module_(module), top_(top) {}

  Region run() {
    drop_constructors();
    while (inline_regions()) drop_constructors();
    simplify();
    add_arguments();
    for (Instruction& i : instructions(top_)) visit(i);
    for (const auto& [base, depth] : depths_)
      for (auto& [place, index] : streams_)
        if (place.first == base) region_.streams[static_cast<std::size_t>(index)].depth = depth;
    return std::move(region_);
  }

 private:
  void drop_constructors() {
    for (Instruction& i : make_early_inc_range(instructions(top_)))
      if (const Function* callee = callee_of(i); callee && is_stream_constructor(*callee)) i.eraseFromParent();
  }

  /// Regions within the region; true if there was one.
  bool inline_regions() {
    for (Instruction& i : instructions(top_)) {
      const Function* callee = callee_of(i);
      if (!callee || callee->isDeclaration() || !is_dataflow(*callee)) continue;
      if (callee == &top_) refuse(i, "a DATAFLOW region calls itself");
      InlineFunctionInfo info;
      if (!InlineFunction(*cast<CallInst>(&i), info).isSuccess()) refuse(i, "this call cannot be part of a region");
      return true;
    }
    return false;
  }

  void simplify() {
    run_passes(top_, clean_up);
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
    if (top_.size() != 1)
      refuse(top_.getEntryBlock().back(), "loops and branches are not possible in a DATAFLOW region");
  }

  void add_arguments() {
    if (!top_.getReturnType()->isVoidTy())
      throw weir::Error("argument", "the top function returns a value", where(top_), "write it to a stream");
    for (Argument& a : top_.args()) {
      if (!a.getType()->isPointerTy())
        throw weir::Error("argument", "argument \"" + a.getName().str() + "\" of the top is not a stream", where(top_),
                          "every argument is an hls::stream<ap_uint<W>>&");
      stream(a, 0, a.getName().str(), static_cast<int>(a.getArgNo()), where(top_));
    }
  }

  int stream(const Value& base, std::int64_t offset, std::string name, int argument, const std::string& place) {
    const auto [known, fresh] = streams_.try_emplace({&base, offset}, static_cast<int>(region_.streams.size()));
    if (!fresh) return known->second;
    for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    while (!names_.insert(name).second) name += "_";
    region_.streams.push_back({name, default_stream_depth, argument, place});
    return known->second;
  }

  void visit(Instruction& i) {
    if (isa<AllocaInst, GetElementPtrInst, ReturnInst>(i)) return;
    if (const auto* intrinsic = dyn_cast<IntrinsicInst>(&i); intrinsic && intrinsic->isAssumeLikeIntrinsic()) return;
    const auto* call = dyn_cast<CallInst>(&i);
    if (!call) refuse(i, std::string("the operation \"") + i.getOpcodeName() + "\" in a DATAFLOW region");
    if (is_call_of(i, kMark)) return;
    if (is_call_of(i, kDepth)) return note_depth(*call);
    const Function* callee = call->getCalledFunction();
    if (!callee || callee->isDeclaration()) refuse(i, "call of a function whose source is not here");
    add_process(*call, *callee);
  }

  void note_depth(const CallInst& call) {
    const auto* depth = dyn_cast<ConstantInt>(call.getArgOperand(1));
    if (!depth || depth->getSExtValue() < 1 || depth->getSExtValue() > (1 << 24))
      throw weir::Error("pragma-option", "#pragma HLS STREAM: the depth is not a constant from 1 on", where(call));
    const Value* base = call.getArgOperand(0)->stripPointerCasts();
    if (isa<Argument>(base))
      throw weir::Error("pragma-option", "#pragma HLS STREAM: the variable is an argument of the top", where(call),
                        "FIFOs of the ports belong to the design around it (weir-hlsc --port-depth NAME=N)");
    depths_[base] = static_cast<int>(depth->getSExtValue());
  }

  void add_process(const CallInst& call, const Function& callee) {
    Region::Process process{&callee, base_name(callee), {}, {}, {}, where(call)};
    std::vector<std::string> tables;
    for (const Use& argument : call.args()) {
      const auto* constant = dyn_cast<Constant>(argument.get());
      process.constants.push_back(constant);
      if (const auto* table = dyn_cast_or_null<GlobalVariable>(constant)) tables.push_back(base_name_of(*table));
      if (!constant) process.streams.push_back(stream_of(call, *argument.get()));
    }
    if (process.streams.empty()) refuse(call, "the call of " + process.name + " has no stream");
    process.table_prefix = prefix_of(tables.empty() ? tables_in(callee) : tables, process.name);
    region_.processes.push_back(std::move(process));
  }

  int stream_of(const CallInst& call, const Value& argument) {
    APInt offset(64, 0);
    const DataLayout& layout = module_.getDataLayout();
    const Value* base =
        argument.getType()->isPointerTy() ? argument.stripAndAccumulateConstantOffsets(layout, offset, true) : nullptr;
    if (const auto* a = dyn_cast_or_null<Argument>(base)) {
      if (!offset.isZero()) refuse(call, "an array of streams as an argument of the top");
      return stream(*a, 0, {}, -1, {});
    }
    const auto* local = dyn_cast_or_null<AllocaInst>(base);
    if (!local) refuse(call, "an argument that is neither a stream nor a constant");
    Type* type = local->getAllocatedType();
    std::string name = local->getName().str();
    if (const auto* array = dyn_cast<ArrayType>(type)) {
      type = array->getElementType();
      const auto size = static_cast<std::int64_t>(layout.getTypeAllocSize(type).getFixedValue());
      name += "_" + std::to_string(offset.getSExtValue() / size);
    }
    const auto* structure = dyn_cast<StructType>(type);
    if (!structure || !structure->hasName() || !structure->getName().starts_with("struct.hls::stream"))
      refuse(call, "a local variable \"" + local->getName().str() + "\" that is not a stream between two calls");
    return stream(*local, offset.getSExtValue(), name, -1, where(call));
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
  Region region_;
  std::map<std::pair<const Value*, std::int64_t>, int> streams_;
  std::map<const Value*, int> depths_;
  std::set<std::string> names_;
};

/// The same body with the streams alone as arguments; the others are constants.
Function& specialise(Function& f, const std::vector<const Constant*>& constants, ValueToValueMapTy& map) {
  std::vector<Type*> types;
  for (Argument& a : f.args())
    if (!constants[a.getArgNo()]) types.push_back(a.getType());
  Function* made = Function::Create(FunctionType::get(f.getReturnType(), types, false), GlobalValue::ExternalLinkage,
                                    isolated_name, f.getParent());
  made->splice(made->begin(), &f);
  made->setSubprogram(f.getSubprogram());
  f.setSubprogram(nullptr);
  auto next = made->arg_begin();
  for (Argument& a : f.args()) {
    if (const Constant* constant = constants[a.getArgNo()]) {
      a.replaceAllUsesWith(MapValue(constant, map));
    } else {
      next->takeName(&a);
      a.replaceAllUsesWith(&*next++);
    }
  }
  return *made;
}

}  // namespace

bool is_dataflow(const Function& top) {
  return any_of(instructions(top), [](const Instruction& i) { return is_call_of(i, kMark); });
}

Region find_region(Module& module, Function& top) { return Finder(module, top).run(); }

std::unique_ptr<Module> isolate(const Module& module, const Region::Process& process) {
  ValueToValueMapTy map;
  auto alone = CloneModule(module, map);
  auto& function = cast<Function>(*map[process.function]);
  const std::string name = function.getName().str();
  function.setName("weir_called");
  Function& kept = specialise(function, process.constants, map);
  for (Function& f : *alone)
    if (&f != &kept && !f.isDeclaration()) {
      f.setLinkage(GlobalValue::InternalLinkage);
      f.setComdat(nullptr);
    }
  for (Function& f : make_early_inc_range(*alone)) {
    if (&f != &kept && f.isDefTriviallyDead()) f.eraseFromParent();
  }
  run_passes(*alone, "globaldce");
  return alone;
}

}  // namespace weir::hls
