/// Products of two tensors that flow, and curves that rise and fall before a quantiser.
#include <algorithm>
#include <cmath>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// Throws Error onnx-unsupported where the elements have another offset.
std::int64_t whole_offset(const Node& node, const Feature& x) {
  const double offset = x.offset.front();
  const bool is_one = std::all_of(x.offset.begin(), x.offset.end(), [&](double o) { return o == offset; });
  if (!is_one || offset != std::floor(offset) || std::abs(offset) >= 1 << 16)
    throw Error("onnx-unsupported",
                node.label() + " multiplies a tensor whose integers stand for other numbers than a scale times them",
                "", "put a quantiser (QuantIdentity) between what adds to the tensor and the product when exporting");
  return static_cast<std::int64_t>(offset);
}

}  // namespace

bool Importer::joins_curves(const Node& node) const {
  const Feature *a = feature(node.input(0)), *b = feature(node.input(1));
  if (a->stream != b->stream || a->partner != nullptr || b->partner != nullptr) return false;
  for (const Feature* x : {a, b}) {
    Feature line = *x;
    try {
      settle(line, node);
      if (node.op_type == "Mul") whole_offset(node, line);
    } catch (const Error&) {
      return true;
    }
  }
  return false;
}

void Importer::mul(const Node& node) {
  const Feature *left = feature(node.input(0)), *right = feature(node.input(1));
  if (left == nullptr || right == nullptr || joins_curves(node)) return elementwise(node);
  Feature a = *left, b = *right;
  settle(a, node);
  settle(b, node);
  make_alike(node, a, b);
  const std::int64_t offset_a = whole_offset(node, a), offset_b = whole_offset(node, b);
  a = shifted(std::move(a), offset_a);
  b = shifted(std::move(b), offset_b);
  Eltwise product;
  product.operation = "Mul";
  product.channels = a.stored.back();
  product.num_input_vectors = vectors_of(a.stored);
  product.lhs = a.type;
  product.rhs = b.type;
  const auto ends = {a.type.min() * b.type.min(), a.type.min() * b.type.max(), a.type.max() * b.type.min(),
                     a.type.max() * b.type.max()};
  const std::int64_t least = std::min(ends), most = std::max(ends);
  if (least < -(std::int64_t{1} << 30) || most >= std::int64_t{1} << 30)
    throw Error("onnx-unsupported",
                node.label() + ": products of " + a.type.name() + " and " + b.type.name() + " reach " +
                    std::to_string(least) + ".." + std::to_string(most),
                "", "put a quantiser (QuantIdentity) before the product when exporting: products of up to 31 bits");
  product.output = smallest_type(least, most);
  Feature x = a;
  const Shape stored = a.stored;
  add_layer(node, product, {a.stream, b.stream}, x);
  x.stored = stored;
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    const auto corners = {a.low[s] * b.low[s], a.low[s] * b.high[s], a.high[s] * b.low[s], a.high[s] * b.high[s]};
    x.low[s] = std::min(corners);
    x.high[s] = std::max(corners);
    x.scale[s] = a.scale[s] * b.scale[s];
  }
  x.factors = std::make_shared<const Factors>(Factors{x.stream, *left, *right, offset_a, offset_b});
  set(node, std::move(x));
}

Feature Importer::quantised_product(Feature x, const Step& quantiser) {
  std::int64_t unsure = 0;
  const Steps steps = find_product_steps(x, quantiser, unsure);
  if (unsure > 0 && options_.warnings != nullptr)
    options_.warnings->push_back(
        quantiser.node.label() + ": " + std::to_string(unsure) +
        " pairs of factors stand on a step where float32 rounds them to other sides than others of the same product; "
        "hardware has one side for all");
  x = flipped(std::move(x), steps.is_falling);
  return with_thresholds(std::move(x), steps);
}

Feature Importer::curved(Feature x, const CurveSteps& steps) {
  const auto count = [&](const Tensor& thresholds) {
    Thresholding t;
    t.channels = x.channels();
    t.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
    t.input = x.type;
    const auto [low, high] = std::minmax_element(thresholds.data.begin(), thresholds.data.end());
    t.threshold =
        smallest_type(std::min<std::int64_t>(*low, x.type.min()), std::max<std::int64_t>(*high, x.type.max()));
    t.levels = static_cast<int>(thresholds.shape.back());
    t.output = smallest_type(0, t.levels);
    Parameters parameters;
    parameters.thresholds = thresholds;
    return std::pair{builder_.output_of(builder_.add(t, {x.stream}, std::move(parameters))), t.output};
  };
  const auto [up, up_type] = count(steps.up);
  const auto [down, down_type] = count(steps.down);
  Eltwise difference;
  difference.operation = "Sub";
  difference.channels = x.channels();
  difference.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  difference.lhs = up_type;
  difference.rhs = down_type;
  difference.output = smallest_type(up_type.min() - down_type.max(), up_type.max() - down_type.min());
  x.stream = builder_.output_of(builder_.add(difference, {up, down}));
  x.type = difference.output;
  x.accumulator.reset();
  // The difference is the quantiser's count; one more layer gives it the quantiser's type.
  const Quantised& q = steps.quantiser;
  Steps codes{q, q, Tensor({x.channels(), q.levels}), {}, steps.scale, steps.offset};
  for (std::size_t i = 0; i < codes.thresholds.data.size(); ++i)
    codes.thresholds.data[i] = static_cast<std::int32_t>(i % static_cast<std::size_t>(q.levels)) + 1;
  return with_thresholds(std::move(x), codes);
}

}  // namespace weir::golden::onnx_import
