/// The weight memories of FINN's designs, written from the network: published designs leave them out.
#pragma once
#include <optional>
#include <string>

#include "golden/network/stage_graph.hpp"
#include "golden/values/words.hpp"

namespace weir::rtl {

/// The text of the memory file `asked` ("/tmp/.../code_gen_ipgen_MVAU_hls_3_en1zw_ib/memblock.dat") of a memstream of
/// an MVAU or VVAU: one word per line in hexadecimal digits, PE rows of SIMD weights with the first weight of the first
/// row lowest, for nf, for sf (golden/layers/mvau.hpp). The layer is the one whose name the path holds; nullopt if none
/// or several do, or the file is no memblock.
std::optional<std::string> finn_weight_memory(const golden::StageGraph& graph, const std::string& asked);

/// The same words, of the only stage of `graph`, as they come by a stream: one pass of the matrix. nullopt if it is no
/// MVAU or VVAU with weights of its own.
std::optional<golden::Words> finn_weight_words(const golden::StageGraph& graph);

/// The words of such a stream alone, `frames` passes of it, for a memstream without its matrix unit: a graph of one
/// stage that has no input.
struct WeightStream {
  golden::StageGraph graph;
  golden::Words words;
};
std::optional<WeightStream> finn_weight_stream(const golden::StageGraph& graph, int frames);

}  // namespace weir::rtl
