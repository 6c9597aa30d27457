/// Everything that `weir fifo` tells: the depths and what they cost, what the network's own depths did, the memories of
/// a part, and the same depths in the Verilated RTL.
#pragma once
#include <optional>

#include "golden/network/stage_graph.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/explain/deadlock_cure.hpp"
#include "systemc/explain/fifo_role.hpp"
#include "systemc/sizing/simulated/limiting.hpp"
#include "tools/flow/fifo_flow.hpp"
#include "tools/flow/fifo_part.hpp"
#include "tools/report/screen.hpp"

namespace weir::tools {

/// The depths that came with the network.
struct FifosBefore {
  timing::FifoCost cost;
  double interval_cycles = 0;  ///< steady, of a run of some frames
  std::optional<timing::Deadlock> deadlock;
  std::vector<timing::Cure> cures;  ///< of the deadlock: which FIFO needs how many words
  /// Which FIFOs cost throughput; of profile finn-hlslib-2020, whose published depths do.
  std::optional<timing::LimitingFifos> limiting;
};

/// Runs of the chosen depths in the Verilated RTL: one free, one with random stalls.
struct RtlCheck {
  int runs = 0, frames = 0;  ///< frames of each
  std::int64_t words_compared = 0, mismatches = 0, cycle_differences = 0;
  double interval_cycles = 0;  ///< steady, of the free run
  std::int64_t latency_cycles = 0;
  int deadlocks = 0;
  bool is_composed = false;
  bool is_equal() const { return mismatches == 0 && cycle_differences == 0 && deadlocks == 0; }
};

struct FifoOutcome {
  FifoRequest request;
  timing::TimingGraph graph;
  timing::FifoSizing sizing;
  FifosBefore before;
  std::vector<timing::FifoRole> roles;     ///< by stream
  std::optional<FifoPlacement> placement;  ///< where a part was named
  std::optional<RtlCheck> rtl;             ///< where it was asked for

  /// Nothing to find fault with?
  bool is_fine() const;
};

/// `attributes`: of FINN's layers. Throws what size_network_fifos(), place_fifos() and cosimulate() throw, and Error
/// no-rtl where RTL was asked for and there is none.
FifoOutcome find_fifos(const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                       const FifoRequest& request);

nlohmann::ordered_json fifo_json(const FifoOutcome& outcome);
std::string fifo_text(const FifoOutcome& outcome, const Screen& screen);

}  // namespace weir::tools
