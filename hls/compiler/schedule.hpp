/// Assigns every node a pipeline stage behind one gate: as early as its inputs allow, as many operations per stage as
/// the delay budget takes. Loop-carried values stay in one stage each, or, with an II of n, spread over n stages behind
/// the gate: the next iteration is n cycles behind. All reads, and a credit for every write, happen
/// at the gate stage; a ROM read is registered (its word is there one stage later) unless the loop-carried value needs
/// it at once.
#pragma once
#include <set>
#include <utility>
#include <vector>

#include "hls/compiler/ir.hpp"

namespace weir::hls {

struct Schedule {
  std::vector<int> stage;                   ///< of each node; -1: dead or constant
  std::vector<char> registered;             ///< ROM loads whose word arrives one stage later
  std::vector<int> last_use;                ///< last stage that looks at the node, -1: none
  std::set<std::pair<ir::Id, int>> copies;  ///< wiring rebuilt in a later stage instead of being carried there
  int gate = 0;
  int stages = 1;
  double max_delay = 0;
  double budget = 0;

  /// First stage in which the value can be used.
  int available(ir::Id x) const { return stage[static_cast<std::size_t>(x)] + registered[static_cast<std::size_t>(x)]; }
  /// Stage at whose end a register takes its next value.
  int update_stage(const ir::Graph& g, const ir::Register& r) const;
};

/// Delay of one node, about one per LUT with its wire.
double delay_of(const ir::Graph& g, ir::Id x);

/// Throws weir::Error: "latency" when the LATENCY pragma cannot be met (the hint says what can), "read-after-gate".
Schedule schedule(const ir::Graph& g, double budget);

}  // namespace weir::hls
