#include <catch2/catch.hpp>

#include "golden/network/builtin.hpp"
#include "golden/network/model.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("every built-in network is valid, and so is its folding", "[golden][builtin]") {
  for (const auto& name : builtin_names()) {
    CAPTURE(name);
    const BuiltIn made = make_builtin(name);
    Errors errors;
    validate(*made.network, errors);
    validate(*made.network, made.folding, errors);
    for (const auto& error : errors.list()) UNSCOPED_INFO(error.text());
    CHECK(errors.empty());
    CHECK(made.network->name == name);
  }
}

TEST_CASE("a built-in network is the same for the same seed", "[golden][builtin]") {
  CHECK(network_hash(*make_builtin("lfc-w1a1", 1).network) == network_hash(*make_builtin("lfc-w1a1", 1).network));
  CHECK(network_hash(*make_builtin("lfc-w1a1", 1).network) != network_hash(*make_builtin("lfc-w1a1", 2).network));
}

TEST_CASE("no class bit and no stream of a built-in LFC is constant over random frames", "[golden][builtin]") {
  const std::string name = GENERATE(as<std::string>(), "lfc-w1a1", "lfc-w1a2");
  const auto seed = GENERATE(std::uint64_t{1}, std::uint64_t{77});
  CAPTURE(name, seed);
  const BuiltIn made = make_builtin(name, seed);
  RunOptions options;
  options.taps = {"*"};
  const auto results = Model(made.network).run(random_frames(*made.network, 64, seed), options);
  for (const auto& stream : made.network->streams) {
    // Hidden neurons may rest over few frames, but not many of them; of the outputs every class must move.
    const bool is_output = stream.name == made.network->outputs.front();
    const std::size_t elements = is_output ? 10 : static_cast<std::size_t>(element_count(stream.shape));
    std::size_t constant = 0;
    for (std::size_t e = 0; e < elements; ++e) {
      const auto first = results[0].taps.at(stream.name).data[e];
      bool moves = false;
      for (const auto& result : results) moves = moves || result.taps.at(stream.name).data[e] != first;
      constant += moves ? 0 : 1;
    }
    CAPTURE(stream.name);
    CHECK(constant <= (is_output ? 0 : elements / 100));
  }
}

TEST_CASE("the built-in LFCs have the published folding and FIFO depths", "[golden][builtin]") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const BuiltIn made = make_builtin(name);
    const StageGraph graph = build_stage_graph(made.network, made.folding);
    const int activation_bits = name == "lfc-w1a1" ? 1 : 2;
    struct Published {
      const char* stream;
      int bits, depth;
    };
    for (const Published& p : {Published{"memIn", 64, 1024}, Published{"inter0", 32 * activation_bits, 16},
                               Published{"inter1", 64 * activation_bits, 8},
                               Published{"inter2", 32 * activation_bits, 16}, Published{"memOut", 64, 1024}}) {
      CAPTURE(name, p.stream);
      const Stream* stream = graph.find_stream(p.stream);
      REQUIRE(stream != nullptr);
      CHECK(stream->word_bits() == p.bits);
      CHECK(stream->depth_words == p.depth);
    }
    // Width converters only around layer 3: 32 A -> 8 A before it, 16 -> 64 behind it.
    CHECK(graph.stages.size() == 6);
    CHECK(graph.find_stream("inter2_dwc")->word_bits() == 8 * activation_bits);
    CHECK(graph.find_stream("memOut_dwc")->word_bits() == 16);
    CHECK(graph.find_stream("memIn")->words_per_frame() == 13);
    CHECK(graph.find_stream("memOut")->words_per_frame() == 1);
  }
}
