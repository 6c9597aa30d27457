// All that asks the cards of the layer kinds (card.hpp), in one source, so that they are compiled once.
#include "golden/base/joined.hpp"
#include "systemc/generators/hlslib/processes.hpp"
#include "systemc/generators/kinds/all.hpp"
#include "systemc/generators/weir/schedules.hpp"

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
          Schedule schedule = closed_form(kind, stage);
          schedule.gate_stage = std::stoi(stage.implementation.attribute("gate_stage", "0"));
          return schedule;
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

std::vector<std::string> kinds_with_behaviour() {
  return golden::kinds_where([](const auto& kind) {
    return requires(const golden::LayerFolding& f, const golden::Parameters& p) { behaviour_of(kind, f, p); };
  });
}

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

namespace hlslib {

namespace {

template <class Kind>
concept Known = requires(const Kind& kind, const Site& site) {
  process(kind, site);
};

}  // namespace

std::vector<std::string> known_kinds() {
  return golden::kinds_where([]<class Kind>(const Kind&) { return Known<Kind>; });
}

RigidLoop make_process(const Site& site) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) -> RigidLoop {
        if constexpr (Known<Kind>) return process(kind, site);
        const std::string known = joined(known_kinds(), " ");
        throw Error("no-schedule",
                    "stage " + site.stage.name + ": the HLS library of 2020 has no process for " + Kind::op_type, "",
                    "known: " + known);
      },
      site.stage.kind);
}

}  // namespace hlslib

}  // namespace weir::timing
