/// What makes a folder of `weir rtl` FINN's stitched_ip/: the list of sources and a script for Vivado.
#pragma once
#include <filesystem>
#include <string>

namespace weir::tools::build {

/// all_verilog_srcs.txt (synthesis sources, one a line, from the folder) and make_project.tcl, which packs them as an
/// IP core. The script is written from documentation; no Vivado has run it.
void write_stitched_ip_scripts(const std::filesystem::path& folder, const std::string& fpga_part, double clk_ns);

}  // namespace weir::tools::build
