/// Runs another program (compiler, Verilator, make) and waits for it; no shell in between.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace weir {

struct ProcessResult {
  int exit_code = 0;   ///< 128 + signal when killed
  std::string output;  ///< stdout and stderr, interleaved as written
};

/// `arguments[0]` is looked up on PATH. `folder` is the working folder; empty keeps the current one.
/// Throws Error program-missing when it cannot be started.
ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {});

/// Folder of the running executable.
std::filesystem::path executable_folder();

}  // namespace weir
