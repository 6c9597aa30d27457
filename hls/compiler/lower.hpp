/// LLVM IR of the source to one function with the loops that stay, everything inlined and unrolled, markers of the
/// pragmas read and gone.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "hls/compiler/compile.hpp"
#include "hls/compiler/ir.hpp"

namespace llvm {
class AllocaInst;
class Argument;
class Function;
class GlobalVariable;
class Module;
}  // namespace llvm

namespace weir::hls {

struct StreamArgument {
  const llvm::Argument* argument = nullptr;
  std::string name;
  unsigned bits = 0;
};

struct Lowered {
  llvm::Function* top = nullptr;
  std::vector<StreamArgument> streams;  ///< in argument order
  std::map<const llvm::GlobalVariable*, unsigned>
      table_bits;  ///< true element width of constant tables (storage is rounded up)
  ir::Latency latency;
  int ii = 0;  ///< of every pipelined loop; 0: no PIPELINE yet
};

/// Throws weir::Error: "top", "argument", "recursion", "pragma-place", "pragma-option", "loop-pragma", "loop-unroll".
Lowered lower(llvm::Module& module, const std::string& top);

/// Runs a textual LLVM pass pipeline on the module, or on one function.
void run_passes(llvm::Module& module, const char* pipeline);
void run_passes(llvm::Function& function, const char* pipeline);

/// Every loop of the function is to be unrolled completely.
void mark_for_unrolling(llvm::Function& function);

/// By its name in the source. Throws weir::Error "top".
llvm::Function& find_top(llvm::Module& module, const std::string& name);

}  // namespace weir::hls
