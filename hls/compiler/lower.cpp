#include "hls/compiler/lower.hpp"

#include <numeric>
#include <optional>
#include <set>

#include "golden/base/error.hpp"
#include "hls/compiler/addresses.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/memory_ports.hpp"
#include "hls/compiler/pragmas.hpp"
#include "hls/compiler/tables.hpp"
#include "hls/compiler/wide.hpp"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

namespace weir::hls {

namespace {

using namespace llvm;

// The vectorisers, GVN and LSR stay out: they blur the structure that becomes hardware.
constexpr const char* inline_all = "always-inline,globaldce";
constexpr const char* clean_module = "function(sroa,early-cse,simplifycfg,instcombine<no-verify-fixpoint>)";
constexpr const char* unroll_all =
    "function(loop-simplify,lcssa,loop(loop-rotate),sroa,instcombine<no-verify-fixpoint>,loop-simplify,lcssa,"
    "loop-unroll<O2;full-unroll-max=100000>,sroa,early-cse<memssa>)";
constexpr const char* simplify_unrolled =
    "function(instcombine<no-verify-fixpoint>,simplifycfg<bonus-inst-threshold=4>,"
    "sroa,early-cse<memssa>,instcombine<no-verify-fixpoint>,adce,simplifycfg<bonus-inst-threshold=4>,loop-simplify,"
    "lcssa)";

constexpr const char* pipeline_mark = "weir.pipeline";
constexpr int largest_ii = 1024;
constexpr int longest_latency = 1 << 20;
constexpr int most_nested_unrolled = 6;

void inline_everything(Module& module, Function* top) {
  drop_constructors(module);
  for (Function& f : module) {
    if (f.isDeclaration()) continue;
    f.removeFnAttr(Attribute::NoInline);
    if (&f == top) continue;
    f.setLinkage(GlobalValue::InternalLinkage);
    f.setComdat(nullptr);
    f.addFnAttr(Attribute::AlwaysInline);
  }
  run_passes(module, "globaldce");
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

int constant_argument(const CallInst& call, unsigned index, const char* pragma) {
  const auto* value = dyn_cast<ConstantInt>(call.getArgOperand(index));
  if (!value)
    throw weir::Error("pragma-option", std::string("#pragma HLS ") + pragma + ": the value is not a constant",
                      where(call));
  return static_cast<int>(value->getSExtValue());
}

/// A stream that an inlined function names: FIFOs stand between processes, not within one.
void read_region_pragmas(Lowered& lowered) {
  for (CallInst* call : calls(*lowered.top, "__weir_dataflow")) {
    lowered.notes.push_back(std::string("#pragma HLS DATAFLOW within a kernel has no effect: its loops run one after "
                                        "the other") +
                            note_separator + where(*call));
    call->eraseFromParent();
  }
  for (CallInst* call : calls(*lowered.top, "__weir_stream_depth")) {
    if (isa<AllocaInst>(getUnderlyingObject(call->getArgOperand(0))))
      throw weir::Error("pragma-place", "#pragma HLS STREAM within a kernel", where(*call),
                        "DATAFLOW stands in the body of the top, STREAM beside its local streams");
    lowered.notes.push_back(std::string("#pragma HLS STREAM of an argument has no effect: the depth belongs to the "
                                        "design around it") +
                            note_separator + where(*call));
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

/// Streams that the markers name. Before loops are unrolled an index may still be a variable: those stay until `all`.
void read_stream_markers(Lowered& lowered, bool is_process, bool all) {
  Function& top = *lowered.top;
  const DataLayout& layout = top.getParent()->getDataLayout();
  for (CallInst* call : calls(top, "__weir_stream")) {
    APInt offset(64, 0);
    const Value* base = call->getArgOperand(0)->stripAndAccumulateConstantOffsets(layout, offset, true);
    const bool is_local = is_process && isa<GlobalVariable>(base) && base->getName().starts_with(local_stream_prefix);
    if (!isa<Argument>(base) && !is_local) {
      if (!all && !isa<AllocaInst>(base)) continue;
      if (!isa<AllocaInst>(base))
        throw weir::Error("stream-index", "a stream chosen by a variable", where(*call),
                          "choose among streams by constants, in an unrolled loop");
      throw weir::Error("stream-local", "a stream that is not an argument of the top", where(*call),
                        "add #pragma HLS DATAFLOW to the top, or compile every stage as a kernel of its own");
    }
    int index = lowered.stream_at(base, offset.getSExtValue());
    if (index < 0) {
      std::string name = base->getName().drop_front(is_local ? StringRef(local_stream_prefix).size() : 0).str();
      // Elements of an array of streams; a process may have been given each under a name of its own.
      const bool is_taken = any_of(lowered.streams, [&](const StreamArgument& known) { return known.name == name; });
      if (!offset.isZero() && (!is_process || is_taken)) name += "_" + std::to_string(offset.getSExtValue());
      lowered.streams.push_back({base, name, 0, offset.getSExtValue()});
      index = static_cast<int>(lowered.streams.size()) - 1;
    }
    lowered.streams[static_cast<std::size_t>(index)].bits =
        static_cast<unsigned>(constant_argument(*call, 1, "stream"));
    call->eraseFromParent();
  }
}

/// dst[0], dst[1] of an argument that is an array of streams: the offsets in the names become indices.
void name_stream_arrays(Lowered& lowered) {
  std::map<const Value*, std::int64_t> strides;
  for (const StreamArgument& s : lowered.streams) strides[s.base] = std::gcd(strides[s.base], s.offset_bytes);
  for (StreamArgument& s : lowered.streams)
    if (isa<Argument>(s.base) && strides[s.base] > 0)
      s.name = s.base->getName().str() + "_" + std::to_string(s.offset_bytes / strides[s.base]);
}

/// Bits of what a program stores: the storage is rounded up.
unsigned stored_bits(const StoreInst& store) {
  const Value* value = store.getValueOperand();
  if (const auto* wider = dyn_cast<ZExtInst>(value)) return wider->getSrcTy()->getIntegerBitWidth();
  return value->getType()->getIntegerBitWidth();
}

/// A reference argument that is no stream: a variable of the kernel. What it holds at the end leaves as one word per
/// call.
void turn_into_output(Lowered& lowered, Argument& argument) {
  Function& top = *lowered.top;
  for (bool changed = true; changed;) {
    changed = false;
    for (User* user : make_early_inc_range(argument.users())) {
      auto* same = dyn_cast<GetElementPtrInst>(user);
      if (same == nullptr || !same->hasAllZeroIndices()) continue;
      same->replaceAllUsesWith(&argument);
      same->eraseFromParent();
      changed = true;
      break;
    }
  }
  std::vector<Instruction*> users;
  for (User* user : argument.users()) users.push_back(cast<Instruction>(user));
  Type* type = nullptr;
  unsigned bits = 0;
  for (Instruction* user : users) {
    auto* store = dyn_cast<StoreInst>(user);
    auto* load = dyn_cast<LoadInst>(user);
    const bool fits = (store && store->getPointerOperand() == &argument) || load;
    Type* own = store ? store->getValueOperand()->getType() : user->getType();
    if (!fits || !own->isIntegerTy() || (type && own != type))
      throw weir::Error("argument", "argument \"" + argument.getName().str() + "\" of the top is memory", where(*user),
                        "streams, integers with a value (--argument NAME=N) and references to integers are arguments");
    type = own;
    if (store && !isa<Constant>(store->getValueOperand())) bits = std::max(bits, stored_bits(*store));
  }
  const bool written = any_of(users, [](Instruction* user) { return isa<StoreInst>(user); });
  if (type == nullptr || !written)
    throw weir::Error("argument", "argument \"" + argument.getName().str() + "\" of the top is never written",
                      where(top), "pass an integer by value, and give it one with --argument NAME=N");
  if (bits == 0) bits = type->getIntegerBitWidth();
  IRBuilder<> builder(&*top.getEntryBlock().getFirstInsertionPt());
  AllocaInst* variable = builder.CreateAlloca(type, nullptr, argument.getName() + ".value");
  for (Instruction* user : users) user->replaceUsesOfWith(&argument, variable);
  for (BasicBlock& block : top)
    if (auto* end = dyn_cast<ReturnInst>(block.getTerminator())) {
      builder.SetInsertPoint(end);
      builder.CreateStore(builder.CreateLoad(type, variable), &argument, true);
    }
  const int known = lowered.stream_at(&argument, 0);
  if (known < 0)
    lowered.streams.push_back({&argument, argument.getName().str(), bits, 0});
  else
    lowered.streams[static_cast<std::size_t>(known)].bits = bits;
}

/// Addresses that nothing looks at any more.
void drop_dead_users(Argument& argument) {
  for (User* user : make_early_inc_range(argument.users()))
    if (auto* i = dyn_cast<Instruction>(user); i && isInstructionTriviallyDead(i)) i->eraseFromParent();
}

void read_streams(Lowered& lowered, const LowerOptions& options) {
  Function& top = *lowered.top;
  if (!top.getReturnType()->isVoidTy())
    throw weir::Error("argument", "the top function returns a value", where(top), "write it to a stream");
  for (const auto& [key, name] : options.ports) {
    const bool is_argument = key.base[0] == '#';
    const Value* base =
        is_argument ? static_cast<const Value*>(top.getArg(static_cast<unsigned>(std::stoi(key.base.substr(1)))))
                    : top.getParent()->getNamedGlobal(key.base);
    if (base != nullptr) lowered.streams.push_back({base, name, 0, key.offset_bytes});
  }
  for (const ExtraStream& s : options.extra)
    lowered.streams.push_back({top.getParent()->getNamedGlobal(s.global), s.name, s.bits, 0});
  read_stream_markers(lowered, options.is_process, false);
  std::set<const Value*> marked;
  for (const CallInst* call : calls(top, "__weir_stream")) marked.insert(getUnderlyingObject(call->getArgOperand(0)));
  for (Argument& argument : top.args()) {
    if (!argument.getType()->isPointerTy() || options.memories.count(argument.getArgNo()) != 0) continue;
    if (marked.count(&argument) ||
        any_of(lowered.streams, [&](const StreamArgument& s) { return s.base == &argument && s.bits > 0; }))
      continue;
    drop_dead_users(argument);
    if (argument.use_empty()) {
      if (options.is_process) continue;
      throw weir::Error("argument", "argument \"" + argument.getName().str() + "\" of the top is never read or written",
                        where(top));
    }
    turn_into_output(lowered, argument);
  }
}

/// In argument order; those of a process in the order of its region.
void finish_streams(Lowered& lowered, const LowerOptions& options) {
  read_stream_markers(lowered, options.is_process, true);
  if (options.is_process) {
    llvm::erase_if(lowered.streams, [](const StreamArgument& s) { return s.bits == 0; });
    return;
  }
  name_stream_arrays(lowered);
  llvm::stable_sort(lowered.streams, [](const StreamArgument& a, const StreamArgument& b) {
    const auto key = [](const StreamArgument& s) {
      return std::pair(cast<Argument>(s.base)->getArgNo(), s.offset_bytes);
    };
    return key(a) < key(b);
  });
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

/// The loops of a kernel become one pipeline, and that has one II: the largest, which fits them all.
void read_ii(Lowered& lowered, const CallInst& call) {
  const int ii = constant_argument(call, 0, "PIPELINE");
  if (ii < 1 || ii > largest_ii) {
    throw weir::Error("pragma-option", "#pragma HLS PIPELINE: II=" + std::to_string(ii) + " is not possible",
                      where(call), "1 to " + std::to_string(largest_ii));
  }
  if (lowered.ii != 0 && lowered.ii != ii)
    lowered.notes.push_back("#pragma HLS PIPELINE II=" + std::to_string(std::min(ii, lowered.ii)) +
                            " has no effect: the loops of a kernel are one pipeline, with the largest II of all, " +
                            std::to_string(std::max(ii, lowered.ii)) + note_separator + where(call));
  lowered.ii = std::max(ii, lowered.ii);
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
  for (CallInst* call : calls(top, "__weir_unroll_by")) {
    StringRef place;
    getConstantStringInfo(call->getArgOperand(1), place);
    lowered.notes.push_back("#pragma HLS UNROLL factor=" + std::to_string(constant_argument(*call, 0, "UNROLL")) +
                            " has no effect: the loop is pipelined, or unrolled completely in a pipelined one" +
                            note_separator + place.str());
    call->eraseFromParent();
  }
  for (CallInst* call : calls(top, "__weir_latency")) {
    if (lowered.latency.max >= 0)
      throw weir::Error("pragma-place", "a second #pragma HLS LATENCY", where(*call), "one per kernel");
    lowered.latency = {constant_argument(*call, 0, "LATENCY"), constant_argument(*call, 1, "LATENCY"), where(*call)};
    if (lowered.latency.max < 0) lowered.latency.max = longest_latency;
    if (lowered.latency.min < 0 || lowered.latency.min > lowered.latency.max) {
      throw weir::Error("pragma-option", "#pragma HLS LATENCY: 0 <= min <= max does not hold", where(*call));
    }
    call->eraseFromParent();
  }
  const auto is_inside = [&](const Loop* loop) {
    for (const Loop* outer = loop->getParentLoop(); outer; outer = outer->getParentLoop())
      if (pipelined.count(const_cast<Loop*>(outer))) return true;
    return false;
  };
  const auto contains_pipeline = [&](const Loop* loop) {
    return any_of(pipelined, [&](Loop* p) { return p != loop && loop->contains(p); });
  };
  // Innermost first, as Vitis pipelines loops without a pragma.
  const auto loops_outside_in = loops.getLoopsInPreorder();
  for (Loop* loop : reverse(loops_outside_in)) {
    if (pipelined.count(loop) || unrolled.count(loop) || is_inside(loop) || contains_pipeline(loop)) continue;
    pipelined.insert(loop);
    lowered.notes.push_back(std::string("a loop without a pragma is pipelined") + note_separator + where(*loop));
  }
  for (Loop* loop : loops_outside_in) {
    const bool inside = is_inside(loop), contains = contains_pipeline(loop);
    if (pipelined.count(loop) && (inside || contains)) {
      throw weir::Error("loop-pragma", "PIPELINE inside a pipelined loop", where(*loop),
                        "loops inside a pipelined loop are unrolled");
    }
    if (pipelined.count(loop)) {
      mark_loop(*loop, {"llvm.loop.unroll.disable", pipeline_mark});
    } else if (inside || unrolled.count(loop)) {
      mark_loop(*loop, {"llvm.loop.unroll.full"});
    } else {
      mark_loop(*loop, {"llvm.loop.unroll.disable", "weir.outer"});
    }
  }
}

/// A loop that is to vanish, and has not.
std::optional<std::string> loop_left(Function& top) {
  DominatorTree dominators(top);
  LoopInfo loops(dominators);
  for (Loop* loop : loops.getLoopsInPreorder())
    if (!findOptionMDForLoop(loop, pipeline_mark) && !findOptionMDForLoop(loop, "weir.outer")) return where(*loop);
  return {};
}

/// The bounds of an inner loop may be known only once the outer one is unrolled.
void unroll_loops(Module& module, Function& top) {
  run_passes(module, unroll_all);
  for (int more = 0; more < most_nested_unrolled && loop_left(top); ++more) run_passes(module, unroll_all);
}

void check_unrolled(Function& top) {
  if (const auto place = loop_left(top))
    throw weir::Error("loop-unroll", "the loop cannot be unrolled: its number of iterations is not a constant", *place,
                      "give it constant bounds");
}

}  // namespace

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

int Lowered::stream_at(const Value* base, std::int64_t offset_bytes) const {
  for (std::size_t k = 0; k < streams.size(); ++k)
    if (streams[k].base == base && streams[k].offset_bytes == offset_bytes) return static_cast<int>(k);
  return -1;
}

bool Lowered::is_stream_base(const Value* base) const {
  return any_of(streams, [&](const StreamArgument& s) { return s.base == base; });
}

StreamKey key_of(const Value& base, std::int64_t offset_bytes) {
  const auto* argument = dyn_cast<Argument>(&base);
  return {argument ? "#" + std::to_string(argument->getArgNo()) : base.getName().str(), offset_bytes};
}

void bind_scalars(Function& top, const std::map<std::string, std::int64_t>& scalars, bool others_stay) {
  const auto is_missing = [&](const Argument& a) {
    return a.getType()->isIntegerTy() && !a.use_empty() && !scalars.count(a.getName().str());
  };
  for (const auto& [name, value] : scalars)
    if (none_of(top.args(),
                [&, &given = name](const Argument& a) { return a.getName() == given && a.getType()->isIntegerTy(); }))
      throw weir::Error("argument", "the top has no integer argument \"" + name + "\"", where(top));
  if (!others_stay && any_of(top.args(), is_missing)) run_passes(top, "sroa");  // the program may never look at it
  for (Argument& argument : top.args()) {
    if (argument.getType()->isPointerTy() || argument.use_empty()) continue;
    const std::string name = argument.getName().str();
    const auto given = scalars.find(name);
    if (!argument.getType()->isIntegerTy())
      throw weir::Error("argument", "argument \"" + name + "\" of the top is neither a stream nor an integer",
                        where(top), "every argument is an hls::stream<...>& or an integer");
    if (given == scalars.end() && others_stay) continue;
    if (given == scalars.end())
      throw weir::Error("argument", "argument \"" + name + "\" of the top is not a stream", where(top),
                        "an integer becomes a constant: --argument " + name + "=1");
    const unsigned bits = argument.getType()->getIntegerBitWidth();
    if (!isIntN(bits, given->second) && !isUIntN(bits, static_cast<std::uint64_t>(given->second)))
      throw weir::Error("argument", "argument \"" + name + "\" of the top cannot be " + std::to_string(given->second),
                        where(top), std::to_string(bits) + " bits");
    argument.replaceAllUsesWith(ConstantInt::getSigned(argument.getType(), given->second));
  }
}

Lowered lower(Module& module, const std::string& top, const LowerOptions& options) {
  Lowered lowered;
  lowered.top = &find_top(module, top);
  bind_scalars(*lowered.top, options.scalars);
  settle_tables(module);
  // What computes addresses is a program of its own: state would be there twice.
  if (options.memories.empty()) settle_states(module, *lowered.top);
  inline_everything(module, lowered.top);
  lowered.notes = take_notes(*lowered.top);
  run_passes(module, "function(sroa)");
  read_region_pragmas(lowered);
  freeze_read_only_tables(module);
  read_table_bits(lowered);
  read_streams(lowered, options);
  run_passes(module, clean_module);
  read_loop_pragmas(lowered);
  if (options.writes_together && lowered.latency.max < 0) lowered.latency = {0, longest_latency, where(*lowered.top)};
  unroll_loops(module, *lowered.top);
  finish_streams(lowered, options);
  hide_wide_operations(*lowered.top);
  run_passes(module, simplify_unrolled);
  reveal_wide_operations(*lowered.top);
  run_passes(module, "globaldce");
  freeze_read_only_tables(module);
  restore_indices(*lowered.top);
  make_memory_ports(lowered, options);
  check_unrolled(*lowered.top);
  return lowered;
}

}  // namespace weir::hls
