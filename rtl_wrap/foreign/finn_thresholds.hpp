/// The threshold memories of FINN's designs, written from the network: published designs leave them out.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

/// The text of the memory file `asked`, one word per line in hexadecimal digits, of the layer that it names:
/// - "<path>threshs_<pe>_<stage>.dat" of Thresholding_rtl, a binary search: for every fold of the channels, the 2^stage
///   thresholds that the stage may compare with. How many channels its memories hold (one fold, where all share a row)
///   and what BIAS it adds is read in `sources`, where THRESHOLDS_PATH is <path>: releases whose BIAS is below ActVal
///   have a row that is a step short begin with one that always fires, others leave the last step out.
/// - "memblock.dat", "memblock_0.dat", ... of a Thresholding by HLS whose thresholds a memstream sends: per fold PE
/// rows
///   with the last step of row 0 lowest.
/// - "...threshs_<pe>_<step>_ROM_...dat", "..._<k>_..." (k = pe * steps + step), "..._m_thresholds_<k>_rom.dat",
/// without
///   number where there is one: ROMs that Vitis HLS makes of a table in a kernel, a word per fold. Vitis drops upper
///   bits that it does not need; here are 32, and $readmemh takes the lowest.
/// nullopt if the path names no layer with thresholds or the form is another one, or `sources` do not tell what
/// matters.
std::optional<std::string> finn_threshold_memory(const golden::StageGraph& graph, const std::string& asked,
                                                 const std::vector<std::filesystem::path>& sources);

}  // namespace weir::rtl
