/// Assigns every node a pipeline stage behind one gate: as early as its inputs allow, as many operations per stage as
/// the delay budget takes. Loop-carried values stay in one stage each, or, with an II of n, spread over n stages behind
/// the gate: the next iteration is n cycles behind. All reads, and a credit for every write, happen
/// at the gate stage; a ROM read is registered (its word is there one stage later) unless the loop-carried value needs
/// it at once.
///
/// With the delays of an FPGA the budget is a time, words of tables are registered twice (a block RAM's own register is
/// slow), and a predicate that comes too late for the handshake of its gate is registered before it. LATENCY's maximum
/// then gives way to the clock.
#pragma once
#include <set>
#include <utility>
#include <vector>

#include "hls/compiler/delays.hpp"
#include "hls/compiler/ir.hpp"

namespace weir::hls {

struct Schedule {
  std::vector<int> stage;                   ///< of each node; -1: dead or constant
  std::vector<char> registered;             ///< stages that the word of a ROM arrives later
  std::vector<int> last_use;                ///< last stage that looks at the node, -1: none
  std::set<std::pair<ir::Id, int>> copies;  ///< wiring rebuilt in a later stage instead of being carried there
  int gate = 0;
  int stages = 1;
  double max_delay = 0;
  double budget = 0;
  std::vector<ir::Id> longest_path;  ///< of one stage, from its first operation on; with delays of an FPGA only

  /// First stage in which the value can be used.
  int available(ir::Id x) const { return stage[static_cast<std::size_t>(x)] + registered[static_cast<std::size_t>(x)]; }
  /// Stage at whose end a register takes its next value.
  int update_stage(const ir::Graph& g, const ir::Register& r) const;
};

/// Delay of one node, about one per LUT with its wire; of `fpga` in nanoseconds.
double delay_of(const ir::Graph& g, ir::Id x);
double delay_of(const ir::Graph& g, ir::Id x, const Delays& fpga);

/// Throws weir::Error: "latency" when the LATENCY pragma cannot be met (the hint says what can), "read-after-gate".
Schedule schedule(const ir::Graph& g, double budget, const Delays* fpga = nullptr);

}  // namespace weir::hls
