#include "hls/compiler/region_loops.hpp"

#include <cctype>

#include "golden/base/error.hpp"
#include "hls/compiler/location.hpp"
#include "hls/compiler/lower.hpp"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/CodeExtractor.h"

namespace weir::hls {

namespace {

using namespace llvm;

bool is_unrolled(const Loop& loop) {
  for (const BasicBlock* block : loop.blocks())
    for (const Instruction& i : *block)
      if (const auto* call = dyn_cast<CallInst>(&i))
        if (const Function* callee = call->getCalledFunction(); callee && callee->getName() == "__weir_unroll")
          return true;
  return false;
}

/// The first outermost loop that turns more than once.
Loop* next_loop(Function& region, DominatorTree& dominators, LoopInfo& loops) {
  TargetLibraryInfoImpl library(Triple(region.getParent()->getTargetTriple()));
  TargetLibraryInfo functions(library);
  AssumptionCache assumptions(region);
  ScalarEvolution evolution(region, functions, assumptions, dominators, loops);
  for (Loop* loop : reverse(loops.getTopLevelLoops()))
    if (!is_unrolled(*loop) && evolution.getSmallConstantMaxTripCount(loop) != 1) return loop;
  return nullptr;
}

std::string name_in(const Loop& loop, const std::function<std::string(const Function&)>& name_of) {
  for (const BasicBlock* block : loop.blocks())
    for (const Instruction& i : *block)
      if (const auto* call = dyn_cast<CallInst>(&i))
        if (const Function* callee = call->getCalledFunction())
          if (const std::string name = name_of(*callee); !name.empty()) return name;
  return {};
}

/// False if there was none.
bool outline_one(Function& region, const std::string& region_name,
                 const std::function<std::string(const Function&)>& name_of) {
  DominatorTree dominators(region);
  LoopInfo loops(dominators);
  Loop* loop = next_loop(region, dominators, loops);
  if (loop == nullptr) return false;
  const std::string name = name_in(*loop, name_of), place = where(*loop);
  const DebugLoc start = loop->getStartLoc();
  const CodeExtractorAnalysisCache cache(region);
  CodeExtractor extractor(dominators, *loop);
  Function* process = extractor.isEligible() ? extractor.extractCodeRegion(cache) : nullptr;
  if (process == nullptr)
    throw weir::Error("dataflow-body", "a loop of a DATAFLOW region cannot become a process", place,
                      "put it into a function that the region calls");
  process->setName((name.empty() ? region_name : name) + "_loop");
  for (Argument& argument : process->args()) {  // they name ports
    std::string port = argument.getName().str();
    for (char& c : port) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    argument.setName(port);
  }
  for (User* user : process->users())
    if (auto* call = dyn_cast<CallInst>(user)) call->setDebugLoc(start);
  return true;
}

}  // namespace

void outline_loops(Function& region, const std::string& region_name,
                   const std::function<std::string(const Function&)>& name_of) {
  run_passes(region, "loop-simplify,lcssa");
  while (outline_one(region, region_name, name_of)) run_passes(region, "simplifycfg,loop-simplify,lcssa");
}

}  // namespace weir::hls
