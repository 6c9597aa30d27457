#include "systemc/generators/weir/schedules.hpp"

#include "systemc/generators/weir/concat.hpp"
#include "systemc/generators/weir/dwc.hpp"
#include "systemc/generators/weir/elementwise.hpp"
#include "systemc/generators/weir/label_select.hpp"
#include "systemc/generators/weir/max_pool.hpp"
#include "systemc/generators/weir/mvau.hpp"
#include "systemc/generators/weir/picture.hpp"
#include "systemc/generators/weir/pool.hpp"
#include "systemc/generators/weir/sliding_window.hpp"
#include "systemc/generators/weir/thresholding.hpp"
#include "systemc/generators/weir/vvau.hpp"

namespace weir::timing {

std::vector<std::string> kinds_with_closed_form() {
  return golden::kinds_where([](const auto& kind) {
    return requires(const golden::Stage& s) { closed_form(kind, s); };
  });
}

Schedule make_schedule(const golden::Stage& stage) {
  return std::visit(
      [&](const auto& kind) -> Schedule {
        if constexpr (requires { closed_form(kind, stage); }) {
          return closed_form(kind, stage);
        } else {
          throw Error("no-schedule", "stage " + stage.name + ": no schedule for " + kind.op_type + " in profile weir");
        }
      },
      stage.kind);
}

TimingGraph make_timing_graph(const golden::StageGraph& graph) {
  return make_timing_graph(graph, [](const golden::Stage& stage) {
    return TimingStage{stage.name, golden::op_type(stage.kind), make_schedule(stage), stage.inputs, stage.outputs};
  });
}

}  // namespace weir::timing
