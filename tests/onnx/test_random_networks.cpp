/// Random networks: golden, by way of the import, computes what the graph computes in floating point. WEIR_RANDOM_NETWORKS
/// says how many (normally 40, in the nightly preset more), WEIR_RANDOM_SEED the first.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "tests/onnx/random_graph.hpp"

using namespace weir;
using namespace weir::golden;
using weir::test::Numbers;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

/// The stream's [H, W, C] as the graph's [1, C, H, W] or [1, C, L].
Numbers graph_input(const Tensor& frame, const std::vector<std::int64_t>& shape) {
  Numbers in{shape, {}};
  const std::int64_t C = shape[1], pixels = frame.size() / C;
  for (std::int64_t c = 0; c < C; ++c)
    for (std::int64_t p = 0; p < pixels; ++p) in.data.push_back(frame.data[static_cast<std::size_t>(p * C + c)]);
  return in;
}

std::vector<std::int64_t> input_shape(test::OnnxModel& model) {
  std::vector<std::int64_t> shape;
  for (const auto& extent : model.graph().input(0).type().tensor_type().shape().dim()) shape.push_back(extent.dim_value());
  return shape;
}

std::string all_texts(const Errors& errors) {
  std::string text;
  for (const Error& error : errors.list()) text += error.text() + "\n";
  return text;
}

FoldedNetwork imported(const test::RandomGraph& graph) {
  const std::string bytes = graph.model.bytes();
  try {
    return import_onnx(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), "random");
  } catch (const Errors& errors) {
    FAIL(all_texts(errors));
  }
  return {};
}

}  // namespace

TEST_CASE("random graphs compute in integers what they compute in floating point", "[golden][onnx]") {
  const std::uint64_t first = number_from("WEIR_RANDOM_SEED", 1), count = number_from("WEIR_RANDOM_NETWORKS", 40);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    test::RandomGraph graph = test::random_graph(seed);
    INFO("WEIR_RANDOM_SEED=" << seed << " WEIR_RANDOM_NETWORKS=1: " << graph.operations);
    const FoldedNetwork made = imported(graph);
    const Network& network = *made.network;
    CHECK((network.tail != nullptr) == graph.has_tail);
    const auto frames = random_frames(network, 5, seed);
    const auto results = Model(made.network).run(frames);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const Numbers wanted = compute(graph.model.graph(), graph_input(frames[i], input_shape(graph.model)));
      const std::vector<double> values = output_values(network, results[i].output);
      REQUIRE(values.size() == wanted.data.size());
      double most = 1e-3;
      for (const double v : wanted.data) most = std::max(most, std::abs(v));
      for (std::size_t k = 0; k < values.size(); ++k) {
        INFO("frame " << i << ", value " << k);
        REQUIRE(values[k] == Approx(wanted.data[k]).margin(most * 1e-5));
      }
    }
  }
}
