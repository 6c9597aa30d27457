/// How every C++ compiler is called on what Verilator writes, here and in the tests: one definition, so that a test
/// sees what a user gets.
#pragma once
#include <string>
#include <vector>

namespace weir::rtl {

/// Levels of hot code (evaluated in every cycle), cold code (set-up), and Verilator's run-time.
struct Optimisation {
  std::string hot = "-O3", cold = "-O1", runtime = "-O2";
};
/// Nothing that a compiler might get wrong: the build that decides whether the RTL or the compiler is at fault.
inline Optimisation no_optimisation() { return {"-O0", "-O0", "-O0"}; }

/// Flags of every level. The SLP vectorizer stays off: g++ 12.2's negates sums of eight or more comparisons of bytes
/// that are stored in a byte, and clang's has failed on Verilator's output, too. g++'s -ftree-ter would join the
/// comparisons of many thresholds into one expression, on which its pass "combine" works for minutes.
/// `compiler_version`: first line of what the compiler prints for --version.
std::vector<std::string> code_flags(const std::string& compiler_version);

}  // namespace weir::rtl
