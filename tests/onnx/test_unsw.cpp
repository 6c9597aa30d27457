/// The built-in intrusion detector and the published tutorial's figures (facts: 600-64-64-64-1, 2 bits; at a target of
/// 1,000,000 frames/s and 10 ns the layers take 60, 64, 64 and 64 cycles).
#include <catch2/catch.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/finn/set_folding.hpp"

using namespace weir;
using namespace weir::golden;

TEST_CASE("the built-in intrusion detector has the published extents and types", "[golden][builtin]") {
  const FoldedNetwork made = make_builtin("mlp-unsw-nb15-w2a2");
  const Network& network = *made.network;
  Errors errors;
  validate(network, errors);
  CHECK(errors.empty());
  REQUIRE(network.layers.size() == 4);
  const std::int64_t extents[][2] = {{600, 64}, {64, 64}, {64, 64}, {64, 1}};
  for (std::size_t i = 0; i < 4; ++i) {
    const Mvau& m = std::get<Mvau>(network.layers[i].kind);
    CHECK((m.MW == extents[i][0] && m.MH == extents[i][1] && m.weight == DataType::int_(2)));
    CHECK(m.output == (i == 3 ? DataType::bipolar() : DataType::uint(2)));
  }
  CHECK(network.streams.front().type == DataType::bipolar());
}

TEST_CASE("SetFolding finds the published folding of the intrusion detector, its default", "[golden][builtin]") {
  const FoldedNetwork made = make_builtin("mlp-unsw-nb15-w2a2");
  SetFoldingOptions options;
  options.target_fps = 1e6;
  options.mvau_wwidth_max = 80;
  const AutoFolding chosen = set_folding(*made.network, {}, options);
  const std::int64_t cycles[] = {60, 64, 64, 64};
  for (std::size_t i = 0; i < 4; ++i) {
    const Layer& layer = made.network->layers[i];
    const Mvau& m = std::get<Mvau>(layer.kind);
    const LayerFolding& f = chosen.folding.of(layer.name);
    CHECK(m.MW / f.SIMD * (m.MH / f.PE) == cycles[i]);
    CHECK(f == made.folding.of(layer.name));
  }
  CHECK(chosen.performance.critical_path_cycles == 252);
  CHECK(chosen.performance.max_cycles == 64);
  CHECK(chosen.performance.throughput_fps == 1562500.0);
}
