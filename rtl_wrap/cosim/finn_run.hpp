/// The run that FINN's own rtlsim makes of a stitched design: reset for ten cycles, TVALID at every input from the very
/// cycle in which reset is released, TREADY always, one frame.
///
/// (finn: qnn-data/cpp/verilator_fifosim.cpp of 0.9 and 0.10; "latency_cycles" of rtlsim_performance.json. The Python
/// driver of older releases counts one cycle more.)
#pragma once
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/cosim/diagnosis.hpp"
#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

struct FinnRun {
  std::int64_t latency_cycles = 0;  ///< clock edges before the frame's last word stands at the output
  bool is_complete = false;         ///< all of the frame's words came
  bool is_right = false;            ///< and were those of golden
};

/// `expected` holds a frame's words of every boundary stream. Throws what find_axi_ports() throws.
FinnRun run_as_finn(Design& rtl, const golden::StageGraph& graph, const ExpectedWords& expected,
                    std::int64_t quiet_bound_cycles);

}  // namespace weir::rtl
