/// The intrusion detector: signs through 2-bit layers to one sign, in all tiers.
#include <catch2/catch.hpp>

#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"

using namespace weir;

TEST_CASE("the built-in intrusion detector agrees in every word and cycle, free and with three seeds of stalls") {
  const golden::StageGraph graph = test::graph_of(golden::make_builtin("mlp-unsw-nb15-w2a2"));
  test::require_agreement(graph, golden::random_frames(*graph.network, 3, 1), {11, 12, 13});
}
