/// One function of a module through all passes to a scheduled kernel.
#pragma once
#include <string>
#include <vector>

#include "hls/compiler/compile.hpp"
#include "hls/compiler/ir.hpp"
#include "hls/compiler/lower.hpp"
#include "hls/compiler/schedule.hpp"

namespace weir::hls {

/// A kernel before it has a name.
struct Kernel {
  ir::Graph graph;
  Schedule plan;
  KernelReport report;
  std::vector<StreamKey> ports;
  std::vector<MemoryAccess> memories;
  std::vector<std::string> notes;
};

Kernel compile_kernel(llvm::Module& module, const std::string& function, const CompileOptions& options,
                      const LowerOptions& lower_options);

CompileResult named(const Kernel& kernel, const std::string& module);

/// Everything that makes one kernel another, whatever it is called.
std::string shape_of(const Kernel& kernel);

}  // namespace weir::hls
