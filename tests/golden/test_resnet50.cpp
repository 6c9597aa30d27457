#include <catch2/catch.hpp>
#include <sstream>

#include "golden/base/file.hpp"
#include "golden/builtin/resnet50.hpp"
#include "golden/import/npy.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("the published ResNet50 reproduces every block's output and the top 5", "[golden][resnet50][data]") {
  const auto params = test::data_folder("resnet50_w1a2/params");
  const auto vectors = test::data_folder("resnet50_w1a2/vectors");
  if (!params || !vectors) return;
  const FoldedNetwork imported = import_resnet50_npy(*params);
  const auto network = with_fc_weights(*imported.network, *vectors / "fcw.bin");
  RunOptions options;
  options.reference = true;
  options.taps = {"pre"};
  options.taps.insert(resnet50_blocks().begin(), resnet50_blocks().end());
  const Tensor frame = encode_input(*network, read_binary_file(*vectors / "img.bin"));
  const FrameResult result = Model(network).run({frame}, options)[0];
  REQUIRE(result.taps.size() == 17);
  for (const auto& [name, tensor] : result.taps) {
    CAPTURE(name);
    const auto expected = read_binary_file(*vectors / (name + ".bin"));
    CHECK(std::equal(tensor.data.begin(), tensor.data.end(), expected.begin(), expected.end()));
  }
  std::istringstream text(read_text_file(*vectors / "top5.txt"));
  std::vector<std::int32_t> top5;
  for (std::int32_t index; text >> index;) top5.push_back(index);
  CHECK(result.output.data == top5);
}

TEST_CASE("a ResNet50 without its classifier's weights says so when it is run", "[golden][resnet50]") {
  auto [network, folding] = make_resnet50("resnet");
  const auto shared = std::make_shared<const Network>(std::move(network));
  try {
    Model(shared).run({});
    FAIL("no error");
  } catch (const Error& e) {
    CHECK(e.code == "weights-missing");
  }
}

TEST_CASE("ResNet50's folding has the published work per layer and bypass depths", "[golden][resnet50]") {
  auto [network, folding] = make_resnet50("resnet");
  const auto shared = std::make_shared<const Network>(std::move(network));
  const StageGraph graph = build_stage_graph(shared, folding);
  // Cycles per picture = pixels / MMV * (MW / SIMD) * (MH / PE): 38,416 conv0, 56,448 each 3x3, 50,176 each 1x1, 32,000
  // fc.
  int convolutions = 0;
  for (const auto& layer : shared->layers) {
    const auto* m = std::get_if<Mvau>(&layer.kind);
    if (m == nullptr) continue;
    const LayerFolding& f = folding.of(layer.name);
    const std::int64_t cycles = vectors_per_frame(*m) / f.MMV * (m->MW / f.SIMD) * (m->MH / f.PE);
    const std::int64_t expected = layer.name == "conv0"         ? 38416
                                  : layer.name == "fc1000"      ? 32000
                                  : layer.name.ends_with("_2b") ? 56448
                                                                : 50176;
    CAPTURE(layer.name);
    CHECK(cycles == expected);
    ++convolutions;
  }
  CHECK(convolutions == 54);
  const auto bypass = [&](const std::string& block) {
    const Stream* s = graph.find_stream(block + "_bypass");
    REQUIRE(s != nullptr);
    return std::pair(s->depth_words, s->word_bits());
  };
  CHECK(bypass("res2a") == std::pair(448, 64));
  CHECK(bypass("res2c") == std::pair(1792, 128));
  CHECK(bypass("res3a") == std::pair(3584, 64));
  CHECK(bypass("res4a") == std::pair(3584, 64));
  CHECK(bypass("res4f") == std::pair(1792, 128));
  CHECK(bypass("res5a") == std::pair(3584, 64));
  CHECK(bypass("res5b") == std::pair(1792, 128));
  CHECK(graph.find_stream("image")->words_per_frame() == 2352);
  CHECK(graph.find_stream("image_dwc1")->word_bits() == 24);
  CHECK(graph.find_stream("pre")->word_bits() == 128);
  CHECK(graph.find_stream("pre_dwc")->word_bits() == 64);
}
