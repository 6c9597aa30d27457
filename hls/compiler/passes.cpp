#include <stdexcept>

#include "hls/compiler/lower.hpp"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

namespace weir::hls {

using namespace llvm;

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

void keep_only(Module& module, Function& kept) {
  for (Function& f : module)
    if (&f != &kept && !f.isDeclaration()) {
      f.setLinkage(GlobalValue::InternalLinkage);
      f.setComdat(nullptr);
    }
  run_passes(module, "globaldce");
}

}  // namespace weir::hls
