/// SystemVerilog from one schedule, in two variants with the same module name, ports and cycles:
/// Exact: every signal as wide as its value, for synthesis. Simulation: 32- and 64-bit containers and few masks, for
/// Verilator; with WEIR_ACTIVITY defined it has one more output, activity[k]: stage k moves in this cycle. Style: one
/// gate with credits; nothing stalls behind it; data registers run free; `last ? init : next` on loop-carried
/// registers; synchronous reset of valid bits and loop-carried registers only.
#pragma once
#include <string>

#include "hls/compiler/ir.hpp"
#include "hls/compiler/kernel_report.hpp"
#include "hls/compiler/schedule.hpp"

namespace weir::hls {

enum class Variant { Exact, Simulation };

std::string emit(const ir::Graph& g, const Schedule& s, const KernelReport& report, Variant variant);

/// Contents of a table for $readmemh: one word per line.
std::string hex_text(const ir::Memory& memory);

}  // namespace weir::hls
