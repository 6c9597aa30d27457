/// The ports of a design as the test bench needs them, found by name and checked against the graph.
#pragma once
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

struct BoundaryPort {
  int stream = 0;  ///< index in the graph
  std::uint8_t *data = nullptr, *valid = nullptr, *ready = nullptr;
};

struct MonitorPort {
  const std::uint8_t *write_valid = nullptr, *write_data = nullptr, *read_valid = nullptr;
};

struct BenchPorts {
  std::uint8_t *clock = nullptr, *reset = nullptr;
  std::uint8_t reset_level = 0;  ///< of `reset`, that resets
  std::vector<std::uint8_t*> held_high;
  std::vector<BoundaryPort> sources, sinks;
  std::vector<MonitorPort> monitors;  ///< by stream; empty when the design has none
};

/// Those of RTL made by Weir: verilate/rtl_folder.hpp. Throws Errors rtl-port-missing and rtl-port-width, all at once.
BenchPorts find_ports(const Design& rtl, const golden::StageGraph& graph);

}  // namespace weir::rtl
