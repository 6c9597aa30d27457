/// The main job: do the built-in and the trained LFC networks agree in all tiers, whole and stage by stage?
#include <catch2/catch.hpp>

#include "golden/import/bnn_pynq.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/model/model.hpp"
#include "tests/cross_tier/agreement.hpp"
#include "tests/data.hpp"

namespace {

using namespace weir;
using test::graph_of;
using test::require_agreement;

const std::vector<std::uint64_t> kStallSeeds{11, 12, 13};

}  // namespace

TEST_CASE("built-in LFC networks agree in every word and cycle, free and with three seeds of stalls") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const golden::StageGraph graph = graph_of(golden::make_builtin(name));
    require_agreement(graph, golden::random_frames(*graph.network, 3, 1), kStallSeeds);
  }
}

TEST_CASE("every LFC stage alone agrees in every word and cycle") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const golden::StageGraph graph = graph_of(golden::make_builtin(name));
    const auto frames = golden::random_frames(*graph.network, 2, 2);
    for (const auto& stage : graph.stages) require_agreement(single_stage(graph, stage.name), frames, kStallSeeds);
  }
}

TEST_CASE("trained LFC networks agree on real images in every word and cycle", "[data]") {
  const auto data = test::data_folder("bnn_pynq");
  const auto mnist = test::data_folder("mnist");
  if (!data || !mnist) return;
  for (const std::string name : {"lfcW1A1", "lfcW1A2"}) {
    const golden::FoldedNetwork imported = golden::import_bnn_pynq(*data / "params/mnist" / name);
    golden::FrameSource images(*imported.network, {*mnist / "t10k-images-idx3-ubyte"}, 5);
    require_agreement(graph_of(imported), images.next_elements(5), kStallSeeds);
  }
}

TEST_CASE("with half-frame FIFOs LFC needs more than 512 cycles per image in RTL, with full-frame FIFOs 512") {
  golden::FoldedNetwork lfc = golden::make_builtin("lfc-w1a1");
  tools::CosimRequest request;
  request.frames = golden::random_frames(*lfc.network, 5, 1);
  CHECK(tools::cosimulate(graph_of(lfc), request).result.interval_cycles > 512);
  lfc.folding.depths_words["inter0"] = 32;
  lfc.folding.depths_words["inter1"] = 16;
  lfc.folding.depths_words["inter2"] = 32;
  CHECK(tools::cosimulate(graph_of(lfc), request).result.interval_cycles == 512);
}
