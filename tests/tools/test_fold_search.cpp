/// Is the folding of the search as cheap as it can be, fast enough in simulation, and within the part?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/builtin/builtin.hpp"
#include "golden/builtin/random_parameters.hpp"
#include "golden/finn/set_folding.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/process/schedule.hpp"
#include "tools/flow/fold_search.hpp"

using namespace weir;
using namespace weir::golden;
using tools::FoldSearchOptions;
using tools::FoldSearchResult;

namespace {

Mvau matrix(std::int64_t MW, std::int64_t MH) {
  Mvau m;
  m.MW = MW;
  m.MH = MH;
  m.num_input_vectors = {16};
  m.input = m.output = DataType::uint(2);
  m.weight = DataType::int_(2);
  m.levels = 3;
  return m;
}

/// Two matrix layers one behind the other.
std::shared_ptr<const Network> two_layers() {
  auto network = std::make_shared<Network>();
  network->name = "two";
  network->streams = {{"in", DataType::uint(2), {16, 12}},
                      {"MVAU_0_out0", DataType::uint(2), {16, 18}},
                      {"MVAU_1_out0", DataType::uint(2), {16, 8}}};
  network->layers = {{"MVAU_0", matrix(12, 18), {"in"}, {"MVAU_0_out0"}, {}},
                     {"MVAU_1", matrix(18, 8), {"MVAU_0_out0"}, {"MVAU_1_out0"}, {}}};
  network->inputs = {"in"};
  network->outputs = {"MVAU_1_out0"};
  fill_random_parameters(*network, 1);
  return network;
}

struct Part {
  double lut, bram18, dsp;
};

/// The sum of shares that the search minimises, from the estimates of a whole folded network and its converters.
double cost_of(const StageGraph& graph, const AttributeTable& attributes, const Part& part) {
  const DspBlock dsp = dsp_block(kDefaultPart);
  double lut = 0, bram18 = 0, dsps = 0;
  const auto add = [&](const Resources& r) {
    lut += r.lut.value;
    bram18 += r.bram_18k.value;
    dsps += r.dsp.value;
  };
  for (const HardwareNode& node : hardware_nodes(*graph.network, graph.folding, attributes, kDefaultPart))
    add(estimate_resources(node, dsp));
  for (const Stage& stage : graph.stages)
    if (const auto* dwc = std::get_if<Dwc>(&stage.kind); dwc != nullptr) add(estimate(*dwc, HardwareNode{}, dsp));
  return lut / part.lut + bram18 / part.bram18 + dsps / part.dsp;
}

/// What a Pynq board's part can use: 70 % of the LUTs, 80 % of the rest.
const Part kPynq{0.7 * 53200, 0.8 * 280, 0.8 * 220};

bool is_fast_enough(const StageGraph& graph, std::int64_t target) {
  return std::all_of(graph.stages.begin(), graph.stages.end(),
                     [&](const Stage& stage) { return timing::make_schedule(stage).iterations <= target; });
}

/// The least cost of all foldings and styles of two_layers() there are.
double least_cost(const std::shared_ptr<const Network>& network, std::int64_t target) {
  double least = 1e9;
  const auto folds = [](const Mvau& m) {
    std::vector<LayerFolding> list;
    for (int PE = 1; PE <= m.MH; ++PE)
      for (int SIMD = 1; SIMD <= m.MW; ++SIMD)
        if (m.MH % PE == 0 && m.MW % SIMD == 0) list.push_back({PE, SIMD, 1, "auto"});
    return list;
  };
  for (const auto& first : folds(matrix(12, 18)))
    for (const auto& second : folds(matrix(18, 8))) {
      Folding folding;
      folding.layers = {{"MVAU_0", first}, {"MVAU_1", second}};
      const StageGraph graph = build_stage_graph(network, folding);
      if (!is_fast_enough(graph, target)) continue;
      for (int style = 0; style < 16; ++style) {
        AttributeTable attributes;
        attributes["MVAU_0"].res_type = style & 1 ? "dsp" : "auto";
        attributes["MVAU_0"].ram_style = style & 2 ? "distributed" : "auto";
        attributes["MVAU_1"].res_type = style & 4 ? "dsp" : "auto";
        attributes["MVAU_1"].ram_style = style & 8 ? "distributed" : "auto";
        least = std::min(least, cost_of(graph, attributes, kPynq));
      }
    }
  return least;
}

FoldSearchResult search(const FoldedNetwork& model, std::int64_t target, const std::string& part) {
  FoldSearchOptions options;
  options.target_cycles = target;
  options.fpga_part = part;
  return tools::search_folding(model.network, model.folding, options);
}

}  // namespace

TEST_CASE("of a small network the search finds a folding as cheap as any of all foldings", "[tools][fold]") {
  const auto network = two_layers();
  for (const std::int64_t target : {3456, 1000, 500, 200, 100, 48, 16}) {
    CAPTURE(target);
    const FoldSearchResult found = search({network, {}}, target, kDefaultPart);
    CHECK(found.meets_target);
    CHECK(found.fits);
    const StageGraph graph = build_stage_graph(network, found.folding);
    CHECK(is_fast_enough(graph, target));
    CHECK(cost_of(graph, found.attributes, kPynq) == Approx(least_cost(network, target)));
  }
}

TEST_CASE(
    "the search meets a rate in simulation, window generators and pools included, and takes no more than SetFolding",
    "[tools][fold]") {
  const FoldedNetwork cnv = make_builtin("cnv-finn-1w1a");
  SetFoldingOptions finn;
  finn.target_fps = 600;
  const AutoFolding by_finn = set_folding(*cnv.network, cnv.folding, finn);
  const FoldSearchResult found = search(cnv, by_finn.target_cycles, "pynq-z1");
  CHECK(found.meets_target);
  CHECK(found.fits);
  CHECK(found.interval_cycles <= 166666);
  Folding deep = by_finn.folding;
  deep.boundary_elements = cnv.folding.boundary_elements;
  CHECK(cost_of(build_stage_graph(cnv.network, found.folding), found.attributes, kPynq) <=
        cost_of(build_stage_graph(cnv.network, deep), by_finn.attributes, kPynq));
}

TEST_CASE("a rate that no folding reaches is refused, and one that no part of that size holds is said to be too large",
          "[tools][fold]") {
  CHECK_THROWS_AS(search(make_builtin("lfc-w1a1"), 0, kDefaultPart), Error);
  CHECK_THROWS_AS(search(make_builtin("lfc-w1a1"), 100, "xc7z999"), Error);
  const FoldSearchResult found = search(make_builtin("cnv-w2a2"), 9000, "pynq-z1");
  CHECK(found.meets_target);
  CHECK_FALSE(found.fits);
  CHECK((found.use.lut > found.budget.lut || found.use.bram18 > found.budget.bram18));
}
