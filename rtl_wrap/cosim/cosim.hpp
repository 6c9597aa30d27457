/// Co-simulation: the Verilated RTL of a StageGraph runs with sources and sinks (systemc/process/stalls.hpp), every
/// word of every stream is compared with golden and every transfer's cycle with SystemC, while they happen.
///
/// Per cycle: sources and sinks set their inputs, the design settles, handshakes are observed, the clock rises. A
/// source offers its next word from the first open cycle after the previous one was accepted until it is accepted; a
/// sink is ready in every open cycle.
///
/// Ends when nothing has moved for longer than any stage can compute without moving a word and neither source nor sink
/// could move one: then the run is complete, or no word can ever move again. A design that keeps moving words without
/// end is cut off, so every run ends.
#pragma once
#include <functional>
#include <map>
#include <set>

#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/bench_ports.hpp"
#include "rtl_wrap/cosim/diagnosis.hpp"
#include "rtl_wrap/cosim/result.hpp"
#include "rtl_wrap/cosim/waves.hpp"
#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

struct CosimOptions {
  int frames = 1;
  timing::Stalls stalls;  ///< the same as in `timing`
  /// SystemC's or max-plus' result with record_transfers, for the same frames and stalls; null = cycles are not
  /// compared.
  const timing::SimulationResult* timing = nullptr;
  /// Why `timing` is null where it could be there: stages whose timing depends on data (CosimResult has them, too).
  std::vector<std::string> unscheduled_stages;
  std::int64_t max_cycles = 0;          ///< 0 = chosen from `timing`, else no limit beyond the one above
  std::int64_t quiet_bound_cycles = 0;  ///< 0 = from the stages' schedules
  int reset_cycles = 8;
  /// RTL that Weir did not make: ports are found by axi_ports.hpp, words are compared at the boundary only, and a
  /// standstill is told by the words that never came.
  bool is_foreign = false;
  /// Of foreign RTL's boundary streams, by name: the types that its makers declared for the elements (FINN's
  /// outputDataType), where wider than what they can hold. A port may have either width.
  std::map<std::string, DataType> declared_types;
  /// Of foreign RTL: written to its AXI-lite slaves after reset.
  std::vector<RegisterWrite> register_writes;
  /// Of foreign RTL: inputs by name that get no words where the design has them (TVALID held at zero), and none here.
  /// Only where there are more inputs than `graph` has.
  std::set<std::string> idle_streams;
  /// Of foreign RTL of one matrix unit: one pass of its weights, for a port of theirs (find_axi_ports()). Outlives the
  /// run; may be null.
  const golden::Words* weights = nullptr;
  /// Ends with the last expected word of every output: of a design that sends without end.
  bool ends_with_output = false;
  std::optional<WaveOptions> waves;
  std::function<void(std::int64_t cycle)> progress;  ///< now and then; may be empty
};

/// `expected`: words by stream name for all frames; graph inputs must be among them, streams that are absent are not
/// compared. `rtl` is fresh. Without any mon_ port only the boundary is compared.
/// Throws Errors rtl-port-missing / rtl-port-width / rtl-port-count (all ports at once), words-missing, rtl-stopped
/// before the first cycle, and what Waves throws.
CosimResult cosimulate(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected,
                       const CosimOptions& options);

}  // namespace weir::rtl
