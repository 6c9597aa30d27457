/// Random networks: golden, by way of the import, computes what the graph computes in floating point.
/// WEIR_RANDOM_NETWORKS says how many (normally 40, in the nightly preset more), WEIR_RANDOM_SEED the first.
#include <cstdlib>

#include "golden/network/stage_graph.hpp"
#include "golden/network/words.hpp"
#include "systemc/engines/simulate.hpp"
#include "tests/onnx/compare.hpp"
#include "tests/onnx/random_graph.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

/// Every word of every stream, in SystemC, free or with stalls.
void require_systemc(const FoldedNetwork& made, std::uint64_t seed) {
  StageGraph graph = build_stage_graph(made.network, made.folding);
  // Paths of different lengths want FIFOs that `weir fifo` finds; whole frames are enough for all.
  for (Stream& stream : graph.streams)
    stream.depth_words = std::max(stream.depth_words, static_cast<int>(2 * stream.words_per_frame()));
  RunOptions run;
  run.taps = {"*"};
  run.reference = true;
  const auto results = Model(made.network).run(random_frames(*made.network, 2, seed), run);
  std::map<std::string, Words> expected;
  for (const Stream& stream : graph.streams) {
    std::vector<std::int32_t> elements;
    for (const auto& frame : results) {
      const Tensor& tensor = frame.taps.at(stream.tensor);
      elements.insert(elements.end(), tensor.data.begin(), tensor.data.end());
    }
    expected[stream.name] = pack_stream(elements, stream);
  }
  timing::SimulationOptions options;
  options.frames = 2;
  options.record_transfers = true;
  options.stalls = {seed % 2 == 0 ? 0.0 : 0.4, seed};
  options.inputs = &expected;
  const timing::SimulationResult result = timing::simulate_systemc(graph, options);
  REQUIRE_FALSE(result.deadlock);
  for (const Stream& stream : graph.streams) {
    INFO("stream " << stream.name);
    CHECK(result.streams.at(stream.name).words == expected.at(stream.name));
  }
}

}  // namespace

TEST_CASE("random graphs compute in integers what they compute in floating point, and in SystemC too",
          "[golden][onnx]") {
  const std::uint64_t first = number_from("WEIR_RANDOM_SEED", 1), count = number_from("WEIR_RANDOM_NETWORKS", 40);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const test::RandomGraph graph = test::random_graph(seed);
    INFO("WEIR_RANDOM_SEED=" << seed << " WEIR_RANDOM_NETWORKS=1: " << graph.operations);
    const FoldedNetwork made = test::require_same(graph.model, seed);
    if (!graph.has_tail) CHECK(made.network->tail == nullptr);  // a curve of two values is a line
    require_systemc(made, seed);
  }
}
