#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/import/idx.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "tests/data.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

std::vector<Tensor> mnist_frames(const Network& network, const std::filesystem::path& data) {
  const IdxImages images = read_idx_images(data / "mnist/t10k-images-idx3-ubyte");
  std::vector<Tensor> frames;
  for (std::int64_t i = 0; i < images.count; ++i) frames.push_back(encode_input(network, images.image(i)));
  return frames;
}

}  // namespace

TEST_CASE("the published TFC models give every published class of the MNIST test set", "[golden][onnx][data]") {
  const auto data = test::data_folder("qonnx");
  if (!data) return;
  for (const auto& [name, correct] : {std::pair{"TFC_1W1A", 9296}, std::pair{"TFC_2W2A", 9660}}) {
    const FoldedNetwork imported = import_onnx(*data / (std::string(name) + ".onnx"));
    const auto results = Model(imported.network).run(mnist_frames(*imported.network, data->parent_path()));
    const auto expected = read_binary_file(*data / (std::string(name) + ".expected_classes.u8"));
    const auto labels = read_idx_labels(data->parent_path() / "mnist/t10k-labels-idx1-ubyte");
    REQUIRE(results.size() == expected.size());
    int differences = 0, right = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const int found = decode_class(*imported.network, results[i].output);
      differences += found != expected[i] ? 1 : 0;
      right += found == labels[i] ? 1 : 0;
    }
    CHECK(differences == 0);
    CHECK(right == correct);
  }
}

TEST_CASE("the published intrusion detector is four matrix layers of 2-bit weights behind 600 signs",
          "[golden][onnx][data]") {
  const auto data = test::data_folder("qonnx");
  if (!data) return;
  const FoldedNetwork imported = import_onnx(*data / "unsw_nb15-mlp-w2a2.onnx");
  const Network& network = *imported.network;
  CHECK(network.find_stream(network.inputs.front())->type == DataType::bipolar());
  REQUIRE(network.layers.size() == 4);
  const std::int64_t extents[][2] = {{600, 64}, {64, 64}, {64, 64}, {64, 1}};
  for (std::size_t i = 0; i < 4; ++i) {
    const Mvau& m = std::get<Mvau>(network.layers[i].kind);
    CHECK(m.MW == extents[i][0]);
    CHECK(m.MH == extents[i][1]);
    CHECK(m.weight == DataType::int_(2));
  }
  CHECK(network.streams.back().type == DataType::bipolar());
}

TEST_CASE("one FINN build imports as one network from its streamlined, specialised and final graphs",
          "[golden][onnx][data]") {
  const auto data = test::data_folder("finn_build_64x64");
  if (!data) return;
  const FoldedNetwork streamlined = import_onnx(*data / "step_streamline.onnx");
  const FoldedNetwork specialised = import_onnx(*data / "step_specialize_layers.onnx");
  const FoldedNetwork final = import_onnx(*data / "step_set_fifo_depths.onnx");
  CHECK(streamlined.network->layers.size() == 14);
  const auto frames = random_frames(*final.network, 100, 7);
  const auto expected = Model(final.network).run(frames);
  for (const FoldedNetwork* other : {&streamlined, &specialised}) {
    CHECK(other->network->streams == final.network->streams);
    REQUIRE(other->network->layers.size() == final.network->layers.size());
    for (std::size_t i = 0; i < final.network->layers.size(); ++i) {
      const Layer &a = other->network->layers[i], &b = final.network->layers[i];
      INFO(a.name);
      CHECK((a.name == b.name && a.kind == b.kind && a.inputs == b.inputs && a.outputs == b.outputs));
      CHECK(a.parameters == b.parameters);
    }
    const auto results = Model(other->network).run(frames);
    for (std::size_t i = 0; i < frames.size(); ++i) CHECK(results[i].output == expected[i].output);
  }
  // Of the streamlined graph, the last Mul and Add say what the sum stands for.
  REQUIRE(streamlined.network->output_scale.size() == 1);
  CHECK(streamlined.network->output_scale[0] == Approx(0.0030956233));
  CHECK(streamlined.network->output_scale[0] * streamlined.network->output_offset[0] == Approx(-0.19469553));
  CHECK(specialised.network->output_scale.empty());

  // 22500 = 16384 + 4096 + 1024 + 512 + 256 + 228: large FIFOs are split in the graph.
  const int depths[] = {4096, 22500, 4125, 50700, 2, 446, 2, 204, 2, 2, 2, 2, 2, 2, 2};
  const StageGraph graph = build_stage_graph(final.network, final.folding);
  REQUIRE(graph.streams.size() == std::size(depths));
  for (std::size_t k = 0; k < std::size(depths); ++k) CHECK(graph.streams[k].depth_words == depths[k]);
}
