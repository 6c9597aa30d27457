/// Do all tiers agree on convolutions with MMV, dilation or channel groups, and on what stands behind them in a
/// classifier? Random networks until each of these has been seen.
#include <algorithm>

#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/hls_codegen/graphs.hpp"

using namespace weir;

TEST_CASE("MMV, dilation, depthwise windows, weights from memory and label select agree in RTL, SystemC and golden") {
  std::set<std::string> covered;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto graph = test::random_picture_graph(seed);
    const std::set<std::string> features = test::features_of(graph);
    if (std::includes(covered.begin(), covered.end(), features.begin(), features.end())) continue;
    covered.insert(features.begin(), features.end());
    test::require_agreement(graph, golden::random_frames(*graph.network, 3, seed), {seed, seed + 100});
  }
  CHECK(covered ==
        std::set<std::string>{"MMV", "VVAU", "depthwise groups", "dilation", "external weights", "label select"});
}
