/// What random graphs are made of: drawn numbers, constants, quantisers whose scales fit what reaches them.
#pragma once
#include <algorithm>
#include <cmath>
#include <random>

#include "tests/onnx/random_graph.hpp"

namespace weir::test {

/// A tensor that flows: quantised with one scale for all.
struct Flow {
  std::string name;
  std::vector<std::int64_t> shape;  ///< [1, C, H, W], [1, C, L] or [1, K]
  double scale = 0;                 ///< one for all codes, which have no zero point; 0: not so, or not known
  int bits = 0;
  bool is_signed = false;
  std::int64_t channels() const { return shape[1]; }
  bool is_picture() const { return shape.size() == 4; }
};

class RandomParts {
 protected:
  explicit RandomParts(std::uint64_t seed) : random_(seed * 7919 + 17) {}

  std::uint64_t pick(std::uint64_t below) { return (random_() >> 20) % below; }
  bool chance(std::uint64_t one_of) { return pick(one_of) == 0; }
  double uniform(double low, double high) { return low + (high - low) * static_cast<double>(pick(1 << 16)) / 65536; }

  void describe_input(const std::string& name, const std::vector<std::int64_t>& shape, bool is_signed, int bits) {
    made_.model.annotate(name, (is_signed ? "INT" : "UINT") + std::to_string(bits));
    Numbers& sample = samples_[name];
    sample.shape = shape;
    std::int64_t elements = 1;
    for (const auto extent : shape) elements *= extent;
    for (std::int64_t i = 0; i < elements; ++i)
      sample.data.push_back(static_cast<double>(pick(1u << bits)) - (is_signed ? std::exp2(bits - 1) : 0));
  }

  std::string fresh() { return "t" + std::to_string(count_++); }
  onnx::NodeProto& node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output) {
    made_.operations += (made_.operations.empty() ? "" : " ") + op;
    return made_.model.node(op, inputs, output);
  }
  std::string number(const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
    const std::string name = fresh();
    made_.model.constant(name, shape, values);
    return name;
  }
  std::string whole_numbers(const std::vector<std::int64_t>& values) {
    auto& tensor = made_.model.constant(fresh(), {static_cast<std::int64_t>(values.size())}, {});
    tensor.set_data_type(onnx::TensorProto::INT64);
    for (const std::int64_t value : values) tensor.add_int64_data(value);
    return tensor.name();
  }
  /// k * 2^e near `size`.
  float scale_near(double size) {
    const double k = 1 + 2 * static_cast<double>(pick(4));
    return static_cast<float>(k * std::exp2(std::floor(std::log2(std::max(size, 1e-6) / k))));
  }

  std::string weights(const std::vector<std::int64_t>& shape) {
    std::int64_t elements = 1;
    for (const auto extent : shape) elements *= extent;
    const float scale = scale_near(0.25);
    const int bits = 2 + static_cast<int>(pick(3));
    std::vector<float> values;
    for (std::int64_t i = 0; i < elements; ++i)
      values.push_back(scale * static_cast<float>(uniform(-std::exp2(bits - 1), std::exp2(bits - 1))));
    const std::string from = number(shape, values), to = fresh(), by = number({}, {scale});
    if (chance(4)) {
      made_.model.node("BipolarQuant", {from, by}, to);
      return to;
    }
    const bool is_shifted = chance(8);  // asymmetric: codes of no sign around a zero point
    const float zero = is_shifted ? static_cast<float>(pick(1u << bits)) : 0;
    auto& quant = made_.model.node(chance(3) ? "IntQuant" : "Quant",
                                   {from, by, number({}, {zero}), number({}, {static_cast<float>(bits)})}, to);
    integer(quant, "signed", is_shifted ? 0 : 1);
    integer(quant, "narrow", is_shifted ? 0 : static_cast<std::int64_t>(pick(2)));
    text(quant, "rounding_mode", "ROUND");
    return to;
  }

  /// Of the tensor as it is for the sample.
  Numbers now(const std::string& name) { return compute(made_.model.graph(), samples_, name); }

  Flow quantised(Flow x) {
    const Numbers values = now(x.name);
    double most = 1e-3, least = 0;
    for (const double v : values.data) most = std::max(most, std::abs(v)), least = std::min(least, v);
    const std::string to = fresh();
    if (chance(6)) {
      node("BipolarQuant", {x.name, number({}, {scale_near(1)})}, to);
      return {to, values.shape};
    }
    const int bits = 2 + static_cast<int>(pick(3));
    if (chance(8)) return by_thresholds({x.name, values.shape}, least, most, bits);
    const bool is_signed = least < 0 && !chance(4);
    const double levels = std::exp2(is_signed ? bits - 1 : bits) - 1;
    const float sign = chance(12) ? -1.0f : 1.0f;  // a scale below 0 turns the codes
    const bool has_zero_point = chance(8) && !is_signed;
    const float scale = sign * scale_near(most / levels * uniform(0.4, 1.2));
    auto& quant = node("Quant",
                       {x.name, number({}, {scale}), number({}, {has_zero_point ? 1.0f : 0.0f}),
                        number({}, {static_cast<float>(bits)})},
                       to);
    integer(quant, "signed", is_signed ? 1 : 0);
    integer(quant, "narrow", is_signed ? static_cast<std::int64_t>(pick(2)) : 0);
    text(quant, "rounding_mode", "ROUND");
    return {to, values.shape, has_zero_point || sign < 0 ? 0 : static_cast<double>(scale), bits, is_signed};
  }

  /// Rising thresholds for all channels or for each, as FINN's streamlining leaves them.
  Flow by_thresholds(const Flow& x, double least, double most, int bits) {
    const std::int64_t levels = (std::int64_t{1} << bits) - 1, rows = chance(2) ? 1 : x.channels();
    std::vector<float> values;
    for (std::int64_t row = 0; row < rows; ++row) {
      std::vector<float> of_row = draws(levels, least, most + 1);
      std::sort(of_row.begin(), of_row.end());
      values.insert(values.end(), of_row.begin(), of_row.end());
    }
    const std::string to = fresh();
    auto& made = node("MultiThreshold", {x.name, number({rows, levels}, values)}, to);
    text(made, "out_dtype", "UINT" + std::to_string(bits));
    text(made, "data_layout", x.shape.size() == 2 ? "NC" : "NCHW");
    return {to, x.shape, 1, bits, false};
  }

  std::vector<std::int64_t> per_channel(const Flow& x) {
    std::vector<std::int64_t> shape(x.shape.size() - 1, 1);
    shape[0] = x.channels();
    return shape;
  }
  std::vector<float> draws(std::int64_t n, double low, double high) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < n; ++i) values.push_back(static_cast<float>(uniform(low, high)));
    return values;
  }

  Flow flow_of(const std::string& name) { return {name, now(name).shape}; }

  std::mt19937_64 random_;
  RandomGraph made_{OnnxModel(std::vector<std::int64_t>{}), ""};
  std::map<std::string, Numbers> samples_;
  int count_ = 0;
};

}  // namespace weir::test
