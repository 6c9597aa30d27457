#include <catch2/catch.hpp>

#include "golden/import/idx.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/network/file.hpp"
#include "golden/network/model.hpp"
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
    const BuiltIn imported = import_onnx(*data / (std::string(name) + ".onnx"));
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
  const BuiltIn imported = import_onnx(*data / "unsw_nb15-mlp-w2a2.onnx");
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
