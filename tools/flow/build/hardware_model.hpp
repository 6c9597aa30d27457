/// The hardware layers of a build as an ONNX model, for functions between steps and for viewers: FINN's node names, op
/// types and attributes, tensors with shapes and FINN's data types. Weights and thresholds are not in it.
#pragma once
#include <nlohmann/json.hpp>

#include "golden/finn/hardware_node.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::tools::build {

/// Bytes of the model. Nodes are of FINN's domains, e.g. "MVAU_hls" named "MVAU_hls_0"; the attributes are those of
/// final_hw_config.json and the layer's own (MW, MH, inputDataType, ...).
std::string hardware_model(const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                           const std::string& fpga_part);

struct ChangedHardware {
  golden::Folding folding;
  golden::AttributeTable attributes;
};

/// `changes` are attributes of nodes by the names above, those that changed alone: {"MVAU_hls_0": {"PE": 4}}. Folding
/// attributes count as in a folding file; depths as FINN inserts FIFOs: a stream's is the larger of its producer's
/// outFIFODepths and its consumer's inFIFODepths. Throws Errors unknown-attribute for what says what a layer computes.
ChangedHardware with_changes(const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                             const nlohmann::ordered_json& changes, const std::string& where);

}  // namespace weir::tools::build
