/// HLS C++ to SystemVerilog: one top function whose arguments are streams becomes one module, a single pipelined loop
/// with II 1, or the II that PIPELINE asks for; a top with DATAFLOW becomes a module per call and a top that connects
/// them (dataflow.hpp). What the compiler cannot turn into hardware is a weir::Error with file
/// and line; nothing is ignored.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hls/compiler/delays.hpp"
#include "hls/compiler/kernel_report.hpp"

namespace weir::hls {

namespace ir {
class Graph;
}

/// Combinational delay per pipeline stage, in the unit of the delay model (schedule.hpp): about one LUT with its wire.
constexpr double default_delay_budget = 8.0;

struct CompileOptions {
  std::filesystem::path source;
  std::vector<std::filesystem::path> more_sources;  ///< compiled as if included after it
  std::string top;           ///< function name as in the source (a free function without overloads)
  std::string module;        ///< name of the module; empty: the top's
  std::string strip_prefix;  ///< removed from names of tables, so that equal stages give equal text
  std::vector<std::filesystem::path> include_dirs;
  std::vector<std::string> defines;  ///< "NAME" or "NAME=VALUE"
  double delay_budget = default_delay_budget;
  std::optional<TargetClock> clock;             ///< instead of the budget: a clock to keep on an FPGA (delays.hpp)
  std::map<std::string, int> port_depths;       ///< of a DATAFLOW top: depth of the FIFO at an argument
  bool axi_top = false;                         ///< a top with AXI4-Stream ports and FIFOs around a single kernel too
  std::map<std::string, std::int64_t> scalars;  ///< value of an integer argument of the top, by its name
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

/// An argument of the top, or an element of one that is an array of streams.
struct DesignPort {
  std::string name;
  bool input = false;
  int bits = 0;
  int argument = 0, element = 0;
  std::int64_t words_per_call = 0;  ///< -1: depends on data
};

/// An argument among the AXI4-Lite registers of a top: an integer, or the address that a pointer holds.
struct DesignRegister {
  std::string name;
  int argument = 0;
  int address = 0;
  int bits = 0;
};

/// A pointer into memory: an AXI4 port m_axi_<name>.
struct DesignMemory {
  std::string name;
  int argument = 0;
  bool writes = false;
  int bits = 0;  ///< of a word
};

/// A design of one kernel, or of a DATAFLOW top and its distinct kernels.
struct CompiledDesign {
  std::vector<CompileResult> kernels;
  std::string top_verilog;  ///< <top>.sv; empty: the kernel is the design
  std::string top;
  std::vector<DesignPort> ports;
  std::vector<DesignRegister> registers;  ///< of a top with pointers into memory
  std::vector<DesignMemory> memories;
  /// What was chosen where the source leaves a choice, and pragmas without effect: each once, with its first place.
  std::vector<std::string> notes;
};

CompiledDesign compile_design(const CompileOptions& options);
/// The same for a top that is one kernel. Throws weir::Error "dataflow" for a DATAFLOW top.
CompileResult compile(const CompileOptions& options);

/// Writes <module>.sv, <module>.sim.sv, <module>.kernel.json and the ROM files of the result into `folder` (made if
/// missing).
void write_files(const CompileResult& result, const std::filesystem::path& folder);
/// The files of every kernel and, for a DATAFLOW top or an AXI one, <top>.sv, which needs hls/rtl/weir_fifo.sv beside
/// it, and <top>.ports.json.
void write_files(const CompiledDesign& design, const std::filesystem::path& folder);

}  // namespace weir::hls
