#include <algorithm>
#include <cmath>

#include "golden/import/onnx/feature.hpp"

namespace weir::golden::onnx_import {

namespace {

constexpr std::int64_t kMaxValues = 1 << 10;  ///< of the tensor whose values are gone through one by one
constexpr std::int64_t kMaxFactor = 1 << 10;

/// Both tensors with signs such that the quantiser's code rises with either; per channel of the stream.
class RisingSum {
 public:
  RisingSum(const Feature& feature, const Step& quantiser) : feature_(feature), quantiser_(quantiser) {
    const std::size_t channels = feature.low.size();
    sign_.assign(channels, 1);
    partner_sign_.assign(channels, 1);
    for (std::size_t s = 0; s < channels; ++s) {
      sign_[s] = feature.scale[s] < 0 ? -1 : 1;
      partner_sign_[s] = feature.partner->scale[s] < 0 ? -1 : 1;
    }
    const Quantised least = at(lows(), partner_lows()), most = at(highs(), partner_highs());
    for (std::size_t k = 0; k < channels; ++k) {
      const std::size_t s = feature.channel_at(k);
      if (least.count[k] <= most.count[k]) continue;
      sign_[s] = -sign_[s];
      partner_sign_[s] = -partner_sign_[s];
    }
  }

  using List = std::vector<std::int64_t>;
  List lows() const { return bound(feature_, sign_, true); }
  List highs() const { return bound(feature_, sign_, false); }
  List partner_lows() const { return bound(*feature_.partner, partner_sign_, true); }
  List partner_highs() const { return bound(*feature_.partner, partner_sign_, false); }
  std::int64_t sign(std::size_t s) const { return sign_[s]; }
  std::int64_t partner_sign(std::size_t s) const { return partner_sign_[s]; }

  /// The quantiser for signed elements of both.
  Quantised at(List elements, List partner) const {
    for (std::size_t s = 0; s < elements.size(); ++s) {
      elements[s] *= sign_[s];
      partner[s] *= partner_sign_[s];
    }
    Value value = run_chain(feature_, elements, &partner);
    Inputs inputs(quantiser_.node);
    value.shape = probe_shape(quantiser_.form, std::ssize(value.data));
    for (std::size_t i = 0; i < quantiser_.constants.size(); ++i)
      inputs.push_back(i == quantiser_.position ? &value : quantiser_.constants[i].get());
    return quantise(quantiser_.node, inputs);
  }

  /// Per channel the least element with a count of at least `level` beside `partner`, one beyond the range if none.
  List first_with(int level, const List& partner, List low) const {
    List high = highs();
    const List top = high;
    for (std::int64_t& h : high) ++h;
    while (low != high) {
      List middle(low.size()), probe(low.size());
      for (std::size_t s = 0; s < low.size(); ++s) {
        middle[s] = low[s] + (high[s] - low[s]) / 2;
        probe[s] = std::min(middle[s], top[s]);
      }
      const Quantised q = at(probe, partner);
      for (std::size_t k = 0; k < low.size(); ++k) {
        const std::size_t s = feature_.channel_at(k);
        if (low[s] == high[s]) continue;
        (q.count[k] >= level ? high[s] : low[s]) = q.count[k] >= level ? middle[s] : middle[s] + 1;
      }
    }
    return low;
  }

 private:
  static List bound(const Feature& f, const List& sign, bool is_low) {
    List out(sign.size());
    for (std::size_t s = 0; s < sign.size(); ++s)
      out[s] = (sign[s] > 0) == is_low ? sign[s] * f.low[s] : sign[s] * f.high[s];
    return out;
  }

  const Feature& feature_;
  const Step& quantiser_;
  List sign_, partner_sign_;
};

/// One channel: first[level][b] is the least element with that level beside the b-th value of the partner.
struct Channel {
  std::vector<std::vector<std::int64_t>> first;
  std::int64_t low, high, partner_low;

