/// Everything that explains a simulation: the circle that sets the interval, the first frame's way through the stages,
/// what a larger fold of the bottleneck would do, and FINN's estimate.
#pragma once
#include "golden/finn/report.hpp"
#include "golden/network/stage_graph.hpp"
#include "systemc/explain/critical_cycle.hpp"
#include "systemc/explain/waterfall.hpp"
#include "systemc/explain/what_if.hpp"

namespace weir::tools {

struct Explanation {
  std::optional<timing::CriticalCycle> circle;
  int circle_frames = 0;       ///< of the run it was found in
  std::string no_circle;       ///< why there is none
  std::string bottleneck;      ///< the stage that works longest in the circle; without circle that with most work
  double interval_cycles = 0;  ///< as measured
  std::vector<timing::WaterfallStage> waterfall;
  std::vector<timing::WhatIf> what_if;
  std::optional<golden::NetworkPerformance> estimate;
  std::string no_estimate;  ///< why there is none
  std::string left_out;     ///< what took too long for a network of this size, and how to get it; "" if nothing did
};

/// What to find: everything, or - of networks with very many words per frame - what needs no run of its own.
enum class Effort { OfSize, Whole };

/// `result` is a run of `timing`, made from `graph` with `profile`, without stalls and without deadlock.
Explanation explain(const golden::StageGraph& graph, const timing::TimingGraph& timing, const timing::Profile& profile,
                    const timing::SimulationResult& result, int frames, double clk_mhz, Effort effort);

}  // namespace weir::tools
