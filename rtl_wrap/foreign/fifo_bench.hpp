/// The FIFOs of a stitched design side by side in one top of Weir's, so that one build tells about all of them
/// (cosim/fifo_measure.hpp).
#pragma once
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/foreign/layer_modules.hpp"

namespace weir::rtl {

constexpr const char* kFifoBenchTop = "weir_fifo_bench";

struct DesignFifo {
  std::string name;    ///< of its node in the network's file
  std::string module;  ///< "" where no instance is called so
  std::string stream;
  int stated_words = 0, word_bits = 0;
};

struct FifoBench {
  std::vector<DesignFifo> fifos;     ///< all that the graph's file has, in the order of its streams
  std::vector<std::size_t> benched;  ///< those with a module, in the order of the top's ports
  std::string source;                ///< Verilog of kFifoBenchTop
};

/// From the instances of a design.
FifoBench fifo_bench(const golden::StageGraph& graph, const DesignInstances& instances);

}  // namespace weir::rtl
