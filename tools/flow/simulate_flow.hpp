/// From a StageGraph to everything that `weir simulate` tells: the run, what explains it, what a call takes, what would
/// open a deadlock, and the same from the Verilated RTL where there is any.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "systemc/engines/batch.hpp"
#include "systemc/explain/deadlock_cure.hpp"
#include "systemc/explain/held_words.hpp"
#include "systemc/explain/steady_shares.hpp"
#include "systemc/profile/profile.hpp"
#include "systemc/sizing/cost/cost.hpp"
#include "tools/flow/cosim_flow.hpp"
#include "tools/flow/explain_flow.hpp"
#include "tools/flow/outer_world.hpp"
#include "tools/report/batch_report.hpp"

namespace weir::tools {

struct SimulateRequest {
  std::string
      profile;  ///< a name of systemc/profile, or a .json file of the same shape; empty: as the network's file says
  std::string engine;            ///< "systemc" or "maxplus"; empty: SystemC, and the RTL where there is any
  int frames = 0;                ///< 0: as many as the profile's pipelines need to show their steady state
  double clk_mhz = 0;            ///< 0: the profile's, or 100
  double host_overhead_us = -1;  ///< below 0: the profile's, or none
  bool every_frame = false, with_memory = false;
  bool with_explanation = true;
  Effort effort = Effort::OfSize;  ///< of the explanation
  timing::Stalls stalls;
  OuterWorld world;
  Progress progress = [](const std::string&) {};
  const std::atomic<bool>* stop = nullptr;  ///< as in SimulationOptions
};

struct RtlMeasurement {
  std::int64_t cycles = 0, latency_cycles = 0;
  double interval_cycles = 0;  ///< steady; 0 after one frame
  std::int64_t cycle_differences = 0;
  PerformanceRun performance;
};

/// The words that a rigid pipeline holds back, from a run of `frames` frames.
struct Cause {
  int frames = 0;
  std::vector<timing::HeldWords> held;
};

/// What pipeline depths by class, instead of stated ones, may make of the result.
struct DepthSpread {
  std::vector<std::string> stages;  ///< whose depths nobody states
  std::int64_t latency_low = 0, latency_high = 0;
  std::int64_t interval_low = 0, interval_high = 0;
};

struct SimulateOutcome {
  SimulateRequest request;  ///< with frames, clock and overhead chosen
  timing::Profile profile;  ///< that of the network
  timing::Batch batch;
  PerformanceRun performance;  ///< of the simulation, in FINN's terms
  Call call;
  Cause cause;
  std::vector<timing::Cure> cures;             ///< of a deadlock
  std::optional<timing::SteadyShares> steady;  ///< without stalls
  timing::FifoCost fifo_cost;
  std::optional<Explanation> explanation;
  std::optional<DepthSpread> depths;
  std::optional<RtlMeasurement> rtl;
  std::string no_rtl;  ///< why it was not run though the engine was left open
};

/// Throws Errors usage, Error stopped, and what profiles, engines and co-simulation throw.
SimulateOutcome simulate_network(const golden::StageGraph& graph, SimulateRequest request);
nlohmann::ordered_json outcome_json(const SimulateOutcome& outcome);

}  // namespace weir::tools
