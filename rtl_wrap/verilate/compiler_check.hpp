/// Does the C++ compiler compute what a Verilated model asks for? Expressions that compilers are known to get wrong
/// (sums, plain and in trees with masks, of eight and more comparisons, stored in 8, 16 and 32 bits) are part of every
/// model's run-time and evaluated when it is loaded.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "rtl_wrap/verilate/toolchain.hpp"

namespace weir::rtl {

/// C++ that defines `extern "C" int <function>(const char** first)`: the number of expressions with any wrong value,
/// and the name of the first. Expected values come from loops over volatile numbers, which no compiler rewrites.
std::string compiler_check_source(const std::string& function);
/// Expressions in one such function.
int compiler_check_count();

/// One level of optimisation.
struct CompilerCheck {
  std::string level;  ///< "-O3"
  int wrong = 0;      ///< of compiler_check_count()
  std::string first;  ///< the first wrong one
};
/// Compiles the check with `flags` at every level of `levels` below `work` (made, and removed at the end), and runs it.
/// Throws Error cxx-failed, program-missing.
std::vector<CompilerCheck> check_compiler(const Toolchain& toolchain, const std::vector<std::string>& levels,
                                          const std::vector<std::string>& flags, const std::filesystem::path& work);

}  // namespace weir::rtl
