/// The whole ResNet50 in RTL on its published parameters and picture: 75 kernels from C++ to Verilated models. Minutes;
/// run by the preset nightly.
#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/import/resnet50.hpp"
#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/data.hpp"

using namespace weir;

TEST_CASE("the whole published ResNet50 agrees in every word and cycle over two pictures, free and with stalls",
          "[data]") {
  if (std::getenv("WEIR_LONG_RTL") == nullptr) {
    std::cout << "skipped: WEIR_LONG_RTL is not set (preset nightly sets it)\n";
    return;
  }
  const auto params = test::data_folder("resnet50_w1a2/params");
  const auto vectors = test::data_folder("resnet50_w1a2/vectors");
  if (!params || !vectors) return;
  golden::FoldedNetwork imported = golden::import_resnet50_npy(*params);
  imported.network = golden::with_fc_weights(*imported.network, *vectors / "fcw.bin");
  const golden::StageGraph graph = test::graph_of(imported);
  REQUIRE(graph.stages.size() > tools::kMostStitchedStages);
  auto picture = read_binary_file(*vectors / "img.bin");
  std::vector<Tensor> frames{golden::encode_input(*graph.network, picture)};
  std::reverse(picture.begin(), picture.end());  // upside down, mirrored, colours swapped
  frames.push_back(golden::encode_input(*graph.network, picture));
  test::require_agreement(graph, frames, {11});
}
