#include "golden/builtin/unsw.hpp"

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

struct LayerPlan {
  std::int64_t MW, MH;
  int PE, SIMD, accumulator_bits;
};

constexpr LayerPlan kPlan[] = {{600, 64, 16, 40, 11}, {64, 64, 1, 64, 9}, {64, 64, 1, 64, 9}, {64, 1, 1, 1, 9}};

Mvau make_mvau(const LayerPlan& plan, DataType input, bool is_last) {
  Mvau m;
  m.MW = plan.MW;
  m.MH = plan.MH;
  m.input = input;
  m.weight = DataType::int_(2);
  m.accumulator = DataType::int_(plan.accumulator_bits);
  m.output = is_last ? DataType::bipolar() : DataType::uint(2);
  m.levels = is_last ? 1 : 3;
  return m;
}

}  // namespace

FoldedNetwork make_builtin_unsw(const std::string& name, std::optional<std::uint64_t> seed) {
  Network network;
  Folding folding;
  network.name = name;
  network.inputs = {"global_in"};
  network.class_count = 2;  // normal traffic, attack: the sign of the one output
  network.streams.push_back({"global_in", DataType::bipolar(), {kPlan[0].MW}});
  for (const LayerPlan& plan : kPlan) {
    const NetworkStream from = network.streams.back();
    const std::string layer = "MVAU_" + std::to_string(network.layers.size());
    const Mvau m = make_mvau(plan, from.type, &plan == std::end(kPlan) - 1);
    network.streams.push_back({layer + "_out0", m.output, {plan.MH}});
    network.layers.push_back({layer, m, {from.name}, {layer + "_out0"}, {}});
    folding.layers[layer] = {plan.PE, plan.SIMD, 1, "auto"};
  }
  network.outputs = {network.streams.back().name};
  if (seed) fill_random_parameters(network, *seed);
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

}  // namespace weir::golden
