/// What yosys' synth_ecp5 makes of a whole RTL folder, as an RTL folder that is co-simulated like any other: the
/// netlist of the top, yosys' own simulation models of its cells, and rtl_wrap/vendor's model of block RAM, which yosys
/// lacks.
///
/// The streams' monitors are ports of the netlist (WEIR_MONITOR), so every word and every cycle between stages is
/// compared; the nets that they show are therefore kept through synthesis.
#pragma once
#include <functional>

#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::rtl {

/// Options of synth_ecp5 in netlists and bitstreams alike: wide multiplexers of ECP5 cost more than they save.
constexpr const char* kSynthEcp5 = "synth_ecp5 -nowidelut";

/// The sources for synthesis, below `rtl.folder`, in which yosys is to run because of the tables' names.
std::vector<std::string> synthesis_sources(const RtlFolder& rtl);

/// Runs `script` in `folder`, told as `what` while it lasts. Throws Error program-missing; synthesis-failed with yosys'
/// own words.
void run_yosys(const std::string& script, const std::filesystem::path& folder, const std::string& what,
               const std::function<void(const std::string&)>& progress);

/// Fills `folder`, which exists. Throws what run_yosys() throws; Error netlist-cells where a cell of the netlist, or
/// yosys' library, has no simulation model.
void write_netlist_folder(const RtlFolder& rtl, const std::filesystem::path& folder,
                          const std::function<void(const std::string&)>& progress);

}  // namespace weir::rtl
