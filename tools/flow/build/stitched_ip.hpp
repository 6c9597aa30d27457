/// What makes a folder of `weir rtl` FINN's stitched_ip/: the list of sources and a script for Vivado.
#pragma once
#include <filesystem>
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::tools::build {

/// all_verilog_srcs.txt (synthesis sources, one a line, from the folder) and make_project.tcl, which packs them as an
/// IP core, and as an RTL kernel (weir_top.xo) where XO=1. The script is written from documentation; no Vivado has run
/// it, but tests/vendor_scripts has, which knows the commands.
void write_stitched_ip_scripts(const golden::StageGraph& graph, const std::filesystem::path& folder,
                               const std::string& fpga_part, double clk_ns);

}  // namespace weir::tools::build
