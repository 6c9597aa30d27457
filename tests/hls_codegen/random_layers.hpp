/// Random networks of every kind of stage that is not a plain MVAU chain: forks and joins around random layers, for the
/// tests that run all tiers.
#pragma once
#include <set>
#include <string>

#include "golden/network/stage_graph.hpp"

namespace weir::test {

/// A picture of 3 x 3 to 6 x 6 pixels goes through two to four random layers or pieces: single layers that change its
/// values or its size, convolutions and windowed pools, and forks whose two or three branches meet again in a sum or a
/// concatenation, as in a residual block. Random types, folding and FIFO depths; forks buffer a frame, so that no
/// branch can starve the other.
golden::StageGraph random_residual_graph(std::uint64_t seed);

/// Op types of the stages.
std::set<std::string> kinds_of(const golden::StageGraph& graph);

}  // namespace weir::test
