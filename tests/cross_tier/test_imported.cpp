/// Does a network that came from an ONNX file agree in every tier, as a built-in one does?
#include <iostream>

#include "golden/import/onnx/import_onnx.hpp"
#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/paths.hpp"

namespace {

using namespace weir;

/// tests/golden/onnx/residual.onnx: floating-point scales, two branches of different length. Its imported FIFOs are
/// FINN's two words, at which the branches deadlock; a frame in each never does.
golden::StageGraph residual_graph() {
  const auto file = weir::test::source_folder() / "tests/golden/onnx/residual.onnx";
  golden::StageGraph graph = test::graph_of(golden::import_onnx(file));
  for (auto& stream : graph.streams) stream.depth_words = static_cast<int>(stream.words_per_frame());
  return graph;
}

}  // namespace

TEST_CASE("an imported residual network has golden's words in SystemC and its cycles in max-plus, free and stalled") {
  const auto graph = residual_graph();
  const auto frames = golden::random_frames(*graph.network, 3, 5);
  for (const timing::Stalls stalls : {timing::Stalls{}, timing::Stalls{0.3, 7}, timing::Stalls{0.6, 8}})
    test::require_equal_engines(graph, frames, stalls);
}

TEST_CASE("an imported residual network agrees in RTL in every word and cycle, free and with stalls") {
  if (std::getenv("WEIR_LONG_RTL") == nullptr) {
    std::cout << "skipped: WEIR_LONG_RTL is not set (preset nightly sets it)\n";
    return;
  }
  const auto graph = residual_graph();
  test::require_agreement(graph, golden::random_frames(*graph.network, 2, 5), {12});
}
