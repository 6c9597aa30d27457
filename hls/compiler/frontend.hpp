/// C++ source to LLVM IR: clang's preprocessor, our pragma rewriting, clang without optimisation.
#pragma once
#include <memory>

#include "hls/compiler/compile.hpp"

namespace llvm {
class LLVMContext;
class Module;
}  // namespace llvm

namespace weir::hls {

/// Throws weir::Error: "clang" with clang's own message, "pragma-*", "hls-source" when the file is missing.
std::unique_ptr<llvm::Module> parse_source(const CompileOptions& options, llvm::LLVMContext& context);

}  // namespace weir::hls
