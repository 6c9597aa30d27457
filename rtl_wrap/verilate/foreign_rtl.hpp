/// RTL that Weir did not make, prepared for Verilator: a stitched design of FINN (all_verilog_srcs.txt), the
/// syn/verilog folder of Vitis HLS, or any folder of Verilog and SystemVerilog.
///
/// Such sources name their memory files ("./rom.dat") relative to a folder of the machine that made them. They are
/// copied to `work` with every string that ends in the name of a .dat, .mem, .hex, .init or .coe file below `folder`
/// replaced by that file's place; the originals stay as they are. A file that stands in several folders with the same
/// text is taken once.
#pragma once
#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::rtl {

/// Throws what rtl_folder_of_sources() throws.
RtlFolder adopt_foreign_rtl(const std::filesystem::path& folder, const std::string& top,
                            const std::filesystem::path& work);

}  // namespace weir::rtl
