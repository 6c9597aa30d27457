#include "systemc/explain/what_if.hpp"

#include <algorithm>

#include "golden/network/fifos.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"

namespace weir::timing {

namespace {

/// A larger fold than the next few powers of two is no step anybody tries.
constexpr int kMostGrowth = 8;

bool is_legal(const golden::Network& network, const golden::Folding& folding) {
  Errors errors;
  validate(network, folding, errors);
  return errors.empty();
}

/// Twice the fold, else the next larger one that the layer allows.
std::optional<golden::Folding> grown(const golden::StageGraph& graph, const golden::Stage& stage,
                                     int golden::LayerFolding::*fold, WhatIf& entry) {
  golden::Folding folding = graph.folding;
  forget_fifos(folding);
  int& value = folding.layers[stage.name].*fold;
  value = entry.from = stage.folding.*fold;
  for (entry.to = 2 * entry.from; entry.to <= kMostGrowth * entry.from; ++entry.to) {
    value = entry.to;
    if (is_legal(*graph.network, folding)) return folding;
  }
  return std::nullopt;
}

/// The stage with the most work per frame.
std::string busiest(const SimulationResult& result) {
  const auto most = std::max_element(result.stages.begin(), result.stages.end(),
                                     [](const auto& a, const auto& b) { return a.work_cycles < b.work_cycles; });
  return most == result.stages.end() ? "" : most->name;
}

}  // namespace

std::vector<WhatIf> what_if(const golden::StageGraph& graph, const Profile& profile, const std::string& stage,
                            int frames) {
  const golden::Stage* found = graph.find_stage(stage);
  if (found == nullptr) throw Error("unknown-stage", graph.name + " has no stage \"" + stage + "\"");
  std::vector<WhatIf> entries;
  if (found->layer < 0) return entries;  // a converter's widths follow from its neighbours
  for (const auto& [name, fold] : {std::pair{"PE", &golden::LayerFolding::PE}, {"SIMD", &golden::LayerFolding::SIMD}}) {
    WhatIf entry{stage, name, 1, 1, 0, {}};
    const auto folding = grown(graph, *found, fold, entry);
    if (!folding) continue;
    try {
      const TimingGraph timing = make_timing_graph(golden::build_stage_graph(graph.network, *folding), profile);
      SimulationOptions options;
      options.frames = frames;
      const SimulationResult result = simulate_maxplus(timing, options);
      if (result.deadlock) continue;
      entry.interval_cycles = result.steady_interval_cycles;
      entry.next_bottleneck = busiest(result);
      entries.push_back(entry);
    } catch (const Error& error) {
      // The profile does not know the kind in that folding; or a depthwise window generator and its reader, which share
      // an order of elements, could only grow together.
      if (error.code != "no-schedule" && error.code != "element-order") throw;
    } catch (const Errors& errors) {
      // A larger fold may make a converter superfluous whose FIFO has a depth of its own.
      const auto& all = errors.list();
      if (!std::all_of(all.begin(), all.end(), [](const Error& e) { return e.code == "unknown-stream"; })) throw;
    }
  }
  return entries;
}

}  // namespace weir::timing
