/// Random graphs of FINN's blocks, alone and side by side with schedules.
#pragma once
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

/// A chain of 2 to 9 blocks of every kind, with forks whose branches - empty, converters, thresholds, loops or a padded
/// convolution - meet again. Random extents, latencies, gaps and depths; forks deadlock where a depth does not hold
/// what the other branch keeps.
TimingGraph random_blocks(std::uint64_t seed);

/// The same graphs, where about every second stage follows a random schedule instead, elastic or rigid.
TimingGraph random_mixed(std::uint64_t seed);

}  // namespace weir::timing::test
