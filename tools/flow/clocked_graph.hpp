/// The timing of kernels that were compiled for a clock: no closed form knows it, their reports do.
#pragma once
#include "golden/network/stage_graph.hpp"
#include "rtl_wrap/verilate/rtl_folder.hpp"

namespace weir::tools {

/// `graph` with the latency and the gate of every stage as the RTL has them; as it is, if the RTL keeps no clock.
/// Throws Error kernel-json.
golden::StageGraph clocked_graph(golden::StageGraph graph, const rtl::RtlFolder& rtl);

}  // namespace weir::tools
