/// Random consistent cyclo-static graphs: phases, times of 0, rates of 0, circles, initial tokens, self-loops or none.
#pragma once
#include "systemc/sdf/graph.hpp"

namespace weir::sdf::test {

/// 2 to 5 actors. With `capacities` every channel has one, so that the state is finite.
Graph random_graph(std::uint64_t seed, bool with_capacities);

/// 2 to 4 actors with a token at a time each, at most three channels between them that carry 0 to 3 tokens at first.
Graph random_small_graph(std::uint64_t seed);

}  // namespace weir::sdf::test
