/// Where an LLVM instruction, loop or function comes from in the C++ source: "file:line".
#pragma once
#include <filesystem>
#include <string>

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instruction.h"

namespace weir::hls {

/// clang keeps the folder apart from the name.
inline std::string place(const llvm::DIFile& file, unsigned line) {
  const std::filesystem::path name = file.getFilename().str();
  const std::filesystem::path full =
      name.is_absolute() ? name : std::filesystem::path(file.getDirectory().str()) / name;
  return full.string() + ":" + std::to_string(line);
}

/// The innermost place that is not in the type headers themselves: users look for their own line.
inline std::string where(const llvm::DebugLoc& location) {
  const llvm::DILocation* at = location.get();
  if (!at) return {};
  const auto is_ours = [](llvm::StringRef file) {
    for (const char* name :
         {"ap_int.h", "ap_fixed.h", "hls_stream.h", "ap_axi_sdata.h", "weir_concatenation.h", "weir_operators.h",
          "weir_word.h"})
      if (file.ends_with(name)) return true;
    return false;
  };
  while (at->getInlinedAt() && is_ours(at->getFilename())) {
    at = at->getInlinedAt();
  }
  return place(*at->getScope()->getFile(), at->getLine());
}

inline std::string where(const llvm::Function& f) {
  const auto* program = f.getSubprogram();
  return program ? place(*program->getFile(), program->getLine()) : std::string();
}

/// Falls back to a neighbour, then to the function, when the optimiser dropped the place.
inline std::string where(const llvm::Instruction& i) {
  if (const auto& own = i.getDebugLoc(); own && own.getLine()) return where(own);
  for (const llvm::Instruction& near : *i.getParent()) {
    if (near.getDebugLoc() && near.getDebugLoc().getLine()) return where(near.getDebugLoc());
  }
  return where(*i.getFunction());
}

inline std::string where(const llvm::Loop& loop) {
  if (const auto start = loop.getStartLoc()) return where(start);
  return where(*loop.getHeader()->getTerminator());
}

}  // namespace weir::hls
