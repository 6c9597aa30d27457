/// A run in time as a Perfetto trace (protobuf of TrackEvents), for ui.perfetto.dev and trace_processor: a track of
/// slices per stage (works, starved, blocked), a counter per FIFO (most words of each bucket), a flow through the
/// stages of the critical circle.
#pragma once
#include <optional>
#include <string>

#include "systemc/explain/critical_cycle.hpp"
#include "systemc/explain/timeline.hpp"

namespace weir::tools {

/// Both parts of `timeline`, in nanoseconds at `clk_mhz`; `result` names its stages and FIFOs. A slice is as long as
/// one of the three has the largest share of the buckets.
std::string perfetto_trace(const timing::SimulationResult& result, const timing::Timeline& timeline,
                           const std::optional<timing::CriticalCycle>& circle, double clk_mhz,
                           const std::string& network);

}  // namespace weir::tools
