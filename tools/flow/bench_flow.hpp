/// The accelerator's synthetic benchmark, simulated: what calls with batches of several sizes take, without data
/// movement by the host, and the watts meanwhile.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "tools/flow/simulate_flow.hpp"

namespace weir::tools {

/// An estimate from measurements of one published design; never a measurement.
struct Watts {
  double fpga = 0, board = 0;
};

/// Null unless the profile has the four "power." parameters for the network.
std::optional<Watts> estimate_watts(const timing::Profile& profile, double frames_per_second);

struct BenchRequest {
  std::string profile;                                ///< empty: that of the network's own hardware
  std::vector<int> batch_sizes = {1, 10, 100, 1000};  ///< frames of a call
  double clk_mhz = 0, host_overhead_us = -1;          ///< as in SimulateRequest
  Progress progress = [](const std::string&) {};
};

struct BenchOutcome {
  timing::Profile profile;  ///< that of the network
  std::vector<Call> calls;  ///< one per batch size, in their order
  std::vector<std::optional<Watts>> watts;
};

/// One call per batch size, by the max-plus engine; calls do not overlap, so repeating one changes nothing.
/// Throws Errors usage, Error deadlock, and what profiles throw.
BenchOutcome bench_network(const golden::StageGraph& graph, const BenchRequest& request);

nlohmann::ordered_json bench_json(const BenchOutcome& outcome);
std::string bench_text(const BenchOutcome& outcome);

}  // namespace weir::tools
