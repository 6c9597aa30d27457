/// The self-checking C simulation of a generated project: text of its source and build files.
#pragma once
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"

namespace weir::hls {

/// "void weir_top(hls::stream<ap_uint<64> >& in0, ...)": graph inputs, then graph outputs.
std::string top_signature(const golden::StageGraph& graph);
/// weir_top.hpp: declarations of the top and of every stage.
std::string top_header(const golden::StageGraph& graph);
/// Blocks with branches (golden/network/blocks.hpp) that have a DATAFLOW function of their own in weir_top.cpp: each
/// can be the top of an IP.
std::vector<std::string> block_functions(const golden::StageGraph& graph);
/// weir_top.cpp: a DATAFLOW function per such block, and the top that calls them and the other stages; one FIFO per
/// inner stream.
std::string top_source(const golden::StageGraph& graph);

/// csim/csim_main.cpp: runs the stages one by one and then the top, and compares every stream that has a file.
std::string csim_main(const golden::StageGraph& graph);
/// csim/csim_support.hpp: what csim_main.cpp needs, the same in every project.
std::string csim_support();
/// csim/CMakeLists.txt. `library`: default of WEIR_HLS, seen from the folder csim.
std::string csim_build(const golden::StageGraph& graph, const std::string& library);

}  // namespace weir::hls
