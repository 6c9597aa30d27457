/// HLS C++ to SystemVerilog: one top function whose arguments are streams becomes one module, a single pipelined loop
/// with II 1, or the II that PIPELINE asks for. What the compiler cannot turn into hardware is a weir::Error with file
/// and line; nothing is ignored.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "hls/compiler/kernel_report.hpp"

namespace weir::hls {

namespace ir {
class Graph;
}

/// Combinational delay per pipeline stage, in the unit of the delay model (schedule.hpp): about one LUT with its wire.
constexpr double default_delay_budget = 8.0;

struct CompileOptions {
  std::filesystem::path source;
  std::string top;           ///< function name as in the source (a free function without overloads)
  std::string module;        ///< name of the module; empty: the top's
  std::string strip_prefix;  ///< removed from names of tables, so that equal stages give equal text
  std::vector<std::filesystem::path> include_dirs;
  std::vector<std::string> defines;  ///< "NAME" or "NAME=VALUE"
  double delay_budget = default_delay_budget;
  std::string clang = "clang++-19";
  /// Sees the IR after every pass ("build", "balance", "narrow", "narrow again"); may be empty.
  std::function<void(const ir::Graph&, const std::string& pass)> after_pass;
};

struct CompileResult {
  std::string verilog;     ///< exact widths, for synthesis: <module>.sv
  std::string simulation;  ///< same module in machine-word containers, for Verilator: <module>.sim.sv
  std::vector<std::pair<std::string, std::string>> rom_files;  ///< name and hex text of tables defined in the source
  KernelReport report;
};

CompileResult compile(const CompileOptions& options);

/// Writes <module>.sv, <module>.sim.sv, <module>.kernel.json and the ROM files of the result into `folder` (made if
/// missing).
void write_files(const CompileResult& result, const std::filesystem::path& folder);

}  // namespace weir::hls
