#include "golden/builtin/lfc.hpp"

#include <algorithm>

#include "golden/builtin/random_parameters.hpp"

namespace weir::golden {

namespace {

struct LfcLayer {
  std::int64_t MW, MH;
  int SIMD, PE;
  const char* output;
  int output_depth_words;
};

constexpr LfcLayer kLfcLayers[] = {{832, 1024, 64, 32, "inter0", 16},
                                   {1024, 1024, 32, 64, "inter1", 8},
                                   {1024, 1024, 64, 32, "inter2", 16},
                                   {1024, 64, 8, 16, "memOut", 1024}};
constexpr int kBoundaryDepthWords = 1024;
constexpr int kBoundaryElements = 64;
constexpr std::int32_t kNeverFires = 32767;

Mvau make_mvau(const LfcLayer& plan, LfcPrecision precision, bool is_first, bool is_last) {
  const bool is_binary = precision.activation_bits == 1;
  const DataType hidden = is_binary ? DataType::binary() : DataType::int_(2);
  Mvau m;
  m.MW = plan.MW;
  m.MH = plan.MH;
  m.input = is_first && !is_binary ? DataType::bipolar() : hidden;
  m.weight = is_binary ? DataType::binary() : DataType::bipolar();
  m.output = is_last ? DataType::binary() : hidden;
  m.binary_xnor = is_binary;
  m.compare = Compare::Less;
  m.levels = is_last ? 1 : precision.activation_bits;
  m.act_val = is_last || is_binary ? 0 : -1;
  return m;
}

}  // namespace

std::pair<Network, Folding> make_lfc(const std::string& name, LfcPrecision precision, int class_count) {
  Network network;
  Folding folding;
  network.name = name;
  network.inputs = {"memIn"};
  network.outputs = {"memOut"};
  network.input_encoding = InputEncoding::BnnPynqBinarize;
  network.output_decoding = OutputDecoding::HighestSetBit;
  network.class_count = class_count;
  folding.boundary_elements = {{"memIn", kBoundaryElements}, {"memOut", kBoundaryElements}};
  folding.depths_words["memIn"] = kBoundaryDepthWords;
  for (const LfcLayer& plan : kLfcLayers) {
    const std::size_t index = network.layers.size();
    const bool is_first = index == 0, is_last = index + 1 == std::size(kLfcLayers);
    const Mvau mvau = make_mvau(plan, precision, is_first, is_last);
    if (is_first) network.streams.push_back({"memIn", mvau.input, {plan.MW}});
    const std::string input = network.streams.back().name;
    network.streams.push_back({plan.output, mvau.output, {plan.MH}});
    network.layers.push_back({"MVAU_" + std::to_string(index), mvau, {input}, {plan.output}, {}});
    folding.layers[network.layers.back().name] = {plan.PE, plan.SIMD, 1, "auto"};
    folding.depths_words[plan.output] = plan.output_depth_words;
  }
  return {std::move(network), std::move(folding)};
}

FoldedNetwork make_builtin_lfc(const std::string& name, LfcPrecision precision, std::optional<std::uint64_t> seed) {
  auto [network, folding] = make_lfc(name, precision, 10);
  if (seed) {
    fill_random_parameters(network, *seed);
    Parameters& last = network.layers.back().parameters;
    const auto row_weights = last.weights.shape[1];
    std::fill(last.weights.data.begin() + network.class_count * row_weights, last.weights.data.end(), 1);
    std::fill(last.thresholds.data.begin() + network.class_count, last.thresholds.data.end(), kNeverFires);
  }
  return {std::make_shared<const Network>(std::move(network)), std::move(folding)};
}

}  // namespace weir::golden
