/// The models in tests/golden/onnx, made and computed by make_models.py there.
#include <catch2/catch.hpp>
#include <cstring>

#include "golden/base/file.hpp"
#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "tests/paths.hpp"

using namespace weir;
using namespace weir::golden;

namespace {

const std::filesystem::path kFolder = weir::test::source_folder() / "tests/golden/onnx";

struct Recorded {
  FoldedNetwork imported;
  std::vector<FrameResult> results;
  std::vector<float> expected;  ///< of all frames, one after another
};

Recorded run(const std::string& name) {
  Recorded r{import_onnx(kFolder / (name + ".onnx")), {}, {}};
  const Network& network = *r.imported.network;
  const auto bytes = read_binary_file(kFolder / (name + ".input.u8"));
  const auto output = read_binary_file(kFolder / (name + ".output.f32"));
  r.expected.resize(output.size() / sizeof(float));
  std::memcpy(r.expected.data(), output.data(), output.size());
  const auto each = static_cast<std::size_t>(element_count(network.find_stream(network.inputs.front())->shape));
  std::vector<Tensor> frames;
  for (std::size_t at = 0; at + each <= bytes.size(); at += each)
    frames.push_back(encode_input(network, std::span(bytes).subspan(at, each)));
  r.results = Model(r.imported.network).run(frames);
  return r;
}

/// Integers are exactly right if their values are nearer to the recorded ones than any other integer's.
void require_values(const Recorded& r) {
  const Network& network = *r.imported.network;
  std::size_t at = 0;
  for (const FrameResult& result : r.results)
    for (std::size_t i = 0; i < result.output.data.size(); ++i) {
      const double scale = network.output_scale.at(i);
      const double value = scale * (result.output.data[i] + network.output_offset[i]);
      REQUIRE(value == Approx(r.expected.at(at++)).margin(scale / 100));
    }
  CHECK(at == r.expected.size());
}

int count_of(const Network& network, const std::string& op) {
  int count = 0;
  for (const Layer& layer : network.layers) count += op_type(layer.kind) == op ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a residual network of floating-point scales computes in integers what the graph computes",
          "[golden][onnx]") {
  const Recorded r = run("residual");
  REQUIRE(r.results.size() == 25);
  require_values(r);
  const Network& network = *r.imported.network;
  CHECK(count_of(network, "DuplicateStreams") == 2);
  CHECK(count_of(network, "AddStreams") == 2);
  CHECK(count_of(network, "VVAU") == 1);
  CHECK(count_of(network, "StreamingMaxPool") == 1);
  CHECK(count_of(network, "Pool") == 2);
}

TEST_CASE("a perceptron with falling batch norms and a flattened picture computes what the graph computes",
          "[golden][onnx]") {
  const Recorded r = run("perceptron");
  REQUIRE(r.results.size() == 25);
  require_values(r);
  CHECK(count_of(*r.imported.network, "MVAU") == 3);
  CHECK(r.imported.network->layers.size() == 4);
}

TEST_CASE("a streamlined FINN graph ranks the classes as the graph does", "[golden][onnx]") {
  const Recorded r = run("streamlined");
  REQUIRE(r.results.size() == 25);
  CHECK(r.imported.network->output_decoding == OutputDecoding::TopKIndices);
  std::size_t at = 0;
  for (const FrameResult& result : r.results)
    for (const std::int32_t index : result.output.data) CHECK(index == static_cast<int>(r.expected.at(at++)));
  CHECK(at == r.expected.size());
}
