/// A stitched design of others, layer by layer: every stage's module alone with golden's words, then the whole.
#pragma once
#include <vector>

#include "tools/flow/cosim_flow.hpp"

namespace weir::tools {

struct LayerOutcome {
  std::string stage, module;  ///< module "" = no instance of the design has one of the stage's names
  std::string problem;        ///< why there is no result, e.g. ports that do not fit; "" = there is one
  std::optional<rtl::CosimResult> result;
  bool is_equal() const { return result && result->equal(); }
};

struct LayersOutcome {
  std::vector<LayerOutcome> layers;  ///< by stage
  CosimOutcome whole;
  /// The first stage, in the order of the stream, whose module computes something else; null if none does.
  const LayerOutcome* culprit() const;
};

/// `request` as for the whole: an RTL folder and a top of others'. What fails of a single layer is told in its outcome;
/// throws what cosimulate() throws for the whole.
LayersOutcome cosimulate_layers(const golden::StageGraph& graph, const CosimRequest& request);

/// One line per layer and one for the whole; then where the fault is.
std::string layers_text(const LayersOutcome& outcome);

}  // namespace weir::tools
