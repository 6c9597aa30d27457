/// If-conversion: the one loop of the lowered function becomes predicated straight-line IR, its arrays memories, its
/// header phis registers.
#pragma once
#include "hls/compiler/ir.hpp"
#include "hls/compiler/lower.hpp"

namespace weir::hls {

/// Throws weir::Error: "stream-direction", "stream-twice" is left to the trace, "array-layout", "array-partition",
/// "table", "instruction".
ir::Graph build(const Lowered& lowered, const std::string& strip_prefix);

}  // namespace weir::hls
