/// Runs the control part of the IR (what the stream predicates and the loop exit depend on, and every other counter)
/// for one frame. This is the kernel's schedule: which iteration reads and writes which port. Nothing of the data is
/// looked at.
#pragma once
#include <map>
#include <optional>
#include <vector>

#include "hls/compiler/ir.hpp"
#include "hls/compiler/kernel_report.hpp"

namespace weir::hls {

/// Values that a control register takes during the frame, as unsigned numbers.
struct ControlRange {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// The longest row of iterations, frames following each other, in which a 1-bit node is 0, or 1; -1: it is all of them.
struct WatchedRuns {
  std::int64_t longest_zero = 0, longest_one = 0;
};

struct Trace {
  std::int64_t iterations = 0;
  std::vector<KernelEvent> events;
  std::vector<std::optional<ControlRange>> registers;  ///< by register index; empty for registers that depend on data
  std::map<ir::Id, WatchedRuns> watched;               ///< as far as they follow from counters
  bool is_static = true;  ///< false: which iteration does what depends on data, nothing of it is known
};

/// Throws weir::Error: "data-dependent" (a predicate or the loop exit depends on a stream word or a memory),
/// "stream-twice" (two accesses to one stream in one iteration), "endless" (no exit within `limit` iterations),
/// "control-width" (control wider than 64 bits).
Trace trace_frame(const ir::Graph& graph, const std::vector<ir::Id>& watch = {}, std::int64_t limit = 1'000'000'000);

/// Of a kernel whose predicates or exit depend on data: nothing is known of its iterations.
Trace unknown_trace(const ir::Graph& graph);

}  // namespace weir::hls
