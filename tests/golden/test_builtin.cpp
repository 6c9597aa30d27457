#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/model/model.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("every built-in network is valid, and so is its folding", "[golden][builtin]") {
  for (const auto& name : builtin_names()) {
    CAPTURE(name);
    const FoldedNetwork made = make_builtin(name);
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

namespace {

/// Elements of `stream`, among the first `elements`, that have the same value in every frame.
std::size_t constant_elements(const std::vector<FrameResult>& results, const std::string& stream,
                              std::size_t elements) {
  std::size_t constant = 0;
  for (std::size_t e = 0; e < elements; ++e) {
    const auto first = results[0].taps.at(stream).data[e];
    bool moves = false;
    for (const auto& result : results) moves = moves || result.taps.at(stream).data[e] != first;
    constant += moves ? 0 : 1;
  }
  return constant;
}

}  // namespace

TEST_CASE("no class and no stream of a built-in network is constant over random frames", "[golden][builtin]") {
  const auto [name, frames] = GENERATE(table<std::string, int>({{"lfc-w1a1", 64},
                                                                {"lfc-w1a2", 64},
                                                                {"cnv-w1a1", 24},
                                                                {"cnv-w1a2", 24},
                                                                {"cnv-w2a2", 24},
                                                                {"resnet50-w1a2", 4},
                                                                {"resnet50-finn-u250", 4},
                                                                {"kws-mlp-w3a3", 64},
                                                                {"vgg10-radioml-w4a4", 16},
                                                                {"cnv-gtsrb-w1a1", 24}}));
  const auto seed = GENERATE(std::uint64_t{1}, std::uint64_t{77});
  CAPTURE(name, seed);
  if (name.starts_with("resnet") && seed != 1) return;  // large
  const FoldedNetwork made = make_builtin(name, seed);
  RunOptions options;
  options.taps = {"*"};
  const auto results = Model(made.network).run(random_frames(*made.network, frames, seed), options);
  for (const auto& stream : made.network->streams) {
    // Padding rests, and behind a maximum of many values most are the largest; of the outputs every class must move.
    const bool is_output = stream.name == made.network->outputs.front();
    const std::size_t elements =
        std::min<std::size_t>(is_output ? 10 : SIZE_MAX, static_cast<std::size_t>(element_count(stream.shape)));
    CAPTURE(stream.name, elements);
    // An average over noise is nearly the same in every frame, and so is then the order of some of the best classes.
    const bool may_rest = !is_output || name == "resnet50-finn-u250";
    CHECK(constant_elements(results, stream.name, elements) <= (may_rest ? elements * 3 / 4 : 0));
  }
}

TEST_CASE("the built-in LFCs have the published folding and FIFO depths", "[golden][builtin]") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const FoldedNetwork made = make_builtin(name);
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

TEST_CASE("the built-in CNVs have the published stream widths, converters and FIFO depths", "[golden][builtin]") {
  struct Published {
    const char* stream;
    int bits, depth;
  };
  const Published published[] = {
      {"inter0", 64, 2},   {"inter0_dwc", 192, 2}, {"inter0_dwc1", 24, 128}, {"inter1", 64, 128}, {"inter2", 64, 2},
      {"inter3", 64, 128}, {"inter4", 128, 128},   {"inter5", 128, 2},       {"inter6", 128, 81}, {"inter7", 256, 1},
      {"inter8", 256, 1},  {"inter9", 64, 128},    {"inter10", 64, 3},       {"memOut", 64, 2}};
  // Converters of the published designs: two at the input, then each "in ; out" entry of the fact sheet's table.
  const auto [name, converters] =
      GENERATE(table<std::string, int>({{"cnv-w1a1", 2 + 16}, {"cnv-w1a2", 2 + 17}, {"cnv-w2a2", 2 + 20}}));
  CAPTURE(name);
  const FoldedNetwork made = make_builtin(name);
  const StageGraph graph = build_stage_graph(made.network, made.folding);
  for (const Published& p : published) {
    CAPTURE(p.stream);
    const Stream* stream = graph.find_stream(p.stream);
    REQUIRE(stream != nullptr);
    CHECK(stream->word_bits() == p.bits);
    CHECK(stream->depth_words == p.depth);
  }
  CHECK(graph.stages.size() == made.network->layers.size() + static_cast<std::size_t>(converters));
  CHECK(graph.find_stream("inter0")->words_per_frame() == 384);
  CHECK(graph.find_stream("memOut")->words_per_frame() == 16);
}
