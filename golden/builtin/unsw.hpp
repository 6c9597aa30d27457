/// The network-intrusion MLP of FINN's published tutorial: UNSW-NB15 records as 593 signs, padded to 600, through
/// 600-64-64-64-1 neurons of 2-bit weights and 2-bit activations to one sign.
#pragma once
#include "golden/builtin/builtin.hpp"

namespace weir::golden {

/// Folded for 1,000,000 frames/s at 10 ns with at most 80 weight bits per PE and cycle. Random weights.
FoldedNetwork make_builtin_unsw(const std::string& name, std::optional<std::uint64_t> seed);

}  // namespace weir::golden
