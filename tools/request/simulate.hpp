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
  std::string depths;  ///< FILE, or FILE#BUILD
};

Form describe(SimulateOptions& options);

/// The request to run: engine, explanation and seeds as the options mean them. Without its profile chosen.
SimulateRequest request_of(const SimulateOptions& options);
/// States options.depths in `graph`, if there are any. Throws what state_pipeline_depths() throws.
void state_depths(const SimulateOptions& options, golden::StageGraph& graph);

}  // namespace weir::tools
