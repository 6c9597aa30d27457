#include "hls/compiler/flatten.hpp"

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

namespace weir::hls {

namespace {

using namespace llvm;

constexpr std::size_t kMostStates = 255;

class Flattener {
 public:
  Flattener(Function& top, StateChoice choice) : top_(top), context_(top.getContext()), choice_(choice) {}

  bool run() {
    if (!choose_cuts()) return false;
    if (choice_.accesses) cut_second_accesses();
    if (cuts_.empty()) return false;  // one iteration, and no access needs another
    if (cuts_.size() >= kMostStates)
      throw weir::Error("states", std::to_string(cuts_.size()) + " loops and accesses need a state each", where(top_),
                        "split the kernel, or unroll less of it: " + std::to_string(kMostStates) + " states at most");
    localise_addresses();
    demote_values();
    make_dispatcher();
    own_state_for_entry();
    redirect_cuts();
    fill_dispatcher();
    return true;
  }

 private:
  /// Headers of innermost loops, and whatever else it takes to make the rest acyclic.
  bool choose_cuts() {
    DominatorTree dominators(top_);
    LoopInfo loops(dominators);
    const bool one_loop =
        loops.empty() || (loops.getTopLevelLoops().size() == 1 && loops.getTopLevelLoops()[0]->getSubLoops().empty());
    if (one_loop && !choice_.accesses && (!choice_.entry || loops.empty())) return false;
    for (Loop* loop : loops.getLoopsInPreorder()) {
      if (loop->getSubLoops().empty()) cuts_.push_back(loop->getHeader());
    }
    while (BasicBlock* back = target_of_back_edge()) cuts_.push_back(back);
    return true;
  }

  /// The stream behind an access: volatile loads and stores are nothing else.
  static const Value* stream_of(const Instruction& i, APInt& offset) {
    const auto* load = dyn_cast<LoadInst>(&i);
    const auto* store = dyn_cast<StoreInst>(&i);
    if (!(load && load->isVolatile()) && !(store && store->isVolatile())) return nullptr;
    return getLoadStorePointerOperand(&i)->stripAndAccumulateConstantOffsets(i.getModule()->getDataLayout(), offset,
                                                                             true);
  }

  using Streams = std::set<std::pair<const Value*, std::int64_t>>;

  /// The first access to a stream that a path from a cut may have used already.
  Instruction* second_access() {
    std::map<const BasicBlock*, Streams> used;
    // The rest is acyclic without the cuts, but loop headers may come late: until nothing changes.
    for (bool changed = true; changed;) {
      changed = false;
      for (BasicBlock& block : top_) {
        Streams here;
        if (!is_contained(cuts_, &block))
          for (const BasicBlock* source : predecessors(&block)) here.insert(used[source].begin(), used[source].end());
        for (Instruction& i : block) {
          APInt offset(64, 0);
          const Value* stream = stream_of(i, offset);
          if (stream && !here.insert({stream, offset.getSExtValue()}).second) return &i;
        }
        if (here != used[&block]) {
          used[&block] = std::move(here);
          changed = true;
        }
      }
    }
    return nullptr;
  }

  void cut_second_accesses() {
    if (cuts_.empty()) choice_.entry = true;
    while (Instruction* second = second_access()) {
      BasicBlock* rest = second->getParent();
      if (&*rest->getFirstNonPHIOrDbg() == second && rest != &top_.getEntryBlock())
        cuts_.push_back(rest);
      else
        cuts_.push_back(rest->splitBasicBlock(second, "again"));
    }
  }

  BasicBlock* target_of_back_edge() {
    std::map<BasicBlock*, int> state;
    BasicBlock* found = nullptr;
    const std::function<void(BasicBlock*)> visit = [&](BasicBlock* block) {
      state[block] = 1;
      for (BasicBlock* next : successors(block)) {
        if (is_contained(cuts_, next)) continue;
        if (state[next] == 1) found = next;
        if (state[next] == 0) visit(next);
      }
      state[block] = 2;
    };
    visit(&top_.getEntryBlock());
    for (BasicBlock* cut : cuts_) {
      if (state[cut] == 0) visit(cut);
    }
    return found;
  }

  /// Addresses are recomputed next to their users, so that only integers cross from block to block.
  void localise_addresses() {
    for (bool changed = true; changed;) {
      changed = false;
      for (BasicBlock& block : top_) {
        for (Instruction& i : make_early_inc_range(block)) {
          if (isa<AllocaInst>(i) || !i.getType()->isPointerTy()) continue;
          for (Use& use : make_early_inc_range(i.uses())) {
            auto* user = cast<Instruction>(use.getUser());
            if (user->getParent() == &block || isa<PHINode>(user)) continue;
            Instruction* copy = i.clone();
            copy->insertBefore(user);
            use.set(copy);
            changed = true;
          }
          if (i.use_empty()) {
            i.eraseFromParent();
            changed = true;
          }
        }
      }
    }
  }

