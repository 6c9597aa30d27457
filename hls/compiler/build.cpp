#include "hls/compiler/build.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "golden/base/error.hpp"
#include "hls/compiler/flatten.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/memories.hpp"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

namespace weir::hls {

namespace {

using namespace llvm;
using ir::Id;
using ir::Op;

class Builder {
 public:
  Builder(const Lowered& lowered, const std::string& strip_prefix, bool whole_predicates)
      : lowered_(lowered),
        whole_predicates_(whole_predicates),
        dominators_(*lowered.top),
        loops_(dominators_),
        memories_(lowered, graph_, strip_prefix) {}

  ir::Graph run() {
    graph_.latency = lowered_.latency;
    graph_.ii = std::max(1, lowered_.ii);
    find_region();
    declare_streams();
    for (const BasicBlock* block : region_) {
      for (const Instruction& i : *block) {
        if (isa<LoadInst, StoreInst>(i)) memories_.collect(i);
      }
    }
    make_registers();
    for (const BasicBlock* block : region_) translate(*block);
    close_registers();
    graph_.last = loop_ ? exit_ : graph_.constant(1, 1);
    return std::move(graph_);
  }

 private:
  /// The blocks of one iteration in topological order: the loop, or the whole function when its loop ran only once.
  void find_region() {
    if (loops_.getTopLevelLoops().size() > 1) throw std::logic_error("build: more than one loop after flattening");
    if (!loops_.empty()) loop_ = loops_.getTopLevelLoops()[0];
    ReversePostOrderTraversal<const Function*> order(lowered_.top);
    for (const BasicBlock* block : order) {
      if (!loop_ || loop_->contains(block)) region_.push_back(block);
    }
    if (loop_) add_tail();
    exit_ = graph_.constant(1, 0);
  }

  /// What happens after the loop happens in its last iteration.
  void add_tail() {
    std::set<const BasicBlock*> tail;
    std::vector<const BasicBlock*> work{loop_->getHeader()};
    std::set<const BasicBlock*> seen;
    while (!work.empty()) {
      const BasicBlock* block = work.back();
      work.pop_back();
      if (!seen.insert(block).second) continue;
      if (!loop_->contains(block)) tail.insert(block);
      work.insert(work.end(), succ_begin(block), succ_end(block));
    }
    const auto acts = [](const BasicBlock* block) {
      return any_of(*block, [](const Instruction& i) { return has_effect(i); });
    };
    if (none_of(tail, acts)) return;
    ReversePostOrderTraversal<const Function*> order(lowered_.top);
    for (const BasicBlock* block : order)
      if (tail.count(block)) region_.push_back(block);
  }

  void declare_streams() {
    for (const StreamArgument& s : lowered_.streams) graph_.streams.push_back({s.name, s.bits, false, {}});
    std::map<int, bool> seen;
    for (const BasicBlock* block : region_) {
      for (const Instruction& i : *block) {
        const int stream = isa<LoadInst, StoreInst>(i) ? memories_.stream_of(i) : -1;
        if (stream < 0) continue;
        const bool input = isa<LoadInst>(i);
        auto& s = graph_.streams[static_cast<std::size_t>(stream)];
        if (auto [it, fresh] = seen.try_emplace(stream, input); !fresh && it->second != input) {
          throw weir::Error("stream-direction", "the stream \"" + s.name + "\" is both read and written", where(i));
        }
        s.input = input;
      }
    }
    for (std::size_t k = 0; k < graph_.streams.size(); ++k) {
      if (!seen.count(static_cast<int>(k))) {
        throw weir::Error("argument",
                          "the stream \"" + graph_.streams[k].name + "\" is never read or written in the loop",
                          where(*lowered_.top));
      }
    }
  }

  void make_registers() {
    if (!loop_) return;
    for (const PHINode& phi : loop_->getHeader()->phis()) {
      values_[&phi] = graph_.reg(phi.getType()->getIntegerBitWidth(), phi.getName().str());
      phis_.push_back(&phi);
    }
  }

