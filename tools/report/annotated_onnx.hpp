/// The graph of stages as an ONNX model for viewers like Netron: a node per stage with what a simulation says of it as
/// attributes, FIFOs with depth and high water in the documentation of their tensors.
#pragma once
#include <string>

#include "tools/flow/simulate_flow.hpp"

namespace weir::tools {

/// Bytes of the model. Nodes are of domain "weir.stages", named as stages, by kind.
std::string annotated_onnx(const golden::StageGraph& graph, const SimulateOutcome& outcome);

}  // namespace weir::tools
