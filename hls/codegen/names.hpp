/// Names that must be legal in C++ and SystemVerilog at once, and as file names.
#pragma once
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::hls {

constexpr const char* kTopName = "weir_top";  ///< network top: C++ function and SystemVerilog module

/// Throws Errors hls-name: a stage whose name is no identifier, is a keyword, or is taken by what we generate; two
/// streams whose word files would have one name; hls-words: a stage whose file states words that no kernel of ours has.
void require_names(const golden::StageGraph& graph);

/// Name of the file that holds a stream's words in a C simulation: the stream's name with what a file system may
/// refuse replaced by '_', and ".bin".
std::string words_file_name(const golden::Stream& stream);

}  // namespace weir::hls
