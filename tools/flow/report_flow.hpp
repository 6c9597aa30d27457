/// Everything that the page of `weir report` shows: the simulation with the network's own FIFOs and with those that
/// `weir fifo` proposes, each with its way in time, and FINN's estimate per layer.
#pragma once
#include "systemc/explain/timeline.hpp"
#include "tools/flow/fifo_outcome.hpp"
#include "tools/flow/simulate_flow.hpp"

namespace weir::tools {

struct ReportRequest {
  SimulateRequest simulation;
  FifoRequest fifos;
  std::string part = golden::kDefaultPart;  ///< of the estimate
  bool with_fifos = true;                   ///< search for better depths
};

/// One set of FIFO depths.
struct ReportSide {
  golden::StageGraph graph;
  SimulateOutcome simulation;
  std::optional<timing::Timeline> timeline;
};

struct ReportOutcome {
  ReportSide built;
  std::optional<ReportSide> proposed;
  std::optional<FifoOutcome> fifos;
  std::string no_fifos;  ///< why no depths are proposed
  std::optional<golden::Estimate> estimate;
};

/// How a simulation of `graph` goes in time, in about `buckets` buckets per part. Nothing after one frame or a
/// deadlock, with stalls, or where the frames have too many words.
std::optional<timing::Timeline> timeline_of(const golden::StageGraph& graph, const SimulateOutcome& simulation,
                                            int buckets);

/// Throws what simulate_network() throws.
ReportOutcome make_report(const golden::StageGraph& graph, const ReportRequest& request);

}  // namespace weir::tools
