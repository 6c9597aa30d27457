#include "golden/builtin/random_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace weir::golden {

namespace {

/// Rows differ a little in how often they fire, as trained ones do; in standard deviations of the sum.
constexpr double kThresholdJitter = 0.15;
constexpr std::size_t kBagSize = 4096;

/// Values that a stream's elements take about equally often.
using Bag = std::vector<std::int32_t>;

struct Moments {
  double mean = 0, variance = 0;
};

Moments moments(const Bag& bag) {
  Moments m;
  const auto count = static_cast<double>(bag.size());
  for (const std::int32_t value : bag) m.mean += value / count;
  for (const std::int32_t value : bag) m.variance += (value - m.mean) * (value - m.mean) / count;
  return m;
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
    for (const auto& name : network_.inputs) bags_[name] = uniform(network_.find_stream(name)->type);
    for (auto& layer : network_.layers) {
      const std::vector<Bag> out = std::visit([&](const auto& kind) { return fill(kind, layer); }, layer.kind);
      for (std::size_t port = 0; port < out.size(); ++port) bags_[layer.outputs[port]] = out[port];
    }
  }

 private:
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>((random_() >> 32) % static_cast<std::uint64_t>(count));
  }
  double jitter() { return kThresholdJitter * (static_cast<double>(below(2001)) / 1000.0 - 1.0); }

  Tensor uniform_tensor(const ParameterSpec& spec) {
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
      const double position = quantiles(levels)[static_cast<std::size_t>(k)] + shift;
      const double value = std::round(sums.mean + position * deviation);
      thresholds.push_back(static_cast<std::int32_t>(
          std::clamp(value, static_cast<double>(spec.type.min()), static_cast<double>(spec.type.max()))));
    }
  }

  /// The points that cut a normal distribution into levels + 1 equal parts.
  const std::vector<double>& quantiles(int levels) {
    std::vector<double>& known = quantiles_[levels];
    for (int k = static_cast<int>(known.size()); k < levels; ++k)
      known.push_back(normal_quantile((k + 1.0) / (levels + 1.0)));
    return known;
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

  std::vector<Bag> fill(const Mvau& m, Layer& layer) {
    const ParameterSpecs specs = parameter_specs(m);
    const Moments in = moments(bags_.at(layer.inputs.front()));
    Parameters& p = layer.parameters;
    p.weights = uniform_tensor(specs.weights);
    if (m.no_activation) return {normal(sum_of_row(m, p.weights, 0, in))};
    p.thresholds.shape = specs.thresholds.shape;
    for (std::int64_t row = 0; row < m.MH; ++row)
      add_row(sum_of_row(m, p.weights, row, in), m.levels, specs.thresholds, p.thresholds.data);
    return {activated(m.output, m.act_val, m.levels)};
  }

  std::vector<Bag> fill(const Vvau& m, Layer& layer) {
    const ParameterSpecs specs = parameter_specs(m);
    const Moments in = moments(bags_.at(layer.inputs.front()));
    Parameters& p = layer.parameters;
    p.weights = uniform_tensor(specs.weights);
    Mvau channel;
    channel.MW = specs.weights.shape[1];
    if (m.no_activation) return {normal(sum_of_row(channel, p.weights, 0, in))};
    p.thresholds.shape = specs.thresholds.shape;
    for (std::int64_t c = 0; c < m.channels; ++c)
      add_row(sum_of_row(channel, p.weights, c, in), m.levels, specs.thresholds, p.thresholds.data);
    return {activated(m.output, m.act_val, m.levels)};
  }

  std::vector<Bag> fill(const Thresholding& t, Layer& layer) {
    const ParameterSpec spec = parameter_specs(t).thresholds;
    const Moments in = moments(bags_.at(layer.inputs.front()));
    layer.parameters.thresholds.shape = spec.shape;
    for (std::int64_t channel = 0; channel < t.channels; ++channel)
      add_row(in, t.levels, spec, layer.parameters.thresholds.data);
    return {activated(t.output, t.act_val, t.levels)};
  }

  /// Any other kind: what it makes of one frame of independent random elements.
  template <class Kind>
  std::vector<Bag> fill(const Kind& kind, Layer& layer) {
    const ParameterSpecs specs = parameter_specs(kind);
    if (!specs.weights.shape.empty()) layer.parameters.weights = uniform_tensor(specs.weights);
    if (!specs.bias.shape.empty()) layer.parameters.bias = uniform_tensor(specs.bias);
    const auto ports = input_ports(kind, {});
    std::vector<Tensor> frames;
    for (std::size_t port = 0; port < ports.size(); ++port)
      frames.push_back(drawn(bags_.at(layer.inputs[port]), ports[port].shape));
    std::vector<const Tensor*> inputs;
    for (const Tensor& frame : frames) inputs.push_back(&frame);
    std::vector<Bag> bags;
    for (const Tensor& out : compute(kind, inputs, layer.parameters)) bags.push_back(drawn(out.data, {kBagSize}).data);
    return bags;
  }

  Tensor drawn(const Bag& bag, const Shape& shape) {
    Tensor t(shape);
    for (auto& value : t.data) value = bag[static_cast<std::size_t>(below(std::ssize(bag)))];
    return t;
  }

  /// Every element of a small type once, of a large type many at random.
  Bag uniform(DataType type) {
    Bag bag;
    const bool is_small = type.bits <= 12;
    const auto count = is_small ? std::size_t{1} << type.bits : kBagSize;
    for (std::size_t i = 0; i < count; ++i)
      bag.push_back(static_cast<std::int32_t>(type.decode(static_cast<std::uint32_t>(is_small ? i : random_() >> 32))));
    return bag;
  }

  static Bag normal(Moments m) {
    Bag bag;
    for (std::size_t i = 0; i < kBagSize; ++i)
      bag.push_back(static_cast<std::int32_t>(
          std::lround(m.mean + std::sqrt(m.variance) * normal_quantile((static_cast<double>(i) + 0.5) / kBagSize))));
    return bag;
  }

  static Bag activated(DataType output, int act_val, int levels) {
    if (output == DataType::bipolar()) return {-1, 1};
    Bag bag;
    for (int level = 0; level <= levels; ++level) bag.push_back(act_val + level);
    return bag;
  }

  Network& network_;
  std::mt19937_64 random_;
  std::map<std::string, Bag> bags_;
  std::map<int, std::vector<double>> quantiles_;  ///< by number of levels; each takes a while
};

}  // namespace

void fill_random_parameters(Network& network, std::uint64_t seed) { Filler(network, seed).fill(); }

}  // namespace weir::golden
