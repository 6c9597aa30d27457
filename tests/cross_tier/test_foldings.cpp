/// Does every legal folding become RTL that agrees? Random layers in random shapes and foldings, from C++ to compared
/// words and cycles, free and with stalls. WEIR_RANDOM_FOLDINGS: how many layers (50), WEIR_RANDOM_SEED: the first
/// seed. A graph that fails is kept in testvectors/regressions, as its first layer that fails alone if there is one.
#include <algorithm>
#include <cstdlib>

#include "golden/model/model.hpp"
#include "golden/network/bundle.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/hls_codegen/random_foldings.hpp"
#include "tests/hls_codegen/random_layers.hpp"
#include "tests/paths.hpp"

namespace {

using namespace weir;
namespace fs = std::filesystem;

constexpr int kFrames = 3;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Every fifth graph has the kinds without weights and thresholds.
golden::StageGraph graph_of_seed(std::uint64_t seed) {
  return seed % 5 == 0 ? test::random_residual_graph(seed) : test::random_folding_graph(seed);
}

/// Layer `index` as a network of its own, folded as in `graph`.
golden::FoldedNetwork layer_alone(const golden::StageGraph& graph, std::size_t index) {
  const golden::Layer& layer = graph.network->layers[index];
  golden::Network alone;
  alone.name = graph.network->name + "_" + layer.name;
  std::transform(alone.name.begin(), alone.name.end(), alone.name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  alone.layers = {layer};
  alone.inputs = layer.inputs;
  alone.outputs = layer.outputs;
  for (const auto* ports : {&layer.inputs, &layer.outputs})
    for (const std::string& stream : *ports) alone.streams.push_back(*graph.network->find_stream(stream));
  golden::Folding folding;
  folding.layers[layer.name] = graph.folding.of(layer.name);
  return {std::make_shared<const golden::Network>(alone), folding};
}

bool agrees(const golden::FoldedNetwork& folded) {
  tools::CosimRequest request;
  request.frames = golden::random_frames(*folded.network, kFrames, 1);
  try {
    return tools::cosimulate(golden::build_stage_graph(folded.network, folded.folding), request).result.equal();
  } catch (const std::exception&) {
    return false;
  }
}

/// The file by which it is remembered.
fs::path keep(const golden::StageGraph& graph) {
  golden::FoldedNetwork kept{graph.network, graph.folding};
  for (std::size_t i = graph.network->layers.size(); i-- > 0;)
    if (const auto alone = layer_alone(graph, i); !agrees(alone)) kept = alone;
  const fs::path file = test::source_folder() / "testvectors" / "regressions" / (kept.network->name + ".h5");
  golden::write_bundle(file, *kept.network, kept.folding);
  return file;
}

}  // namespace

TEST_CASE("foldings that failed once become RTL that agrees") {
  int found = 0;
  for (const auto& file : fs::directory_iterator(test::source_folder() / "testvectors" / "regressions")) {
    if (file.path().extension() != ".h5") continue;
    INFO(file.path());
    const golden::FoldedNetwork kept = golden::read_bundle(file.path());
    test::require_agreement(test::graph_of(kept), golden::random_frames(*kept.network, kFrames, 1), {1, 2});
    ++found;
  }
  CHECK(found >= 3);
}

TEST_CASE("random legal foldings of every kind become RTL that agrees with golden and SystemC") {
  const std::uint64_t wanted = setting("WEIR_RANDOM_FOLDINGS", 50), first = setting("WEIR_RANDOM_SEED", 1);
  std::uint64_t layers = 0;
  for (std::uint64_t seed = first; layers < wanted; ++seed) {
    const auto graph = graph_of_seed(seed);
    layers += graph.network->layers.size();
    INFO("seed " << seed);
    bool is_fine = true;
    try {
      is_fine = test::require_agreement(graph, golden::random_frames(*graph.network, kFrames, seed), {seed});
    } catch (const Error& refusal) {
      // What the machine lacks is nothing to remember.
      is_fine = refusal.code == "program-missing" || refusal.code == "cache-unwritable";
      FAIL_CHECK("refused: " << refusal.text());
    }
    if (!is_fine) FAIL_CHECK("kept as " << keep(graph));
  }
}
