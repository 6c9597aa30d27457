/// Counts of ones as trees of additions, each as wide as its sum: a schedule can cut them anywhere. Up to `leaf_bits`
/// bits are counted at once, by LUTs. Last of the passes, and only for a target clock: a simulator counts a word at
/// once.
#pragma once
#include "hls/compiler/ir.hpp"

namespace weir::hls {

ir::Graph split_counts(const ir::Graph& graph, unsigned leaf_bits);

}  // namespace weir::hls
