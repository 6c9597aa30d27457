/// A StageGraph as a C++ project for Vitis HLS: one source per stage, the network as a DATAFLOW top, a self-checking
/// C simulation that needs clang++-19 alone, scripts for Vitis HLS, Vivado and v++, and a README with the commands.
///
///   weir_top.cpp weir_top.hpp   src/<stage>.cpp src/<stage>.params.h   csim/   data_movers/   vectors/ (when written)
///   vitis_hls.tcl vivado_bitfile.tcl vpp_xclbin.sh README.md   and with `standalone` include/ kernels/
#pragma once
#include <filesystem>

#include "golden/network/words.hpp"

namespace weir::hls {

struct ProjectOptions {
  bool standalone =
      false;  ///< copy kernels/ (vendor and C simulation) and include/ (C simulation only) into the project
  std::string part = "xc7z020clg400-1";
  double clk_ns = 10;
  std::string platform = "xilinx_u250_gen3x16_xdma_4_1_202210_1";  ///< for v++
};

/// Throws Error no-hls (a stage without kernel), hls-name, resources-missing, output-unwritable. All stages are
/// described before the first file is written.
void write_hls_project(const golden::StageGraph& graph, const std::filesystem::path& folder,
                       const ProjectOptions& options = {});

/// Writes src/<stage>.cpp and, if it has tables, src/<stage>.params.h below `folder`.
void write_stage_source(const golden::StageGraph& graph, const golden::Stage& stage,
                        const std::filesystem::path& folder);

/// Writes the words of whole frames of one stream to <folder>/<stream>.bin, where csim looks for them (folder
/// "vectors").
void write_csim_words(const std::filesystem::path& folder, const golden::Stream& stream, const golden::Words& words);

}  // namespace weir::hls
