/// Built-in networks: topology, precision, default folding and FIFO depths of the published designs. Weights are
/// pseudo-random from a seed, with thresholds that keep activations alive.
#pragma once
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

struct BuiltIn {
  std::shared_ptr<const Network> network;
  Folding folding;
};

std::vector<std::string> builtin_names();
bool is_builtin(const std::string& name);
/// Throws Error unknown-network with a suggestion.
BuiltIn make_builtin(const std::string& name, std::uint64_t seed = 1);

}  // namespace weir::golden
