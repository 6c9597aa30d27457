/// The driver package: driver.py (our own; for the simulated overlay of Weir's Python module and for a PYNQ board),
/// io_shape.json with what it has to know about the accelerator, and network.h5 for the simulated overlay.
#pragma once
#include <filesystem>

#include "golden/network/stage_graph.hpp"

namespace weir::tools::build {

/// Into a folder that is created if need be. `profile`: whose timing the simulated overlay has; a file is copied.
/// Throws Error driver-ports for a network of several inputs or outputs.
void write_driver(const golden::StageGraph& graph, const std::filesystem::path& folder, double clk_ns,
                  const std::string& profile);

}  // namespace weir::tools::build
