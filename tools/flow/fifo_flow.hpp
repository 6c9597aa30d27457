/// FIFO depths as `weir fifo` finds them: by search with proof, by simulation, or by FINN's method, as profile and
/// method ask for.
#pragma once
#include <nlohmann/json.hpp>

#include "systemc/schedule/timing_graph.hpp"
#include "systemc/sizing/sizing.hpp"

namespace weir::tools {

struct FifoRequest {
  std::string profile = "weir";
  std::string objective = "throughput";  ///< throughput, latency or deadlock-free
  std::string method = "minimal";        ///< minimal, or largefifo: FINN's peaks of two frames
  bool finn_rounding = false;            ///< of largefifo
  std::int64_t target_interval_cycles = 0;
  double margin_percent = 0;
  bool reasons = false;     ///< and margins, even where they take minutes
  int systemc_stalls = -1;  ///< SystemC runs with random stalls; -1: 4, for large networks 1
  const timing::SizingControl* control = nullptr;

  /// Does it end in a proof?
  bool is_search() const { return method == "minimal" && profile == "weir"; }
};

/// Every combination that makes no sense: Error usage or unknown-profile.
void check(const FifoRequest& request);
/// `graph` has the timing of request.profile. Throws what size_fifos() throws.
timing::FifoSizing size_network_fifos(const timing::TimingGraph& graph, const FifoRequest& request);
timing::SizingOptions sizing_options(const timing::TimingGraph& graph, const FifoRequest& request);
nlohmann::ordered_json sizing_json(const timing::FifoSizing& sizing, const timing::TimingGraph& graph,
                                   const FifoRequest& request);

/// `folding` with the depths of `sizing`.
golden::Folding sized_folding(golden::Folding folding, const timing::FifoSizing& sizing);

}  // namespace weir::tools
