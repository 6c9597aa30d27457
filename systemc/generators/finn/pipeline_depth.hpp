/// Iterations N that Vitis HLS keeps in flight in the loop of a layer of FINN: what decides its latency and the gap
/// between two frames. One number per layer, in its csynth report and its Verilog, but in no ONNX file.
///
/// The table was read from the Verilog of 88 matrix units in 20 public builds, FINN 0.5 to dev, mostly at 10 ns;
/// thresholds, windows and the small loops from the same. `low` and `high` are the least and the most that layers of
/// the class had.
#pragma once
#include "golden/network/stage_graph.hpp"

namespace weir::timing {

struct PipelineDepth {
  int iterations = 1, low = 1, high = 1;
  bool is_stated = false;     ///< by a file, a report or a profile; low and high are the same then
  bool in_submodule = false;  ///< the loop is a function of its own inside the layer, and drains before it begins anew
};

/// The class of a layer by HLS, when nobody states its depth, at a clock period; 0: nobody states it, 10 ns.
///
/// The classes are those of 8 to 12.5 ns. Of other clocks two designs were read: at 200 ns four units of 6-bit operands
/// and 63 thresholds have one iteration each where 10 ns would have 5 to 8; at 2 ns two units of constant 3-bit weights
/// have 7 in flight, and two pruned ones 4. So a longer period divides the depth, as what fits in a cycle grows with
/// it, and a shorter one multiplies it by the fourth root of the ratio, which gives those 7: calibrated. `low` and
/// `high` hold both what 10 ns has (memories and multipliers take their cycles at any clock) and the whole ratio.
PipelineDepth class_depth(const golden::LayerKind& kind, const golden::LayerFolding& folding, bool has_const_weights,
                          double clk_ns);

}  // namespace weir::timing
