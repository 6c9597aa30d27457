/// The weight memories of FINN's designs, written from the network: published designs leave them out.
#pragma once
#include <optional>
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::rtl {

/// The text of the memory file `asked` ("/tmp/.../code_gen_ipgen_MVAU_hls_3_en1zw_ib/memblock.dat") of a memstream of
/// an MVAU or VVAU: one word per line in hexadecimal digits, PE rows of SIMD weights with the first weight of the first
/// row lowest, for nf, for sf (golden/layers/mvau.hpp). The layer is the one whose name the path holds; nullopt if none
/// or several do, or the file is no memblock.
std::optional<std::string> finn_weight_memory(const golden::StageGraph& graph, const std::string& asked);

}  // namespace weir::rtl
