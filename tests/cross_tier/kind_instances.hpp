/// What the cards in tests/kinds say (kind_card.hpp), for every layer kind by its op type.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "golden/network/stage_graph.hpp"
#include "tests/cross_tier/kind_card.hpp"

namespace weir::test {

/// A network with one random layer of the kind, "layer". Where it has several inputs, a split of one picture feeds
/// them, through thresholds where the types differ; several outputs meet in a concatenation. Random depths of FIFOs,
/// but a frame's room where streams fork.
golden::StageGraph random_layer_graph(const std::string& op_type, std::uint64_t seed);

/// Columns of the kind matrix (tools/flow/kind_matrix.hpp) that do not know the kind.
std::vector<std::string> gaps_of(const std::string& op_type);
bool has_gap(const std::string& op_type, const std::string& column);

/// Of all kinds.
std::vector<Example> known_examples();
std::vector<Refusal> known_refusals();

}  // namespace weir::test
