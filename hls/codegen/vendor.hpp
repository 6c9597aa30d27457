/// Scripts for the vendor's tools and the cores that move frames between memory and the network's streams.
#pragma once
#include <string>

#include "hls/codegen/project.hpp"

namespace weir::hls {

/// How words of a network input or output lie in memory: each in `beats` beats of `beat_bits` (8 * 2^n <= 512), lowest
/// bits first, unused top bits 0.
struct MemoryLayout {
  int beat_bits = 8;
  int beats = 1;
};
MemoryLayout memory_layout(const golden::Stream& stream);

/// data_movers/idma_<k>.cpp (memory -> stream) and odma_<k>.cpp (stream -> memory) of network input / output k.
std::string input_mover(const golden::Stream& stream, std::size_t k);
std::string output_mover(const golden::Stream& stream, std::size_t k);

/// vitis_hls.tcl: csim, csynth and export of every stage, of the top and of the data movers.
/// `library`: folder of kernels/, absolute or seen from the project.
std::string vitis_hls_script(const golden::StageGraph& graph, const ProjectOptions& options,
                             const std::string& library);
/// vivado_bitfile.tcl: block design for Zynq-7000 and Zynq UltraScale+ from the exported cores, to a bitfile.
std::string vivado_script(const golden::StageGraph& graph, const ProjectOptions& options);
/// vpp_xclbin.sh: compiles and links an xclbin for an Alveo platform with v++.
std::string vpp_script(const golden::StageGraph& graph, const ProjectOptions& options, const std::string& library);

}  // namespace weir::hls