  void close_registers() {
    for (std::size_t k = 0; k < phis_.size(); ++k) {
      const Value* init = phis_[k]->getIncomingValueForBlock(loop_->getLoopPreheader());
      graph_.registers[k].next = value(phis_[k]->getIncomingValueForBlock(loop_->getLoopLatch()));
      if (isa<UndefValue>(init)) continue;
      if (!isa<ConstantInt>(init)) {
        throw weir::Error("loop-start", "a loop-carried value does not start with a constant", where(*phis_[k]),
                          "start it with a constant");
      }
      graph_.registers[k].init = value(init);
    }
  }

  Id value(const Value* v) {
    if (const auto it = values_.find(v); it != values_.end()) return it->second;
    if (const auto* c = dyn_cast<ConstantInt>(v)) return values_[v] = graph_.constant(c->getValue());
    if (isa<UndefValue>(v)) return values_[v] = graph_.constant(v->getType()->getIntegerBitWidth(), 0);
    const auto* i = dyn_cast<Instruction>(v);
    throw weir::Error("outside-loop", "a value computed outside the pipelined loop is used in it",
                      i ? where(*i) : where(*lowered_.top), "compute it in the loop");
  }

  Id binary(Op op, Id a, Id b) { return graph_.binary(op, a, b); }
  Id both(Id a, Id b) { return graph_.binary(Op::And, a, b); }
  Id either(Id a, Id b) { return graph_.binary(Op::Or, a, b); }

  void translate(const BasicBlock& block) {
    Id p = graph_.constant(1, block.isEntryBlock() || (loop_ && &block == loop_->getHeader()));
    if (!loop_ || &block != loop_->getHeader()) {
      for (const BasicBlock* source : predecessors(&block))
        if (const auto edge = edges_.find({source, &block}); edge != edges_.end()) p = either(p, edge->second);
    }
    if (const auto whole = predicate_of_whole(block)) p = *whole;
    predicates_[&block] = predicate_ = p;
    for (const Instruction& i : block) {
      if (const auto& own = i.getDebugLoc(); own && own.getLine()) graph_.place = where(own);
      if (const auto* phi = dyn_cast<PHINode>(&i)) {
        if (!values_.count(phi)) values_[phi] = translate_phi(*phi, block);
      } else if (i.isTerminator()) {
        translate_terminator(i);
      } else if (isa<LoadInst, StoreInst>(i)) {
        translate_access(i);
      } else if (i.getType()->isIntegerTy()) {
        values_[&i] = translate_value(i);
      }
    }
  }

  /// Where all branches of a block meet again, its own predicate holds, whatever they depend on.
  std::optional<Id> predicate_of_whole(const BasicBlock& block) const {
    if (!whole_predicates_ || pred_size(&block) < 2 || (loop_ && &block == loop_->getHeader())) return {};
    const auto* node = dominators_.getNode(&block)->getIDom();
    const auto known = node ? predicates_.find(node->getBlock()) : predicates_.end();
    if (known == predicates_.end() || !always_reaches(*node->getBlock(), block)) return {};
    return known->second;
  }

  /// Does every path of an iteration from `from` pass `to`?
  bool always_reaches(const BasicBlock& from, const BasicBlock& to) const {
    std::vector<const BasicBlock*> work{&from};
    std::set<const BasicBlock*> seen;
    while (!work.empty()) {
      const BasicBlock* block = work.back();
      work.pop_back();
      if (block == &to || !seen.insert(block).second) continue;
      if (succ_empty(block)) return false;
      for (const BasicBlock* next : successors(block)) {
        if (loop_ && (next == loop_->getHeader() || !loop_->contains(next))) return false;
        work.push_back(next);
      }
    }
    return true;
  }

