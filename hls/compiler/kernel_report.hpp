/// What the compiler says about one kernel: ports, pipeline stages, ROMs and the trace of one frame
/// (`<module>.kernel.json`). Plain data without LLVM: rtl_wrap and codegen read it. Together with the FIFO rules it
/// fixes the cycle of every handshake.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir::hls {

struct KernelPort {
  std::string name;
  bool input = false;
  int bits = 0;
  int stage = 0;  ///< pipeline stage of its handshakes; inputs are at the gate stage
  bool operator==(const KernelPort&) const = default;
};

struct KernelRom {
  std::string name;
  int bits = 0;
  int depth = 0;
  bool external = false;  ///< contents in a hex file beside the RTL, one word per line
  bool operator==(const KernelRom&) const = default;
};

/// A table that another process writes between two calls: port `init_<name>`, words of an index of 32 bits above the
/// element.
struct KernelTable {
  std::string name;
  int bits = 0;
  bool operator==(const KernelTable&) const = default;
};

/// `n` times: advance dt slots, then read every input port in `reads` and write every output port in `writes`.
/// Bit k = k-th input (output) in argument order. dt of the very first event counts from slot -1.
/// A slot is a cycle in which nothing is waited for: every iteration of the loop has II of them, and does its I/O in
/// the first.
struct KernelStep {
  std::int64_t n = 0;
  std::int64_t dt = 0;
  std::uint32_t reads = 0;
  std::uint32_t writes = 0;
  bool operator==(const KernelStep&) const = default;
};

struct KernelSteps {
  std::int64_t repeat = 1;
  std::vector<KernelStep> steps;
  bool operator==(const KernelSteps&) const = default;
};

/// Of a kernel that was compiled for a clock.
struct KernelTiming {
  std::string delays;  ///< family and speed grade
  double clk_mhz = 0;
  double critical_path_ns = 0;             ///< estimated
  std::vector<std::string> critical_path;  ///< operations of the longest path, first one first
  bool operator==(const KernelTiming&) const = default;
};

struct KernelReport {
  static constexpr int schema_version = 1;
  std::string module;
  std::string top;
  int ii = 1;
  int stages = 0;
  int gate_stage = 0;
  std::int64_t iterations = 0;  ///< slots per frame, those without I/O included
  bool is_static = true;        ///< false: reads, writes and loop bounds depend on data; no iterations, no steps
  std::vector<KernelPort> ports;
  std::vector<KernelRom> roms;
  std::vector<KernelTable> tables;  ///< not in the JSON
  std::vector<KernelSteps> steps;
  double max_stage_delay = 0;  ///< of the delay model
  double latency_budget = 0;   ///< per stage, same unit; with `timing` both are in nanoseconds
  std::optional<KernelTiming> timing;
  bool operator==(const KernelReport&) const = default;
};

/// 16 hex digits: FNV-1a (64 bit, offset basis 14695981039346656037, prime 1099511628211) over the ASCII text
///   "<ii> <stages> <gate_stage> <iterations>;" then per port "<name> <i|o> <bits> <stage>;" then per block "<repeat>*"
///   and per step "<n>,<dt>,<reads>,<writes>;", all numbers decimal.
std::string schedule_hash(const KernelReport& report);

/// Throws weir::Error "kernel-json" on text that is not such a report, or whose hash does not fit its schedule.
KernelReport parse_kernel_report(const std::string& text, const std::string& where);
std::string to_json(const KernelReport& report);

/// Every I/O event of one frame: its slot and its masks.
struct KernelEvent {
  std::int64_t iteration = 0;
  std::uint32_t reads = 0;
  std::uint32_t writes = 0;
  bool operator==(const KernelEvent&) const = default;
};
std::vector<KernelEvent> expand(const KernelReport& report);

/// The shortest form we know of a list of events: one repeated block and a rest.
std::vector<KernelSteps> compress(const std::vector<KernelEvent>& events);

}  // namespace weir::hls
