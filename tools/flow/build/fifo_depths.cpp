#include "tools/flow/build/fifo_depths.hpp"

#include <fmt/core.h>

#include "golden/network/fifos.hpp"

namespace weir::tools::build {

ChosenDepths choose_depths(const golden::StageGraph& graph, const FifoRequest& request) {
  const timing::TimingGraph timing = make_sizing_graph(graph, request);
  const timing::FifoSizing sizing = size_network_fifos(graph, timing, request);
  return {sized_folding(graph, sizing),
          fmt::format("{} FIFOs, method {}: {} RAMB18, {} LUT, {} bits{}", sizing.fifos.size(), request.method,
                      sizing.cost.bram18, sizing.cost.lut, sizing.cost.bits,
                      sizing.proven_minimal ? ", proven minimal" : "")};
}

nlohmann::ordered_json fifo_sizing_json(const golden::StageGraph& graph) {
  constexpr std::int64_t kBitsPerKilobyte = 8 * 1000;
  nlohmann::ordered_json depths = nlohmann::ordered_json::object(), sizes = depths;
  std::int64_t bits = 0;
  const std::vector<int> streams = golden::streams_by_finn_number(graph);
  for (std::size_t k = 0; k < streams.size(); ++k) {
    const golden::Stream& stream = graph.streams[static_cast<std::size_t>(streams[k])];
    if (!stream.has_fifo) continue;
    const std::string node = "StreamingFIFO_rtl_" + std::to_string(k);
    const std::int64_t depth = stream.depth_words, size = depth * stream.word_bits();
    depths[node] = depth;
    sizes[node] = size;
    bits += size;
  }
  return {{"fifo_depths", depths}, {"fifo_sizes", sizes}, {"total_fifo_size_kB", bits / kBitsPerKilobyte}};
}

}  // namespace weir::tools::build
