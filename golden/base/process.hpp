/// Runs another program (compiler, Verilator, make) and waits for it; no shell in between.
///
/// The program and all that it starts form a process group of their own under a small guard process, which ends the
/// whole group when the thread that waits here is gone, however that ended: Ctrl-C, SIGTERM, a closed terminal,
/// SIGKILL.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace weir {

struct ProcessResult {
  int exit_code = 0;   ///< 128 + signal when killed
  std::string output;  ///< stdout and, unless apart, stderr, interleaved as written
  std::string errors;  ///< stderr, if apart
};

struct ProcessOptions {
  std::filesystem::path folder;  ///< working folder; empty keeps the current one
  bool are_errors_apart = false;
  /// Called several times a second while the program runs; may be empty. What it throws ends the program and all that
  /// it started, and is thrown on.
  std::function<void()> tick;
  std::vector<std::string> variables{};  ///< "NAME=value", added to the environment
};

/// `arguments[0]` is looked up on PATH. Throws Error program-missing when it cannot be started.
ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessOptions& options);
ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {});

/// Folder of the running executable.
std::filesystem::path executable_folder();

}  // namespace weir