  Id translate_phi(const PHINode& phi, const BasicBlock& block) {
    Id chosen = ir::none;
    for (unsigned k = phi.getNumIncomingValues(); k-- > 0;) {
      const Value* incoming = phi.getIncomingValue(k);
      if (!edges_.count({phi.getIncomingBlock(k), &block})) continue;            // from before the loop: never taken
      if (isa<UndefValue>(incoming) && (chosen != ir::none || k > 0)) continue;  // any value will do there
      const Id v = value(incoming);
      chosen = chosen == ir::none ? v : graph_.mux(edges_.at({phi.getIncomingBlock(k), &block}), v, chosen);
    }
    return chosen;
  }

  void edge(const BasicBlock* from, const BasicBlock* to, Id p) {
    auto [it, fresh] = edges_.try_emplace({from, to}, p);
    if (!fresh) it->second = either(it->second, p);
    if (loop_ && !loop_->contains(to)) exit_ = either(exit_, p);
  }

  void translate_terminator(const Instruction& i) {
    const BasicBlock* block = i.getParent();
    if (const auto* branch = dyn_cast<BranchInst>(&i)) {
      if (branch->isUnconditional()) return edge(block, branch->getSuccessor(0), predicate_);
      const Id c = value(branch->getCondition());
      edge(block, branch->getSuccessor(0), both(predicate_, c));
      edge(block, branch->getSuccessor(1), both(predicate_, graph_.negate_bits(c)));
    } else if (const auto* choose = dyn_cast<SwitchInst>(&i)) {
      const Id c = value(choose->getCondition());
      Id rest = predicate_;
      for (const auto& option : choose->cases()) {
        const Id hit = binary(Op::Eq, c, graph_.constant(option.getCaseValue()->getValue()));
        edge(block, option.getCaseSuccessor(), both(predicate_, hit));
        rest = both(rest, graph_.negate_bits(hit));
      }
      edge(block, choose->getDefaultDest(), rest);
    }
  }

  void translate_access(const Instruction& i) {
    const auto* store = dyn_cast<StoreInst>(&i);
    const int stream = memories_.stream_of(i);
    if (stream >= 0) {
      const unsigned bits = graph_.streams[static_cast<std::size_t>(stream)].bits;
      if (store) {
        graph_.write(stream, graph_.slice(value(store->getValueOperand()), 0, bits), predicate_, where(i));
      } else {
        values_[&i] = graph_.zext(graph_.read(stream, predicate_, where(i)), i.getType()->getIntegerBitWidth());
      }
      return;
    }
    const auto [memory, address] = memories_.locate(i, [this](const Value* v) { return value(v); });
    if (store) {
      const Id data = value(store->getValueOperand());
      graph_.store(memory, address, data, predicate_, where(i));
      stores_.push_back({memory, i.getParent(), graph_.stores.back()});
    } else {
      values_[&i] = graph_.zext(forwarded_load(i, memory, address), i.getType()->getIntegerBitWidth());
    }
  }

  /// A load sees the stores of its own iteration that come before it on some path.
  Id forwarded_load(const Instruction& i, int memory, Id address) {
    Id v = graph_.load(memory, address, graph_.memories[static_cast<std::size_t>(memory)].width, where(i));
    for (const auto& [stored, block, id] : stores_) {
      if (stored != memory || !reaches(block, i.getParent())) continue;
      const std::vector<Id> args = graph_[id].args;
      v = graph_.mux(both(args[2], binary(Op::Eq, args[0], address)), args[1], v);
    }
    return v;
  }

  /// Within one iteration: `from` itself, or a path that does not go through the loop header again.
  bool reaches(const BasicBlock* from, const BasicBlock* to) const {
    std::vector<const BasicBlock*> work{from};
    std::set<const BasicBlock*> seen;
    while (!work.empty()) {
      const BasicBlock* block = work.back();
      work.pop_back();
      if (block == to) return true;
      if (!seen.insert(block).second) continue;
      for (const BasicBlock* next : successors(block)) {
        if (!loop_ || next != loop_->getHeader()) work.push_back(next);
      }
    }
    return false;
  }

