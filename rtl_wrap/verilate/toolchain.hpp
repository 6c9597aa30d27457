/// Verilator and the C++ compiler: which they are, and compiling what Verilator wrote.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "rtl_wrap/verilate/flags.hpp"

namespace weir::rtl {

/// Everything outside the sources that decides what a Verilated library contains.
struct Toolchain {
  std::string verilator_version, compiler_version;
  std::string verilator = "verilator";   ///< $WEIR_VERILATOR, else the newest on PATH
  std::string compiler = "g++";          ///< looked up on PATH
  std::string cpu;                       ///< the code is built for this machine (-march=native)
  std::filesystem::path verilator_root;  ///< holds include/verilated.cpp
};
/// Throws Error program-missing when Verilator or g++ is absent, or $WEIR_VERILATOR is no Verilator.
Toolchain find_toolchain();

/// Of all that a Toolchain is.
std::string toolchain_hash(const Toolchain& toolchain);

/// How one build goes; a null `log` is never passed.
struct CompileJob {
  const Toolchain& toolchain;
  std::filesystem::path folder;   ///< with Verilator's output, weir_runtime.h and the shim
  std::filesystem::path runtime;  ///< Verilator's run-time, from build_runtime()
  Optimisation optimisation;
  std::vector<std::string> extra_flags;  ///< e.g. -include of an override header
  int jobs = 2;
  std::function<void()> tick;  ///< as ProcessOptions::tick
};
/// Writes a Makefile and runs it; the result is `folder`/model.so. Returns the number of files compiled; appends the
/// compiler's output to `log`. Throws Error cxx-failed.
int compile_model(const CompileJob& job, const std::filesystem::path& log);

/// A folder of objects, built once per toolchain and optimisation below `cache`: Verilator's run-time, and the compiler
/// check (compiler_check.hpp) at every level that occurs in the model, behind weir_model_check(). Throws Error
/// cxx-failed, cache-unwritable.
std::filesystem::path build_runtime(const Toolchain& toolchain, const Optimisation& optimisation,
                                    const std::filesystem::path& cache, const std::function<void()>& tick);

/// An Error made of a tool's output: its first complaint as the sentence, the next ones as the hint, the log as where.
[[noreturn]] void throw_tool_error(const std::string& code, const std::string& lead, const std::string& output,
                                   const std::string& mark, const std::filesystem::path& log);

}  // namespace weir::rtl