  /// Thresholds of p * element + q * partner, or nothing if no threshold separates a level from the one before.
  std::optional<std::vector<std::int64_t>> thresholds(std::int64_t p, std::int64_t q) const {
    std::vector<std::int64_t> found;
    for (const auto& level : first) {
      std::int64_t below = INT64_MIN, reached = INT64_MAX, most = INT64_MIN;
      for (std::size_t b = 0; b < level.size(); ++b) {
        const std::int64_t other = q * (partner_low + static_cast<std::int64_t>(b));
        if (level[b] > low) below = std::max(below, p * (level[b] - 1) + other);
        if (level[b] <= high) reached = std::min(reached, p * level[b] + other);
        most = std::max(most, p * high + other);
      }
      if (reached == INT64_MAX) reached = most + 1;
      if (below >= reached) return std::nullopt;
      found.push_back(reached);
    }
    return found;
  }
};

}  // namespace

JointSteps find_joint_steps(const Feature& given, const Step& quantiser) {
  // The tensor of fewer values is the partner.
  const auto width = [](const Feature& f) { return f.type.max() - f.type.min(); };
  require_monotone(given, quantiser.node);
  Feature feature = given;
  const bool is_swapped = width(feature) < width(*feature.partner);
  if (is_swapped) {
    Feature other = *given.partner;
    other.chain = given.chain;
    auto self = std::make_shared<Feature>(given);
    self->chain.clear();
    self->partner = nullptr;
    other.partner = std::move(self);
    feature = std::move(other);
  }
  const RisingSum sum(feature, quantiser);
  const auto low = sum.lows(), high = sum.highs(), partner_low = sum.partner_lows(), partner_high = sum.partner_highs();
  const std::size_t channels = low.size();
  std::int64_t values = 0;
  for (std::size_t s = 0; s < channels; ++s) values = std::max(values, partner_high[s] - partner_low[s] + 1);
  if (values > kMaxValues)
    throw Error("onnx-unsupported",
                quantiser.node.label() + " quantises a sum of two tensors of different scales with " +
                    std::to_string(values) + " values or more each",
                "", "put a quantiser on one of the two when exporting");
  JointSteps joint;
  joint.steps.at_low = sum.at(low, partner_low);
  joint.steps.at_high = sum.at(high, partner_high);
  const Quantised& q = joint.steps.at_low;
  const auto levels = static_cast<std::size_t>(q.levels);
  if (std::ssize(low) * q.levels * values > 1 << 24)
    throw Error("onnx-unsupported", quantiser.node.label() + ": too many steps on a sum of two scales");
  std::vector<Channel> of(channels);
  for (std::size_t s = 0; s < channels; ++s)
    of[s] = {std::vector(levels, std::vector<std::int64_t>()), low[s], high[s], partner_low[s]};
  for (std::int64_t b = 0; b < values; ++b) {
    std::vector<std::int64_t> partner(channels), from = low;
    for (std::size_t s = 0; s < channels; ++s) partner[s] = std::min(partner_low[s] + b, partner_high[s]);
    for (std::size_t level = 0; level < levels; ++level) {
      from = sum.first_with(static_cast<int>(level) + 1, partner, from);
      for (std::size_t s = 0; s < channels; ++s)
        if (partner_low[s] + b <= partner_high[s]) of[s].first[level].push_back(from[s]);
    }
  }
  joint.steps.thresholds = Tensor({static_cast<std::int64_t>(channels), q.levels});
  joint.steps.is_falling.assign(channels, false);
  joint.steps.scale.resize(channels);
  joint.steps.offset.assign(channels, -q.zero);
  for (std::size_t k = 0; k < channels; ++k) joint.steps.scale[feature.channel_at(k)] = q.scale[k];
  joint.factor.resize(channels);
  joint.partner_factor.resize(channels);
  for (std::size_t s = 0; s < channels; ++s) {
    const double ratio = std::abs(feature.partner->scale[s] / feature.scale[s]);
    std::optional<std::vector<std::int64_t>> found;
    const auto attempt = [&](double factor, double partner_factor) {
      if (found || !(std::max(factor, partner_factor) < 1 << 20)) return;
      const std::int64_t p = std::llround(factor), r = std::llround(partner_factor);
      found = of[s].thresholds(p, r);
      joint.factor[s] = sum.sign(s) * p;
      joint.partner_factor[s] = sum.partner_sign(s) * r;
    };
    for (std::int64_t n = 1; n <= kMaxFactor && !found; ++n) {  // of either tensor, whichever has the larger scale
      const auto smaller = static_cast<double>(n);
      attempt(smaller, smaller * ratio);
      attempt(smaller / ratio, smaller);
    }
    if (!found)
      throw Error("onnx-unsupported",
                  quantiser.node.label() + ": no whole factors, the smaller of them up to " +
                      std::to_string(kMaxFactor) + ", express the sum of two scales that it quantises (channel " +
                      std::to_string(s) + ")",
                  "", "give both tensors the same scale when exporting");
    for (std::size_t level = 0; level < levels; ++level)
      joint.steps.thresholds.data[s * levels + level] = static_cast<std::int32_t>((*found)[level]);
  }
  if (is_swapped) std::swap(joint.factor, joint.partner_factor);
  return joint;
}

}  // namespace weir::golden::onnx_import
