/// What `weir simulate` and Model.simulate are asked.
#pragma once
#include "tools/flow/simulate_flow.hpp"
#include "tools/request/common.hpp"

namespace weir::tools {

struct SimulateOptions {
  NetworkRequest network;
  SimulateRequest request;
  std::optional<bool> explain;
  std::uint64_t seed = 1;
  bool shows_all = false;
  std::string output, finn_schema = "dev", trace, csv, onnx;
  std::string depths;     ///< FILE, or FILE#BUILD
  std::string fpga_part;  ///< "": the build's, else one with DSP48
  /// That the hardware runs at; 0: the one that it is made for, request.clk_mhz. It scales times, no cycle.
  double run_clk_mhz = 0;
};

Form describe(SimulateOptions& options);

/// The request to run: engine, explanation and seeds as the options mean them. Without its profile chosen.
SimulateRequest request_of(const SimulateOptions& options);
/// States in `graph` what its files do not: the part and the clock asked for, and options.depths. Throws Error
/// fpga-part and what state_pipeline_depths() throws.
void state_depths(const SimulateOptions& options, golden::StageGraph& graph);

}  // namespace weir::tools
