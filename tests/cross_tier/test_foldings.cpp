/// Does every legal folding become RTL that agrees? Random layers in random shapes and foldings, from C++ to compared
/// words and cycles, free and with stalls. WEIR_RANDOM_FOLDINGS: how many layers (50), WEIR_RANDOM_SEED: the first
/// seed.
#include <cstdlib>

#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/hls_codegen/random_foldings.hpp"
#include "tests/hls_codegen/random_layers.hpp"

namespace {

using namespace weir;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Every fifth graph has the kinds without weights and thresholds.
golden::StageGraph graph_of_seed(std::uint64_t seed) {
  return seed % 5 == 0 ? test::random_residual_graph(seed) : test::random_folding_graph(seed);
}

}  // namespace

TEST_CASE("random legal foldings of every kind become RTL that agrees with golden and SystemC") {
  const std::uint64_t wanted = setting("WEIR_RANDOM_FOLDINGS", 50), first = setting("WEIR_RANDOM_SEED", 1);
  std::uint64_t layers = 0;
  for (std::uint64_t seed = first; layers < wanted; ++seed) {
    const auto graph = graph_of_seed(seed);
    layers += graph.network->layers.size();
    INFO("seed " << seed);
    try {
      test::require_agreement(graph, golden::random_frames(*graph.network, 3, seed), {seed});
    } catch (const Error& refusal) {
      FAIL_CHECK("refused: " << refusal.text());
    }
  }
}
