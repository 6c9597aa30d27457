/// Pseudo-random parameters for networks whose trained ones are not at hand: weights uniform over their type
/// (symmetric), thresholds placed at the quantiles of each row's expected sums, so that every output value occurs about
/// equally often.
#pragma once
#include "golden/network/network.hpp"

namespace weir::golden {

/// Fills the parameters of every layer. The same seed gives the same parameters on every machine.
void fill_random_parameters(Network& network, std::uint64_t seed);

}  // namespace weir::golden
