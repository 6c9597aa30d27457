/// Registers of a foreign design's AXI-lite slaves, as the command line names them.
#pragma once
#include <string>
#include <vector>

#include "rtl_wrap/cosim/bench_ports.hpp"

namespace weir::tools {

/// Each text is PORT:ADDRESS=VALUE (written) or PORT:ADDRESS==VALUE (read and compared); @FILE as VALUE stands for a
/// row of registers, four bytes apart from ADDRESS on: a file with one hexadecimal number of at most 8 digits per line,
/// as FINN writes runtime_weights/*.dat. Throws Error usage, register-file, and what reading a file throws.
std::vector<rtl::RegisterWrite> read_register_writes(const std::vector<std::string>& texts);

}  // namespace weir::tools
