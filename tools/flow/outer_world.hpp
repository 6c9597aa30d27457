/// The world around a network as a user describes it: bursts of its inputs, pauses of its DMAs.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "systemc/process/timing_graph.hpp"

namespace weir::tools {

struct OuterWorld {
  /// "PATTERN" for all inputs or "STREAM=PATTERN" for one; PATTERN is the text of systemc/process/pace.hpp, or a file
  /// with it.
  std::vector<std::string> input_patterns;
  std::string dma_stall;   ///< text of systemc/process/pace.hpp; for outputs, and for inputs without a pattern
  std::uint64_t seed = 1;  ///< of random DMA stalls

  bool is_even() const { return input_patterns.empty() && dma_stall.empty(); }
};

/// Sets the patterns of sources and sinks. Throws Error input-pattern, dma-stall, unknown-stream, file.
void surround(timing::TimingGraph& graph, const OuterWorld& world);

}  // namespace weir::tools
