/// Verilator and the C++ compiler: which they are, and compiling what Verilator wrote.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace weir::rtl {

/// Everything outside the sources that decides what a Verilated library contains.
struct Toolchain {
  std::string verilator_version, compiler_version;
  std::string cpu;                       ///< the code is built for this machine (-march=native)
  std::filesystem::path verilator_root;  ///< holds include/verilated.cpp
};
/// Throws Error program-missing when Verilator or g++ is absent.
Toolchain find_toolchain();

/// How one build goes; a null `log` is never passed.
struct CompileJob {
  const Toolchain& toolchain;
  std::filesystem::path folder;          ///< with Verilator's output, weir_runtime.h and the shim
  std::filesystem::path runtime_object;  ///< Verilator's run-time, from build_runtime()
  std::string optimisation = "-O3";      ///< of hot code
  std::vector<std::string> extra_flags;  ///< e.g. -include of an override header
  int jobs = 2;
};
/// Writes a Makefile and runs it; the result is `folder`/model.so. Returns the number of files compiled; appends the
/// compiler's output to `log`. Throws Error cxx-failed.
int compile_model(const CompileJob& job, const std::filesystem::path& log);

/// Verilator's run-time as one object, built once per toolchain below `cache`. Throws Error cxx-failed.
std::filesystem::path build_runtime(const Toolchain& toolchain, const std::filesystem::path& cache);

/// An Error made of a tool's output: its first complaint as the sentence, the next ones as the hint, the log as where.
[[noreturn]] void throw_tool_error(const std::string& code, const std::string& lead, const std::string& output,
                                   const std::string& mark, const std::filesystem::path& log);

}  // namespace weir::rtl
