/// Networks of real layers: values in SystemC, and cycles known from elsewhere.
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/builtin/random_parameters.hpp"
#include "golden/model/model.hpp"
#include "golden/network/words.hpp"
#include "systemc/engines/values.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"
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

/// Timed as `timing` says.
void require_values(const golden::StageGraph& graph, const TimingGraph& timing, int frames, std::uint64_t seed) {
  const auto expected = expected_words(graph, golden::random_frames(*graph.network, frames, seed));
  SimulationOptions options;
  options.frames = frames;
  options.record_transfers = true;
  options.stalls = {seed % 2 == 0 ? 0.0 : 0.4, seed};
  options.inputs = &expected;
  const SimulationResult result = simulate_values(graph, timing, options);
  REQUIRE_FALSE(result.deadlock);
  for (const golden::Stream& stream : graph.streams) {
    INFO("stream " << stream.name);
    CHECK(result.streams.at(stream.name).words == expected.at(stream.name));
  }
}

void require_values(const golden::StageGraph& graph, int frames, std::uint64_t seed) {
  require_values(graph, make_timing_graph(graph), frames, seed);
}

/// In the other profiles that have a law for all its stages; adds them to `timed`.
void require_values_elsewhere(const golden::StageGraph& graph, std::uint64_t seed, std::map<std::string, int>& timed) {
  for (const std::string profile : {"finn-v0.10", "finn-hlslib-2020"}) {
    INFO("profile " << profile);
    TimingGraph timing;
    try {
      timing = make_timing_graph(graph, load_profile(profile));
    } catch (const Error&) {
      continue;
    } catch (const Errors&) {
      continue;
    }
    require_values(graph, timing, 1 + static_cast<int>(seed % 3), seed);
    ++timed[profile];
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

/// The kinds in a row, each with its folding, with random parameters; what flows between them follows from the kinds.
golden::StageGraph chain_of(const std::vector<std::pair<golden::LayerKind, golden::LayerFolding>>& kinds) {
  auto network = std::make_shared<golden::Network>();
  network->name = "chain";
  golden::Folding folding;
  const auto add_stream = [&](const golden::PortSpec& port) {
    network->streams.push_back({"s" + std::to_string(network->streams.size()), port.type, port.shape});
    return network->streams.back().name;
  };
  for (const auto& [kind, fold] : kinds) {
    const auto ports = [&](bool in) {
      return std::visit([&](const auto& k) { return in ? input_ports(k, {}) : output_ports(k, {}); }, kind);
    };
    if (network->streams.empty()) network->inputs = {add_stream(ports(true).front())};
    const std::string from = network->streams.back().name;
    network->layers.push_back(
        {"L" + std::to_string(network->layers.size()), kind, {from}, {add_stream(ports(false).front())}, {}});
    folding.layers[network->layers.back().name] = fold;
  }
  network->outputs = {network->streams.back().name};
  golden::fill_random_parameters(*network, 1);
  return golden::build_stage_graph(network, folding);
}

golden::SlidingWindow window(std::int64_t channels) {
  golden::SlidingWindow w;
  w.in_size = {7, 9};
  w.channels = channels;
  w.kernel = {3, 2};
  w.type = DataType::uint(3);
  return w;
}

golden::Mvau mvau_on(const golden::SlidingWindow& w, std::int64_t MH) {
  golden::Mvau m;
  m.MW = w.kernel[0] * w.kernel[1] * w.channels;
  m.MH = MH;
  m.num_input_vectors = golden::out_size(w);
  m.input = w.type;
  m.weight = DataType::int_(4);
  m.output = DataType::uint(2);
  m.levels = 3;
  return m;
}

/// The built-in LFC with the depths of the three streams between its MVAUs.
golden::StageGraph lfc(std::array<int, 3> depths) {
  const golden::FoldedNetwork builtin = golden::make_builtin("lfc-w1a1");
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

TEST_CASE("vectors side by side hold golden's words in SystemC", "[timing][values]") {
  golden::SlidingWindow w = window(4);
  golden::LayerFolding of_window{1, 2, 4}, of_mvau{3, 2, 4};
  SECTION("in part") {}
  SECTION("in whole pixels") { of_mvau.SIMD = of_window.SIMD = 4; }
  SECTION("strided and dilated") {
    w.stride = {2, 2};
    w.dilation = {2, 1};
  }
  const golden::StageGraph graph = chain_of({{w, of_window}, {mvau_on(w, 6), of_mvau}});
  for (const std::uint64_t seed : {1, 2}) require_values(graph, 2, seed);
}

TEST_CASE("depthwise windows hold golden's words in SystemC", "[timing][values]") {
  golden::SlidingWindow w = window(6);
  w.depthwise = true;
  for (const int SIMD : {1, 2, 6}) require_values(chain_of({{w, {1, SIMD, 1}}}), 2, 3);
}

TEST_CASE("an MVAU computes with the weights that its second port brings", "[timing][values]") {
  golden::Mvau fc;
  fc.MW = 12;
  fc.MH = 6;
  fc.input = DataType::int_(8);
  fc.weight = DataType::int_(8);
  fc.external_weights = true;
  fc.levels = 3;
  fc.output = DataType::uint(2);
  fc.accumulator = DataType::int_(24);
  SECTION("for one vector") {}
  SECTION("again for every vector") { fc.num_input_vectors = {3}; }
  SECTION("to sums") {
    fc.no_activation = true;
    fc.levels = 0;
    fc.output = fc.accumulator;
  }
  const golden::StageGraph graph = chain_of({{fc, {2, 4, 1}}});
  const golden::Stream* weights = graph.find_stream("L0_weights");
  REQUIRE(weights != nullptr);
  CHECK(weights->producer == golden::kOutside);
  CHECK(weights->word_bits() == 2 * 4 * 8);
  CHECK(weights->words_per_frame() == golden::vectors_per_frame(fc) * 6 / 2 * 12 / 4);
  for (const std::uint64_t seed : {1, 2}) require_values(graph, 2, seed);
}

TEST_CASE("a label select sends golden's labels in SystemC, of equal scores the lower one first", "[timing][values]") {
  for (const int PE : {1, 4})
    for (const std::int64_t K : {1, 5}) {
      const golden::LabelSelect top{12, K, DataType::int_(3), DataType::uint(4)};  // eight values for twelve scores
      require_values(chain_of({{top, {PE, 1, 1}}}), 3, static_cast<std::uint64_t>(PE));
    }
}

TEST_CASE("pipelines that read ahead of what they write carry golden's words, too", "[timing][values]") {
  std::map<std::string, int> timed;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    require_values_elsewhere(random_chain(seed), seed, timed);
  }
  require_values_elsewhere(lfc({16, 8, 16}), 2, timed);
  for (const bool depthwise : {false, true})
    for (const int SIMD : {1, 3, 6}) {
      golden::SlidingWindow w = window(6);
      w.in_size = {8, 8};
      w.kernel = {2, 2};
      w.stride = {2, 2};
      w.depthwise = depthwise;
      INFO("window of SIMD " << SIMD << (depthwise ? ", depthwise" : ""));
      require_values_elsewhere(chain_of({{w, {1, SIMD, 1}}}), 3, timed);
      if (!depthwise) require_values_elsewhere(chain_of({{w, {1, SIMD, 1}}, {mvau_on(w, 6), {2, SIMD, 1}}}), 4, timed);
    }
  INFO("graphs by profile: " << timed["finn-v0.10"] << ", " << timed["finn-hlslib-2020"]);
  CHECK(timed["finn-v0.10"] >= 10);
  CHECK(timed["finn-hlslib-2020"] >= 10);
}

TEST_CASE("the built-in CNV computes golden's words in FINN's blocks", "[timing][values]") {
  const golden::FoldedNetwork builtin = golden::make_builtin("cnv-finn-1w1a-core");
  const golden::StageGraph graph = golden::build_stage_graph(builtin.network, builtin.folding);
  require_values(graph, make_timing_graph(graph, load_profile("finn-v0.10")), 1, 2);
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