  Id translate_value(const Instruction& i) {
    const auto arg = [&](unsigned k) { return value(i.getOperand(k)); };
    const unsigned bits = i.getType()->getIntegerBitWidth();
    if (const auto* compare = dyn_cast<ICmpInst>(&i)) return translate_compare(*compare);
    if (const auto* call = dyn_cast<IntrinsicInst>(&i)) return translate_intrinsic(*call);
    switch (i.getOpcode()) {
      case Instruction::Add: return binary(Op::Add, arg(0), arg(1));
      case Instruction::Sub: return binary(Op::Sub, arg(0), arg(1));
      case Instruction::Mul: return binary(Op::Mul, arg(0), arg(1));
      case Instruction::And: return binary(Op::And, arg(0), arg(1));
      case Instruction::Or: return binary(Op::Or, arg(0), arg(1));
      case Instruction::Xor: return binary(Op::Xor, arg(0), arg(1));
      case Instruction::Shl: return binary(Op::Shl, arg(0), arg(1));
      case Instruction::LShr: return binary(Op::Lshr, arg(0), arg(1));
      case Instruction::AShr: return binary(Op::Ashr, arg(0), arg(1));
      case Instruction::UDiv: return divide(arg(0), arg(1)).first;
      case Instruction::URem: return divide(arg(0), arg(1)).second;
      case Instruction::SDiv:
        return with_sign(binary(Op::Xor, sign(arg(0)), sign(arg(1))),
                         divide(magnitude(arg(0)), magnitude(arg(1))).first);
      case Instruction::SRem: return with_sign(sign(arg(0)), divide(magnitude(arg(0)), magnitude(arg(1))).second);
      case Instruction::Select: return graph_.mux(arg(0), arg(1), arg(2));
      case Instruction::Trunc: return graph_.slice(arg(0), 0, bits);
      case Instruction::ZExt: return graph_.zext(arg(0), bits);
      case Instruction::SExt: return graph_.sext(arg(0), bits);
      case Instruction::Freeze: return arg(0);
      default:
        throw weir::Error("instruction", std::string("the operation \"") + i.getOpcodeName() + "\" is not supported",
                          where(i));
    }
  }

  Id sign(Id x) { return graph_.slice(x, graph_.width(x) - 1, 1); }
  Id negated(Id x) { return binary(Op::Sub, graph_.constant(graph_.width(x), 0), x); }
  Id magnitude(Id x) { return graph_.mux(sign(x), negated(x), x); }
  Id with_sign(Id negative, Id x) { return graph_.mux(negative, negated(x), x); }

  /// Quotient and remainder without sign, by a step of compare and subtract per bit. The remainder is less than the
  /// divisor: with a constant one it is as narrow as that.
  std::pair<Id, Id> divide(Id a, Id b) {
    const unsigned width = graph_.width(a);
    const unsigned bits = graph_.is_const(b) ? std::max(1u, graph_[b].value.getActiveBits()) : width;
    const Id divisor = graph_.zext(graph_.slice(b, 0, bits), bits + 1);
    Id rest = graph_.constant(bits, 0);
    std::vector<Id> quotient(width);
    for (unsigned k = width; k-- > 0;) {
      const Id next = graph_.cat({graph_.slice(a, k, 1), rest});
      quotient[k] = binary(Op::Ule, divisor, next);
      rest = graph_.slice(graph_.mux(quotient[k], binary(Op::Sub, next, divisor), next), 0, bits);
    }
    return {graph_.cat(quotient), graph_.zext(rest, width)};
  }