  std::vector<Instruction*> crossing_values(bool phi_uses) {
    std::vector<Instruction*> list;
    for (BasicBlock& block : top_) {
      for (Instruction& i : block) {
        if (isa<AllocaInst>(i) || i.getType()->isVoidTy() || i.getType()->isPointerTy()) continue;
        if (any_of(i.users(), [&](User* u) {
              auto* user = cast<Instruction>(u);
              return user->getParent() != &block || (phi_uses && isa<PHINode>(user));
            })) {
          list.push_back(&i);
        }
      }
    }
    return list;
  }

  /// Values that cross blocks go through variables; SROA makes registers of them again around the dispatcher.
  void demote_values() {
    std::vector<Instruction*> values = crossing_values(true);
    std::vector<PHINode*> phis;
    for (BasicBlock& block : top_) {
      for (PHINode& phi : block.phis()) phis.push_back(&phi);
    }
    for (Instruction* i : values) {
      if (!isa<PHINode>(i)) DemoteRegToStack(*i);
    }
    for (PHINode* phi : phis) DemotePHIToStack(phi);
    for (Instruction* i : crossing_values(false)) DemoteRegToStack(*i);
  }

  void make_dispatcher() {
    IRBuilder<> builder(context_);
    BasicBlock& entry = top_.getEntryBlock();
    builder.SetInsertPoint(&entry, entry.getFirstInsertionPt());
    state_ = builder.CreateAlloca(builder.getInt8Ty(), nullptr, "state");
    dispatch_ = BasicBlock::Create(context_, "dispatch", &top_);
    latch_ = BasicBlock::Create(context_, "latch", &top_);
    builder.SetInsertPoint(latch_);
    builder.CreateBr(dispatch_);
    for (BasicBlock* cut : cuts_) reach(cut);
  }

  void reach(BasicBlock* from) {
    std::vector<BasicBlock*> work{from};
    while (!work.empty()) {
      BasicBlock* block = work.back();
      work.pop_back();
      if (!inside_.insert(block).second) continue;
      for (BasicBlock* next : successors(block)) work.push_back(next);
    }
  }

  /// Entry code that falls into the middle of a path becomes a state of its own.
  void own_state_for_entry() {
    bool falls_in = choice_.entry;
    for (BasicBlock& block : top_) {
      if (inside_.count(&block) || &block == dispatch_ || &block == latch_) continue;
      for (BasicBlock* next : successors(&block)) falls_in |= inside_.count(next) && !is_contained(cuts_, next);
    }
    if (!falls_in) return;
    BasicBlock& entry = top_.getEntryBlock();
    BasicBlock* start = entry.splitBasicBlock(state_->getNextNode(), "start");
    for (Instruction& i : make_early_inc_range(*start)) {
      if (isa<AllocaInst>(i)) i.moveBefore(entry.getTerminator());
    }
    cuts_.push_back(start);
    reach(start);
  }

  /// Edges into a cut set the state: from inside the loop via the latch, from the entry code straight to the
  /// dispatcher.
  void redirect_cuts() {
    IRBuilder<> builder(context_);
    for (std::size_t k = 0; k < cuts_.size(); ++k) {
      const std::vector<BasicBlock*> sources(pred_begin(cuts_[k]), pred_end(cuts_[k]));
      for (const bool from_inside : {false, true}) {
        BasicBlock* edge = nullptr;
        for (BasicBlock* source : sources) {
          if ((inside_.count(source) > 0) != from_inside) continue;
          if (!edge) {
            edge = BasicBlock::Create(context_, "to" + Twine(k), &top_);
            builder.SetInsertPoint(edge);
            builder.CreateStore(builder.getInt8(static_cast<std::uint8_t>(k)), state_);
            builder.CreateBr(from_inside ? latch_ : dispatch_);
          }
          source->getTerminator()->replaceSuccessorWith(cuts_[k], edge);
        }
      }
    }
  }

  void fill_dispatcher() {
    IRBuilder<> builder(context_);
    builder.SetInsertPoint(dispatch_);
    Value* state = builder.CreateLoad(builder.getInt8Ty(), state_, "state");
    SwitchInst* choose = builder.CreateSwitch(state, cuts_.back(), static_cast<unsigned>(cuts_.size()));
    for (std::size_t k = 0; k + 1 < cuts_.size(); ++k)
      choose->addCase(builder.getInt8(static_cast<std::uint8_t>(k)), cuts_[k]);
  }

  Function& top_;
  LLVMContext& context_;
  StateChoice choice_;
  std::vector<BasicBlock*> cuts_;
  std::set<BasicBlock*> inside_;
  AllocaInst* state_ = nullptr;
  BasicBlock* dispatch_ = nullptr;
  BasicBlock* latch_ = nullptr;
};

}  // namespace

bool has_effect(const llvm::Instruction& i) {
  if (const auto* intrinsic = dyn_cast<IntrinsicInst>(&i))
    if (intrinsic->isLifetimeStartOrEnd() || intrinsic->isAssumeLikeIntrinsic()) return false;
  return i.mayReadOrWriteMemory();
}

bool flatten(llvm::Function& top, StateChoice choice) { return Flattener(top, choice).run(); }

}  // namespace weir::hls
