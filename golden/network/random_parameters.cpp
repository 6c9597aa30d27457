#include "golden/network/random_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace weir::golden {

namespace {

/// Rows differ a little in how often they fire, as trained ones do; in standard deviations of the sum.
constexpr double kThresholdJitter = 0.15;

struct Moments {
  double mean = 0, variance = 1;
};

/// All values low .. high equally likely.
Moments uniform(double low, double high) {
  const double count = high - low + 1;
  return {(low + high) / 2, (count * count - 1) / 12};
}

Moments uniform(DataType type) {
  if (type == DataType::bipolar()) return {0, 1};
  return uniform(static_cast<double>(type.min()), static_cast<double>(type.max()));
}

/// x with P(normal < x) = p, by bisection: exact enough, and the same everywhere.
double normal_quantile(double p) {
  double low = -8, high = 8;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

class Filler {
 public:
  Filler(Network& network, std::uint64_t seed) : network_(network), random_(seed) {}

  void fill() {
    for (const auto& name : network_.inputs) moments_[name] = uniform(network_.find_stream(name)->type);
    for (auto& layer : network_.layers) {
      const Moments in = moments_.at(layer.inputs.front());
      const Moments out = std::visit([&](const auto& kind) { return fill(kind, in, layer.parameters); }, layer.kind);
      for (const auto& name : layer.outputs) moments_[name] = out;
    }
  }

 private:
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>((random_() >> 32) % static_cast<std::uint64_t>(count));
  }
  double jitter() { return kThresholdJitter * (static_cast<double>(below(2001)) / 1000.0 - 1.0); }

  Tensor weights(const ParameterSpec& spec) {
    Tensor w(spec.shape);
    const bool is_signed = spec.type.kind == DataType::Kind::Int;
    const std::int64_t low = is_signed ? -spec.type.max() : spec.type.min();
    for (auto& value : w.data)
      value = static_cast<std::int32_t>(spec.type == DataType::bipolar() ? 2 * below(2) - 1
                                                                         : low + below(spec.type.max() - low + 1));
    return w;
  }

  /// Appends one row of thresholds for sums of these moments.
  void add_row(Moments sums, int levels, const ParameterSpec& spec, std::vector<std::int32_t>& thresholds) {
    const double deviation = std::sqrt(std::max(sums.variance, 1e-9)), shift = jitter();
    for (int k = 0; k < levels; ++k) {
      const double position = normal_quantile((k + 1.0) / (levels + 1.0)) + shift;
      const double value = std::round(sums.mean + position * deviation);
      thresholds.push_back(static_cast<std::int32_t>(
          std::clamp(value, static_cast<double>(spec.type.min()), static_cast<double>(spec.type.max()))));
    }
  }

  static Moments sum_of_row(const Mvau& m, const Tensor& w, std::int64_t row, Moments in) {
    Moments sums{0, 0};
    for (std::int64_t column = 0; column < m.MW; ++column) {
      const double value = w.data[static_cast<std::size_t>(row * m.MW + column)];
      sums.mean += m.binary_xnor ? (value > 0 ? in.mean : 1 - in.mean) : value * in.mean;
      sums.variance += (m.binary_xnor ? 1.0 : value * value) * in.variance;
    }
    return sums;
  }

  Moments fill(const Mvau& m, Moments in, Parameters& p) {
    const ParameterSpecs specs = parameter_specs(m);
    p.weights = weights(specs.weights);
    if (m.no_activation) return {0, static_cast<double>(m.MW) * in.variance};
    p.thresholds.shape = specs.thresholds.shape;
    for (std::int64_t row = 0; row < m.MH; ++row)
      add_row(sum_of_row(m, p.weights, row, in), m.levels, specs.thresholds, p.thresholds.data);
    return activated(m.output, m.act_val, m.levels);
  }

  Moments fill(const Thresholding& t, Moments in, Parameters& p) {
    const ParameterSpec spec = parameter_specs(t).thresholds;
    p.thresholds.shape = spec.shape;
    for (std::int64_t channel = 0; channel < t.channels; ++channel) add_row(in, t.levels, spec, p.thresholds.data);
    return activated(t.output, t.act_val, t.levels);
  }

  Moments fill(const Dwc&, Moments in, Parameters&) { return in; }

  static Moments activated(DataType output, int act_val, int levels) {
    return output == DataType::bipolar() ? uniform(output) : uniform(act_val, act_val + levels);
  }

  Network& network_;
  std::mt19937_64 random_;
  std::map<std::string, Moments> moments_;
};

}  // namespace

void fill_random_parameters(Network& network, std::uint64_t seed) { Filler(network, seed).fill(); }

}  // namespace weir::golden
