#include "golden/finn/minimize_bit_width.hpp"

#include <algorithm>

#include "golden/layers/vvau_channels.hpp"

namespace weir::golden {

namespace {

DataType smallest_weight_type(const Tensor& weights) {
  const auto [low, high] = std::minmax_element(weights.data.begin(), weights.data.end());
  return smallest_type(*low, *high);
}

/// A BIPOLAR weight beside a BIPOLAR input is one bit of an XNOR in FINN, too.
bool keeps_weights(DataType weight, DataType input, BipolarWeights bipolar) {
  if (weight == DataType::binary()) return true;
  return weight == DataType::bipolar() && (bipolar == BipolarWeights::Keep || input == DataType::bipolar());
}

struct Range {
  std::int64_t low, high;
  Range with(std::int64_t value) const { return {std::min(low, value), std::max(high, value)}; }
};

/// Into the range of sums and one step beyond, where they fire for all of them or for none.
Range clip(Tensor& thresholds, Range sums, Compare compare) {
  const int below = compare == Compare::Less ? 1 : 0;
  Range all = sums;
  for (std::int32_t& t : thresholds.data) {
    t = static_cast<std::int32_t>(std::clamp<std::int64_t>(t, sums.low - below, sums.high + 1 - below));
    all = all.with(t);
  }
  // Thresholds of unsigned sums have a sign of their own.
  return {sums.low >= 0 ? 0 : all.low, all.high};
}

class Minimizer {
 public:
  Minimizer(Network& network, BipolarWeights bipolar) : network_(network), bipolar_(bipolar) {}

  void run() {
    for (Layer& layer : network_.layers) {
      if (auto* m = std::get_if<Mvau>(&layer.kind); m != nullptr && !m->external_weights) minimize(*m, layer);
      if (auto* v = std::get_if<Vvau>(&layer.kind)) minimize(*v, layer);
    }
  }

 private:
  static Mvau as_mvau(const Mvau& m) { return m; }
  static Mvau as_mvau(const Vvau& v) { return mvau_of_channels(v); }

  template <class Kind>
  void minimize(Kind& kind, Layer& layer) {
    Parameters& p = layer.parameters;
    if (p.weights.empty()) return;
    if (!keeps_weights(kind.weight, kind.input, bipolar_)) kind.weight = smallest_weight_type(p.weights);
    const auto [low, high] = accumulator_range(as_mvau(kind), p.weights);
    if (!kind.no_activation) {
      const Range range = clip(p.thresholds, {low, high}, kind.compare);
      kind.accumulator = smallest_type(range.low, range.high);
      return;
    }
    DataType type = smallest_type(low, high);
    const std::string& stream = layer.outputs.front();
    if (is_network_output(stream)) type.bits = std::min(32, (type.bits + 7) / 8 * 8);
    if (retype_reader(stream, type)) kind.accumulator = kind.output = type;
  }

  bool is_network_output(const std::string& stream) const {
    return std::find(network_.outputs.begin(), network_.outputs.end(), stream) != network_.outputs.end();
  }

  /// False if the layer that reads the stream, or the stream itself, has to keep its type.
  bool retype_reader(const std::string& stream, DataType type) {
    for (Layer& layer : network_.layers) {
      if (std::find(layer.inputs.begin(), layer.inputs.end(), stream) == layer.inputs.end()) continue;
      if (auto* labels = std::get_if<LabelSelect>(&layer.kind))
        labels->input = type;
      else if (auto* thresholds = std::get_if<Thresholding>(&layer.kind))
        thresholds->input = type;
      else
        return false;
    }
    const auto found = std::find_if(network_.streams.begin(), network_.streams.end(),
                                    [&](const NetworkStream& s) { return s.name == stream; });
    found->type = type;
    return true;
  }

  Network& network_;
  BipolarWeights bipolar_;
};

}  // namespace

Network minimize_bit_widths(const Network& network, BipolarWeights bipolar) {
  Network made = network;
  Minimizer(made, bipolar).run();
  return made;
}

}  // namespace weir::golden
