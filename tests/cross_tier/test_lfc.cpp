/// The main job: do the built-in and the trained LFC networks agree in all tiers, whole and stage by stage?
#include <array>
#include <catch2/catch.hpp>

#include "golden/import/bnn_pynq.hpp"
#include "golden/import/frame_source.hpp"
#include "golden/network/model.hpp"
#include "tests/data.hpp"
#include "tools/flow/cosim_flow.hpp"

namespace {

using namespace weir;

constexpr std::array<std::uint64_t, 3> kStallSeeds{11, 12, 13};

void require_agreement(const golden::StageGraph& graph, const std::vector<Tensor>& frames) {
  tools::CosimRequest request;
  request.frames = frames;
  const auto free = tools::cosimulate(graph, request).result;
  INFO(graph.name);
  CHECK(free.mismatches == 0);
  CHECK(free.cycle_differences == 0);
  CHECK(free.equal());
  CHECK(free.streams_compared == static_cast<int>(graph.streams.size()));
  for (const auto seed : kStallSeeds) {
    request.stalls = {0.3, seed};
    const auto stalled = tools::cosimulate(graph, request).result;
    CHECK(stalled.mismatches == 0);
    CHECK(stalled.cycle_differences == 0);
    CHECK(stalled.equal());
  }
}

golden::StageGraph graph_of(const golden::BuiltIn& built_in) {
  return golden::build_stage_graph(built_in.network, built_in.folding);
}

}  // namespace

TEST_CASE("built-in LFC networks agree in every word and cycle, free and with three seeds of stalls") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const golden::StageGraph graph = graph_of(golden::make_builtin(name));
    require_agreement(graph, golden::random_frames(*graph.network, 3, 1));
  }
}

TEST_CASE("every LFC stage alone agrees in every word and cycle") {
  for (const std::string name : {"lfc-w1a1", "lfc-w1a2"}) {
    const golden::StageGraph graph = graph_of(golden::make_builtin(name));
    const auto frames = golden::random_frames(*graph.network, 2, 2);
    for (const auto& stage : graph.stages) require_agreement(single_stage(graph, stage.name), frames);
  }
}

TEST_CASE("trained LFC networks agree on real images in every word and cycle") {
  const auto data = test::data_folder("bnn_pynq");
  const auto mnist = test::data_folder("mnist");
  if (!data || !mnist) return;
  for (const std::string name : {"lfcW1A1", "lfcW1A2"}) {
    const golden::BuiltIn imported = golden::import_bnn_pynq(*data / "params/mnist" / name);
    golden::FrameSource images(*imported.network, {*mnist / "t10k-images-idx3-ubyte"}, 5);
    require_agreement(graph_of(imported), images.next_elements(5));
  }
}

TEST_CASE("with half-frame FIFOs LFC needs more than 512 cycles per image in RTL, with full-frame FIFOs 512") {
  golden::BuiltIn lfc = golden::make_builtin("lfc-w1a1");
  tools::CosimRequest request;
  request.frames = golden::random_frames(*lfc.network, 5, 1);
  CHECK(tools::cosimulate(graph_of(lfc), request).result.interval_cycles > 512);
  lfc.folding.depths_words["inter0"] = 32;
  lfc.folding.depths_words["inter1"] = 16;
  lfc.folding.depths_words["inter2"] = 32;
  CHECK(tools::cosimulate(graph_of(lfc), request).result.interval_cycles == 512);
}
