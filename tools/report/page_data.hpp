/// The data of the page of `weir report`: what `weir simulate --json` tells, and beside it the graph, the curves in
/// time, the proposed FIFOs, and the estimates per layer.
#pragma once
#include "tools/flow/report_flow.hpp"
#include "tools/report/guidance.hpp"

namespace weir::tools {

/// One point of the front between FIFO memory and interval.
struct FrontPoint {
  std::int64_t interval_cycles = 0;
  timing::FifoCost cost;
};

struct PageSource {
  const ReportOutcome& outcome;
  std::vector<Finding> guidance;
  std::optional<golden::FinnBuild> build;
  std::vector<FrontPoint> front;
  nlohmann::ordered_json origin;
};

/// Keys: "simulation" (with "guidance"), "timeline", "proposed" (what of both changes
/// with the depths, or null), "fifos", "stages",
/// "streams", "blocks", "front", "origin". Curves of a timeline are columns of bytes, deflated and in base64:
/// per stage and bucket the shares starved and backpressured (255: all of it), per FIFO the least fill as differences
/// and the most fill above it, low bytes before high bytes, in units of "unit" words.
nlohmann::ordered_json page_data(const PageSource& source);

}  // namespace weir::tools
