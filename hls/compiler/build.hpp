/// If-conversion: the one loop of the lowered function becomes predicated straight-line IR, its arrays memories, its
/// header phis registers.
#pragma once
#include "hls/compiler/ir.hpp"
#include "hls/compiler/lower.hpp"

namespace weir::hls {

/// Throws weir::Error: "stream-direction", "stream-twice" is left to the trace, "array-layout", "array-partition",
/// "table", "instruction".
/// `whole_predicates`: where all branches of a block meet again, its predicate is taken as it stands, rather than as
/// the union of theirs. What they depend on is then no matter for the schedule; the logic is the same or less.
ir::Graph build(const Lowered& lowered, const std::string& strip_prefix, bool whole_predicates = false);

}  // namespace weir::hls
