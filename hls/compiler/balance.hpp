/// Chains of additions and subtractions to balanced trees, also through shifts by constants: (a + b) << 1 becomes two
/// terms. A loop-carried term is added last, so that its recurrence stays one adder.
#pragma once
#include "hls/compiler/ir.hpp"

namespace weir::hls {

ir::Graph balance(const ir::Graph& graph);

}  // namespace weir::hls
