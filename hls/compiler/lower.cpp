#include "hls/compiler/lower.hpp"

#include <set>

#include "golden/base/error.hpp"
#include "hls/compiler/addresses.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/wide.hpp"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

namespace weir::hls {

namespace {

using namespace llvm;

// The vectorisers, GVN and LSR stay out: they blur the structure that becomes hardware.
constexpr const char* inline_all = "always-inline,globaldce";
constexpr const char* clean_up = "function(sroa,early-cse,simplifycfg,instcombine<no-verify-fixpoint>)";
constexpr const char* unroll_all =
    "function(loop-simplify,lcssa,loop(loop-rotate),sroa,instcombine<no-verify-fixpoint>,loop-simplify,lcssa,"
    "loop-unroll<O2;full-unroll-max=100000>,sroa,early-cse<memssa>)";
constexpr const char* simplify_unrolled =
    "function(instcombine<no-verify-fixpoint>,simplifycfg<bonus-inst-threshold=4>,"
    "sroa,early-cse<memssa>,instcombine<no-verify-fixpoint>,adce,simplifycfg<bonus-inst-threshold=4>,loop-simplify,"
    "lcssa)";

constexpr const char* pipeline_mark = "weir.pipeline";
constexpr int largest_ii = 1024;

void inline_everything(Module& module, Function* top) {
  for (Function& f : module) {
    if (f.isDeclaration()) continue;
    f.removeFnAttr(Attribute::NoInline);
    if (&f == top) continue;
    f.setLinkage(GlobalValue::InternalLinkage);
    f.setComdat(nullptr);
    f.addFnAttr(Attribute::AlwaysInline);
  }
  run_passes(module, inline_all);
  for (Instruction& i : instructions(*top)) {
    const auto* call = dyn_cast<CallInst>(&i);
    const Function* callee = call ? call->getCalledFunction() : nullptr;
    if (callee && !callee->isDeclaration()) {
      throw weir::Error("recursion", "recursive call of " + demangle(callee->getName()), where(i),
                        "hardware has no stack: write a loop");
    }
  }
}

/// Calls of one marker function in the top, in program order.
std::vector<CallInst*> calls(Function& top, StringRef marker) {
  std::vector<CallInst*> list;
  for (Instruction& i : instructions(top)) {
    auto* call = dyn_cast<CallInst>(&i);
    if (call && call->getCalledFunction() && call->getCalledFunction()->getName() == marker) list.push_back(call);
  }
  return list;
}

void refuse_region_pragmas(Function& top) {
  for (const auto& [marker, pragma] : {std::pair{"__weir_dataflow", "DATAFLOW"}, {"__weir_stream_depth", "STREAM"}})
    for (const CallInst* call : calls(top, marker))
      throw weir::Error("pragma-place", std::string("#pragma HLS ") + pragma + " within a kernel", where(*call),
                        "DATAFLOW stands in the body of the top, STREAM beside its local streams");
}

int constant_argument(const CallInst& call, unsigned index, const char* pragma) {
  const auto* value = dyn_cast<ConstantInt>(call.getArgOperand(index));
  if (!value)
    throw weir::Error("pragma-option", std::string("#pragma HLS ") + pragma + ": the value is not a constant",
                      where(call));
  return static_cast<int>(value->getSExtValue());
}

void read_partitions(Function& top) {
  for (CallInst* call : calls(top, "__weir_partition")) {
    Value* variable = call->getArgOperand(0)->stripPointerCasts();
    auto* array = dyn_cast<AllocaInst>(variable);
    // A table has as many read ports as it needs anyway.
    if (array == nullptr && !isa<GlobalVariable>(variable))
      throw weir::Error("pragma-option",
                        "#pragma HLS ARRAY_PARTITION: the variable is neither a local array nor a table", where(*call));
    if (array != nullptr) array->setMetadata("weir.partition", MDNode::get(top.getContext(), {}));
    call->eraseFromParent();
  }
}

/// Before instcombine, a load of a W-bit element is still "load storage; trunc to W".
void read_table_bits(Lowered& lowered) {
  for (Instruction& i : instructions(*lowered.top)) {
    const auto* load = dyn_cast<LoadInst>(&i);
    const auto* table = load ? dyn_cast<GlobalVariable>(getUnderlyingObject(load->getPointerOperand())) : nullptr;
    if (!table || !load->getType()->isIntegerTy()) continue;
    unsigned bits = 0;
    for (const User* user : load->users()) {
      const auto* cut = dyn_cast<TruncInst>(user);
      bits = std::max(bits, (cut ? cut->getType() : load->getType())->getIntegerBitWidth());
    }
    unsigned& known = lowered.table_bits[table];
    known = std::max(known, bits);
  }
}

void read_streams(Lowered& lowered) {
  Function& top = *lowered.top;
  if (!top.getReturnType()->isVoidTy())
    throw weir::Error("argument", "the top function returns a value", where(top), "write it to a stream");
  for (Argument& argument : top.args()) {
    if (!argument.getType()->isPointerTy()) {
      throw weir::Error("argument", "argument \"" + argument.getName().str() + "\" of the top is not a stream",
                        where(top), "every argument is an hls::stream<ap_uint<W>>&");
    }
    lowered.streams.push_back({&argument, argument.getName().str(), 0});
  }
  for (CallInst* call : calls(top, "__weir_stream")) {
    const auto* argument = dyn_cast<Argument>(call->getArgOperand(0)->stripPointerCasts());
    if (!argument)
      throw weir::Error("stream-local", "a stream that is not an argument of the top", where(*call),
                        "add #pragma HLS DATAFLOW to the top, or compile every stage as a kernel of its own");
    lowered.streams[argument->getArgNo()].bits = static_cast<unsigned>(constant_argument(*call, 1, "stream"));
    call->eraseFromParent();
  }
  for (const StreamArgument& s : lowered.streams) {
    if (!s.bits)
      throw weir::Error("argument", "argument \"" + s.name + "\" of the top is never read or written", where(top));
  }
}

void mark_loop(Loop& loop, std::initializer_list<const char*> marks) {
  LLVMContext& context = loop.getHeader()->getContext();
  SmallVector<Metadata*, 4> operands{nullptr};
  if (loop.getLoopID()) {  // keep the source location
    for (const MDOperand& op : drop_begin(loop.getLoopID()->operands())) {
      if (isa<DILocation>(op.get())) operands.push_back(op.get());
    }
  }
  for (const char* mark : marks) operands.push_back(MDNode::get(context, MDString::get(context, mark)));
  MDNode* id = MDNode::getDistinct(context, operands);
  id->replaceOperandWith(0, id);
  loop.setLoopID(id);
}

/// The loops of a kernel become one pipeline, and that has one II.
void read_ii(Lowered& lowered, const CallInst& call) {
  const int ii = constant_argument(call, 0, "PIPELINE");
  if (ii < 1 || ii > largest_ii) {
    throw weir::Error("pragma-option", "#pragma HLS PIPELINE: II=" + std::to_string(ii) + " is not possible",
                      where(call), "1 to " + std::to_string(largest_ii));
  }
  if (lowered.ii != 0 && lowered.ii != ii) {
    throw weir::Error(
        "pragma-option",
        "#pragma HLS PIPELINE: II=" + std::to_string(ii) + ", but another loop has II=" + std::to_string(lowered.ii),
        where(call), "one II per kernel: give all its loops the same");
  }
  lowered.ii = ii;
}

void read_loop_pragmas(Lowered& lowered) {
  Function& top = *lowered.top;
  DominatorTree dominators(top);
  LoopInfo loops(dominators);
  std::set<Loop*> pipelined, unrolled;
  for (CallInst* call : calls(top, "__weir_pipeline")) {
    read_ii(lowered, *call);
    // A loop that runs once may be gone already; its body is then the pipeline.
    if (Loop* loop = loops.getLoopFor(call->getParent())) pipelined.insert(loop);
    call->eraseFromParent();
  }
  for (CallInst* call : calls(top, "__weir_unroll")) {
    if (Loop* loop = loops.getLoopFor(call->getParent())) unrolled.insert(loop);
    call->eraseFromParent();
  }
  for (CallInst* call : calls(top, "__weir_latency")) {
    if (lowered.latency.max >= 0)
      throw weir::Error("pragma-place", "a second #pragma HLS LATENCY", where(*call), "one per kernel");
    lowered.latency = {constant_argument(*call, 0, "LATENCY"), constant_argument(*call, 1, "LATENCY"), where(*call)};
    if (lowered.latency.max < 0) lowered.latency.max = 1 << 20;
    if (lowered.latency.min < 0 || lowered.latency.min > lowered.latency.max) {
      throw weir::Error("pragma-option", "#pragma HLS LATENCY: 0 <= min <= max does not hold", where(*call));
    }
    call->eraseFromParent();
  }
  for (Loop* loop : loops.getLoopsInPreorder()) {
    bool inside = false;
    for (Loop* outer = loop->getParentLoop(); outer; outer = outer->getParentLoop())
      inside |= pipelined.count(outer) > 0;
    const bool contains = any_of(pipelined, [&](Loop* p) { return p != loop && loop->contains(p); });
    if (pipelined.count(loop) && (inside || contains)) {
      throw weir::Error("loop-pragma", "PIPELINE inside a pipelined loop", where(*loop),
                        "loops inside a pipelined loop are unrolled");
    }
    if (pipelined.count(loop)) {
      mark_loop(*loop, {"llvm.loop.unroll.disable", pipeline_mark});
    } else if (inside || unrolled.count(loop)) {
      mark_loop(*loop, {"llvm.loop.unroll.full"});
    } else if (contains) {
      mark_loop(*loop, {"llvm.loop.unroll.disable", "weir.outer"});
    } else {
      throw weir::Error("loop-pragma", "a loop with neither PIPELINE nor UNROLL", where(*loop),
                        "add #pragma HLS PIPELINE II=1 to the loop's body");
    }
  }
}

void check_unrolled(Function& top) {
  DominatorTree dominators(top);
  LoopInfo loops(dominators);
  for (Loop* loop : loops.getLoopsInPreorder()) {
    if (findOptionMDForLoop(loop, pipeline_mark) || findOptionMDForLoop(loop, "weir.outer")) continue;
    throw weir::Error("loop-unroll", "the loop cannot be unrolled: its number of iterations is not a constant",
                      where(*loop), "give it constant bounds");
  }
}

}  // namespace

namespace {

/// LLVM's analyses, each of which knows the others.
struct Analyses {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PassBuilder builder;
  Analyses() {
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(components);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, components, modules);
  }
  template <class PassManager>
  PassManager parse(const char* pipeline) {
    PassManager passes;
    if (auto problem = builder.parsePassPipeline(passes, pipeline))
      throw std::logic_error("pass pipeline: " + toString(std::move(problem)));
    return passes;
  }
};

}  // namespace

