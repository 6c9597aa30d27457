/// A quantiser behind a product of two tensors, in whole numbers: thresholds of the product of their elements.
#include <algorithm>
#include <limits>

#include "golden/import/onnx/feature.hpp"

namespace weir::golden::onnx_import {

namespace {

/// Of one factor; elements times channels up to which their values are gone through.
constexpr std::int64_t kMostValues = 1 << 22;
/// Of the factor of fewer values, up to which the pairs are gone through.
constexpr std::int64_t kMostPairs = 1 << 12;

/// What the graph makes of each element of a factor, by channel of the stream.
class FactorValues {
 public:
  FactorValues(const Feature& x, std::int64_t shift) : low_(x.low) {
    std::int64_t longest = 0;
    for (std::size_t s = 0; s < x.low.size(); ++s) longest = std::max(longest, x.high[s] - x.low[s]);
    values_.resize(x.low.size());
    if ((longest + 1) * std::ssize(x.low) > kMostValues) return;
    for (std::int64_t i = 0; i <= longest; ++i) {
      std::vector<std::int64_t> elements = x.low;
      for (std::size_t s = 0; s < elements.size(); ++s) elements[s] = std::min(elements[s] + i, x.high[s]);
      const Value made = run_chain(x, elements);
      for (std::size_t k = 0; k < made.data.size(); ++k) {
        auto& list = values_[x.channel_at(k)];
        if (x.low[x.channel_at(k)] + i <= x.high[x.channel_at(k)]) list.push_back(made.data[k]);
      }
    }
    for (std::int64_t& low : low_) low += shift;
  }
  /// Empty where there are too many; one channel stands for all.
  const std::vector<double>& of(std::size_t s) const { return values_[std::min(s, values_.size() - 1)]; }
  std::int64_t low(std::size_t s) const { return low_[std::min(s, low_.size() - 1)]; }

 private:
  std::vector<std::vector<double>> values_;
  std::vector<std::int64_t> low_;  ///< the element of the first value
};

/// The values that pairs of elements with one product have in one channel, each product rounded to float32. The values
/// of two products lie further apart than what rounding does to them, as long as products have fewer bits than float32.
class Pairs {
 public:
  Pairs(const FactorValues& a, const FactorValues& b, std::size_t s, double scale)
      : a_(&a.of(s)), b_(&b.of(s)), low_a_(a.low(s)), low_b_(b.low(s)), scale_(scale) {
    if (a_->size() <= b_->size()) return;
    std::swap(a_, b_);
    std::swap(low_a_, low_b_);
  }

  template <class Visit>
  void each(std::int64_t product, const Visit& visit) const {
    if (product == 0) return visit(0.0);
    if (a_->empty() || std::ssize(*a_) > kMostPairs) return;
    for (std::int64_t i = 0; i < std::ssize(*a_); ++i) {
      const std::int64_t a = low_a_ + i;
      if (a == 0 || product % a != 0) continue;
      const std::int64_t at_b = product / a - low_b_;
      if (at_b < 0 || at_b >= std::ssize(*b_)) continue;
      visit(to_float32((*a_)[static_cast<std::size_t>(i)] * (*b_)[static_cast<std::size_t>(at_b)]));
    }
  }
  /// What no pair makes lies between its neighbours.
  std::pair<double, double> values(std::int64_t product) const {
    double least = std::numeric_limits<double>::infinity(), most = -least;
    each(product, [&](double value) {
      least = std::min(least, value);
      most = std::max(most, value);
    });
    const double between = to_float32(scale_ * static_cast<double>(product));
    return least <= most ? std::pair{least, most} : std::pair{between, between};
  }

 private:
  const std::vector<double>*a_, *b_;
  std::int64_t low_a_, low_b_;
  double scale_;
};

class ProductSearch {
 public:
  ProductSearch(const Feature& feature, const Step& quantiser)
      : feature_(feature),
        quantiser_(quantiser),
        a_(feature.factors->a, feature.factors->shift_a),
        b_(feature.factors->b, feature.factors->shift_b) {
    for (std::size_t s = 0; s < feature.low.size(); ++s) pairs_.emplace_back(a_, b_, s, feature.scale[s]);
  }
  const Pairs& pairs(std::size_t s) const { return pairs_[s]; }

