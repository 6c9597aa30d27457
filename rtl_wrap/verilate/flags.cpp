#include "rtl_wrap/verilate/flags.hpp"

namespace weir::rtl {

std::vector<std::string> code_flags(const std::string& compiler_version) {
  if (compiler_version.find("clang") != std::string::npos) return {"-march=native", "-fno-slp-vectorize"};
  return {"-march=native", "-fno-tree-slp-vectorize", "-fno-tree-ter"};
}

}  // namespace weir::rtl