void run_passes(Module& module, const char* pipeline) {
  Analyses analyses;
  analyses.parse<ModulePassManager>(pipeline).run(module, analyses.modules);
}

void run_passes(Function& function, const char* pipeline) {
  Analyses analyses;
  analyses.parse<FunctionPassManager>(pipeline).run(function, analyses.functions);
}

void mark_for_unrolling(Function& function) {
  DominatorTree dominators(function);
  LoopInfo loops(dominators);
  for (Loop* loop : loops.getLoopsInPreorder()) mark_loop(*loop, {"llvm.loop.unroll.full"});
}

Function& find_top(Module& module, const std::string& name) {
  for (Function& f : module) {
    if (f.isDeclaration()) continue;
    const std::string full = demangle(f.getName());
    if (full == name || full.substr(0, full.find('(')) == name) return f;
  }
  throw weir::Error("top", "there is no function \"" + name + "\" in the source", module.getSourceFileName());
}

Lowered lower(Module& module, const std::string& top) {
  Lowered lowered;
  lowered.top = &find_top(module, top);
  inline_everything(module, lowered.top);
  refuse_region_pragmas(*lowered.top);
  read_partitions(*lowered.top);
  run_passes(module, "function(sroa)");
  read_table_bits(lowered);
  read_streams(lowered);
  run_passes(module, clean_up);
  read_loop_pragmas(lowered);
  run_passes(module, unroll_all);
  hide_wide_operations(*lowered.top);
  run_passes(module, simplify_unrolled);
  reveal_wide_operations(*lowered.top);
  run_passes(module, "globaldce");
  restore_indices(*lowered.top);
  check_unrolled(*lowered.top);
  return lowered;
}

}  // namespace weir::hls
