/// Built-in networks: topology, precision, default folding and FIFO depths of the published designs. Weights are
/// pseudo-random from a seed, with thresholds that keep activations alive; without a seed there are none, which is
/// enough for everything that does not compute values, and much faster for large networks.
#pragma once
#include <optional>

#include "golden/network/folded_network.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

std::vector<std::string> builtin_names();
bool is_builtin(const std::string& name);
/// Throws Error unknown-network with a suggestion.
FoldedNetwork make_builtin(const std::string& name, std::optional<std::uint64_t> seed = 1);

}  // namespace weir::golden
