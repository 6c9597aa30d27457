#include "systemc/modules/behaviour.hpp"

#include "systemc/modules/dwc.hpp"
#include "systemc/modules/max_pool.hpp"
#include "systemc/modules/mvau.hpp"
#include "systemc/modules/sliding_window.hpp"
#include "systemc/modules/thresholding.hpp"

namespace weir::timing::modules {

namespace {

std::unique_ptr<Behaviour> behaviour_of(const golden::Mvau& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters& parameters) {
  return std::make_unique<MvauBehaviour>(kind, folding, parameters);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Thresholding& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters& parameters) {
  return std::make_unique<ThresholdingBehaviour>(kind, folding, parameters);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::Dwc& kind, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<DwcBehaviour>(kind);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::SlidingWindow& kind, const golden::LayerFolding& folding,
                                        const golden::Parameters&) {
  return std::make_unique<SlidingWindowBehaviour>(kind, folding);
}
std::unique_ptr<Behaviour> behaviour_of(const golden::MaxPool& kind, const golden::LayerFolding&,
                                        const golden::Parameters&) {
  return std::make_unique<MaxPoolBehaviour>(kind);
}

}  // namespace

std::unique_ptr<Behaviour> make_behaviour(const golden::StageGraph& graph, const golden::Stage& stage) {
  return std::visit(
      [&](const auto& kind) -> std::unique_ptr<Behaviour> {
        if constexpr (requires { behaviour_of(kind, stage.folding, graph.parameters(stage)); }) {
          return behaviour_of(kind, stage.folding, graph.parameters(stage));
        } else {
          throw Error("no-values", "stage " + stage.name + ": SystemC does not compute the values of " + kind.op_type,
                      "", "simulate times only");
        }
      },
      stage.kind);
}

}  // namespace weir::timing::modules