  Id translate_compare(const ICmpInst& i) {
    Id a = value(i.getOperand(0)), b = value(i.getOperand(1));
    switch (i.getPredicate()) {
      case CmpInst::ICMP_EQ: return binary(Op::Eq, a, b);
      case CmpInst::ICMP_NE: return graph_.negate_bits(binary(Op::Eq, a, b));
      case CmpInst::ICMP_ULT: return binary(Op::Ult, a, b);
      case CmpInst::ICMP_ULE: return binary(Op::Ule, a, b);
      case CmpInst::ICMP_UGT: return binary(Op::Ult, b, a);
      case CmpInst::ICMP_UGE: return binary(Op::Ule, b, a);
      case CmpInst::ICMP_SLT: return binary(Op::Slt, a, b);
      case CmpInst::ICMP_SLE: return binary(Op::Sle, a, b);
      case CmpInst::ICMP_SGT: return binary(Op::Slt, b, a);
      default: return binary(Op::Sle, b, a);
    }
  }

  /// The pieces of `x` in the opposite order.
  Id reversed(Id x, unsigned piece_bits) {
    std::vector<Id> pieces;  // lowest first
    for (unsigned lo = graph_.width(x); lo > 0; lo -= piece_bits)
      pieces.push_back(graph_.slice(x, lo - piece_bits, piece_bits));
    return graph_.cat(pieces);
  }

  Id translate_intrinsic(const IntrinsicInst& i) {
    const auto arg = [&](unsigned k) { return value(i.getArgOperand(k)); };
    const unsigned w = i.getType()->getIntegerBitWidth();
    switch (i.getIntrinsicID()) {
      case Intrinsic::ctpop: {
        const Id count = graph_.pop(arg(0));
        return graph_.width(count) > w ? graph_.slice(count, 0, w) : graph_.zext(count, w);
      }
      case Intrinsic::bitreverse: return reversed(arg(0), 1);
      case Intrinsic::bswap: return reversed(arg(0), 8);
      case Intrinsic::umin: return graph_.mux(binary(Op::Ult, arg(0), arg(1)), arg(0), arg(1));
      case Intrinsic::umax: return graph_.mux(binary(Op::Ult, arg(0), arg(1)), arg(1), arg(0));
      case Intrinsic::smin: return graph_.mux(binary(Op::Slt, arg(0), arg(1)), arg(0), arg(1));
      case Intrinsic::smax: return graph_.mux(binary(Op::Slt, arg(0), arg(1)), arg(1), arg(0));
      case Intrinsic::abs:
        return graph_.mux(graph_.slice(arg(0), w - 1, 1), binary(Op::Sub, graph_.constant(w, 0), arg(0)), arg(0));
      case Intrinsic::fshl:
      case Intrinsic::fshr: {
        const Id amount = arg(2);
        if (!graph_.is_const(amount)) throw weir::Error("instruction", "a rotation by a variable amount", where(i));
        const auto n = static_cast<unsigned>(graph_[amount].value.urem(w));
        const unsigned left = i.getIntrinsicID() == Intrinsic::fshl ? n : (w - n) % w;
        if (left == 0) return i.getIntrinsicID() == Intrinsic::fshl ? arg(0) : arg(1);
        return graph_.cat({graph_.slice(arg(1), w - left, left), graph_.slice(arg(0), 0, w - left)});
      }
      default:
        throw weir::Error("call", "the operation " + i.getCalledFunction()->getName().str() + " is not supported",
                          where(i));
    }
  }

  struct PriorStore {
    int memory;
    const BasicBlock* block;
    Id id;
  };

  const Lowered& lowered_;
  bool whole_predicates_;
  DominatorTree dominators_;
  LoopInfo loops_;
  ir::Graph graph_;
  MemoryMap memories_;
  Loop* loop_ = nullptr;
  std::vector<const BasicBlock*> region_;
  std::vector<const PHINode*> phis_;
  std::map<const Value*, Id> values_;
  std::map<std::pair<const BasicBlock*, const BasicBlock*>, Id> edges_;
  std::map<const BasicBlock*, Id> predicates_;
  std::vector<PriorStore> stores_;
  Id predicate_ = ir::none;
  Id exit_ = ir::none;
};

}  // namespace

ir::Graph build(const Lowered& lowered, const std::string& strip_prefix, bool whole_predicates) {
  return Builder(lowered, strip_prefix, whole_predicates).run();
}

}  // namespace weir::hls
