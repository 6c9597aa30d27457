/// Networks of real layers: values in SystemC, and cycles known from elsewhere.
#include <catch2/catch.hpp>

#include "golden/network/builtin.hpp"
#include "golden/network/model.hpp"
#include "systemc/simulate.hpp"
#include "tests/systemc/random_graphs.hpp"

namespace weir::timing::test {

namespace {

/// The tensors of all streams for these frames, by golden's model, packed as each stream of the hardware carries them.
std::map<std::string, golden::Words> expected_words(const golden::StageGraph& graph,
                                                    const std::vector<Tensor>& frames) {
  golden::RunOptions options;
  options.taps = {"*"};
  options.reference = true;
  const auto results = golden::Model(graph.network).run(frames, options);
  std::map<std::string, golden::Words> words;
  for (const golden::Stream& stream : graph.streams) {
    std::vector<std::int32_t> elements;
    for (const auto& frame : results) {
      const Tensor& tensor = frame.taps.at(stream.tensor);
      elements.insert(elements.end(), tensor.data.begin(), tensor.data.end());
    }
    words[stream.name] = golden::pack_stream(elements, stream);
  }
  return words;
}

void require_values(const golden::StageGraph& graph, int frames, std::uint64_t seed) {
  const auto expected = expected_words(graph, golden::random_frames(*graph.network, frames, seed));
  SimulationOptions options;
  options.frames = frames;
  options.record_transfers = true;
  options.stalls = {seed % 2 == 0 ? 0.0 : 0.4, seed};
  options.inputs = &expected;
  const SimulationResult result = simulate_systemc(graph, options);
  REQUIRE_FALSE(result.deadlock);
  for (const golden::Stream& stream : graph.streams) {
    INFO("stream " << stream.name);
    CHECK(result.streams.at(stream.name).words == expected.at(stream.name));
  }
}

std::string error_code(const golden::StageGraph& graph, const SimulationOptions& options) {
  try {
    simulate_systemc(graph, options);
  } catch (const Errors& errors) {
    return errors.list().front().code;
  }
  return "nothing";
}

/// The built-in LFC with the depths of the three streams between its MVAUs.
golden::StageGraph lfc(std::array<int, 3> depths) {
  const golden::BuiltIn builtin = golden::make_builtin("lfc-w1a1");
  golden::StageGraph graph = golden::build_stage_graph(builtin.network, builtin.folding);
  for (std::size_t layer = 0; layer < depths.size(); ++layer) {
    const golden::Stage* stage = graph.find_stage("MVAU_" + std::to_string(layer));
    graph.streams[static_cast<std::size_t>(stage->outputs[0])].depth_words = depths[layer];
  }
  return graph;
}

}  // namespace

TEST_CASE("the words in SystemC are golden's words on every stream", "[timing][values]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    require_values(random_chain(seed), 1 + static_cast<int>(seed % 3), seed);
  }
}

TEST_CASE("the built-in LFC computes golden's words in SystemC", "[timing][values]") {
  require_values(lfc({16, 8, 16}), 2, 1);
}

TEST_CASE("computing values does not change the cycles", "[timing][values]") {
  const golden::StageGraph graph = random_chain(11);
  const auto words = expected_words(graph, golden::random_frames(*graph.network, 2, 11));
  SimulationOptions options;
  options.frames = 2;
  options.record_transfers = true;
  options.stalls = {0.3, 5};
  const SimulationResult without = simulate_systemc(graph, options);
  options.inputs = &words;
  const SimulationResult with = simulate_systemc(graph, options);
  for (const auto& [name, record] : without.streams) {
    CHECK(record.written_cycles == with.streams.at(name).written_cycles);
    CHECK(record.read_cycles == with.streams.at(name).read_cycles);
    CHECK(record.words.bytes.empty());
  }
}

TEST_CASE("missing or ill-sized input words are rejected", "[timing][values]") {
  const golden::StageGraph graph = random_chain(3);
  auto words = expected_words(graph, golden::random_frames(*graph.network, 1, 3));
  SimulationOptions options;
  options.inputs = &words;
  CHECK(error_code(graph, options) == "nothing");
  options.frames = 2;
  CHECK(error_code(graph, options) == "word-size");
  words.clear();
  CHECK(error_code(graph, options) == "missing-input");
}

TEST_CASE("LFC with FIFOs of half an activation frame is slower than its slowest layer", "[timing][lfc]") {
  SimulationOptions options;
  options.frames = 8;
  const SimulationResult half = simulate_maxplus(lfc({16, 8, 16}), options);
  CHECK(half.interval_cycles > 512);
  const SimulationResult full = simulate_maxplus(lfc({32, 16, 32}), options);
  CHECK(full.interval_cycles == 512);
  CHECK(simulate_systemc(lfc({16, 8, 16}), options).interval_cycles == half.interval_cycles);
}

}  // namespace weir::timing::test