  /// Of values per channel of the stream.
  Quantised of(const std::vector<double>& values) const {
    Value value;
    for (std::size_t k = 0; k < values.size(); ++k) value.data.push_back(values[feature_.channel_at(k)]);
    value = run_steps(feature_, std::move(value));
    value.shape = probe_shape(quantiser_.form, std::ssize(value.data));
    Inputs inputs(quantiser_.node);
    for (std::size_t i = 0; i < quantiser_.constants.size(); ++i)
      inputs.push_back(i == quantiser_.position ? &value : quantiser_.constants[i].get());
    return quantise(quantiser_.node, inputs);
  }

  /// Per channel the least (signed) product of which one pair, or every pair, has a count of at least `level`.
  std::vector<std::int64_t> first_with(int level, const std::vector<bool>& falling, std::vector<std::int64_t> low,
                                       bool every) const {
    std::vector<std::int64_t> high(low.size());
    for (std::size_t s = 0; s < low.size(); ++s) high[s] = (falling[s] ? -feature_.low[s] : feature_.high[s]) + 1;
    while (low != high) {
      std::vector<std::int64_t> middle(low.size());
      std::vector<double> values(low.size());
      for (std::size_t s = 0; s < low.size(); ++s) {
        middle[s] = low[s] + (high[s] - low[s]) / 2;
        const std::int64_t product = std::clamp(falling[s] ? -middle[s] : middle[s], feature_.low[s], feature_.high[s]);
        const auto [least, most] = pairs_[s].values(product);
        values[s] = every != falls_[s] ? least : most;
      }
      const Quantised q = of(values);
      for (std::size_t k = 0; k < low.size(); ++k) {
        const std::size_t s = feature_.channel_at(k);
        if (low[s] == high[s]) continue;
        (q.count[k] >= level ? high[s] : low[s]) = q.count[k] >= level ? middle[s] : middle[s] + 1;
      }
    }
    return low;
  }

  /// Does the count fall as the value rises? Per channel of the stream.
  void set_falls(std::vector<bool> falls) { falls_ = std::move(falls); }

 private:
  const Feature& feature_;
  const Step& quantiser_;
  FactorValues a_, b_;
  std::vector<Pairs> pairs_;
  std::vector<bool> falls_;
};

}  // namespace

Steps find_product_steps(const Feature& feature, const Step& quantiser, std::int64_t& unsure) {
  Steps steps = find_steps(feature, quantiser);  // signs, scales and offsets; thresholds but for the rounding of pairs
  ProductSearch search(feature, quantiser);
  const std::size_t channels = feature.low.size();
  const auto levels = static_cast<std::size_t>(steps.at_low.levels);
  std::vector<bool> falls(channels);
  std::vector<std::int64_t> low(channels);
  for (std::size_t s = 0; s < channels; ++s) {
    falls[s] = steps.is_falling[s] != (feature.scale[s] < 0);
    low[s] = steps.is_falling[s] ? -feature.high[s] : feature.low[s];
  }
  search.set_falls(falls);
  std::vector<std::int64_t> any = low, every = low;
  for (std::size_t level = 0; level < levels; ++level) {
    any = search.first_with(static_cast<int>(level) + 1, steps.is_falling, any, false);
    every = search.first_with(static_cast<int>(level) + 1, steps.is_falling, any, true);
    for (std::size_t s = 0; s < channels; ++s) {
      // The side on which more of the pairs between stand.
      std::int64_t at = any[s];
      for (; at < every[s]; ++at) {
        std::int64_t reached = 0, pairs = 0;
        search.pairs(s).each(steps.is_falling[s] ? -at : at, [&](double value) {
          std::vector<double> values(channels, 0);
          values[s] = value;
          const Quantised q = search.of(values);
          for (std::size_t k = 0; k < channels; ++k)
            if (feature.channel_at(k) == s && q.count[k] >= static_cast<int>(level) + 1) ++reached;
          ++pairs;
        });
        unsure += std::min(reached, pairs - reached);
        if (2 * reached >= pairs) break;
      }
      steps.thresholds.data[s * levels + level] = static_cast<std::int32_t>(at);
    }
  }
  return steps;
}

}  // namespace weir::golden::onnx_import
