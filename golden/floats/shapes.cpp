#include <algorithm>
#include <cmath>
#include <set>

#include "golden/floats/operations.hpp"

namespace weir::golden::floats {

namespace {

/// More numbers than any constant of a network on an FPGA has.
constexpr std::int64_t kMostNumbers = 1 << 28;

/// out[i] = in[from[i]], for the numbers and the codes behind them.
Value gathered(const Value& in, Shape shape, const std::vector<std::size_t>& from) {
  Value out;
  out.shape = std::move(shape);
  out.is_integer = in.is_integer;
  for (const std::size_t i : from) out.data.push_back(in.data[i]);
  if (in.codes) {
    Codes codes{in.codes->type, {}, {}};
    for (const std::size_t i : from) {
      codes.code.push_back(in.codes->code[i]);
      codes.scale.push_back(in.codes->scale[i]);
    }
    out.codes = std::make_shared<const Codes>(std::move(codes));
  }
  return out;
}

Value transpose(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  const std::size_t rank = in.shape.size();
  std::vector<std::int64_t> reversed;
  for (std::size_t i = rank; i-- > 0;) reversed.push_back(static_cast<std::int64_t>(i));
  const auto perm = node.integers("perm", reversed);
  if (std::set<std::int64_t>(perm.begin(), perm.end()).size() != rank || perm.size() != rank)
    bad_shape(node, "perm " + to_string(perm) + " for " + to_string(in.shape));
  std::vector<std::size_t> strides(rank, 1), from;
  for (std::size_t i = rank; i-- > 1;) strides[i - 1] = strides[i] * static_cast<std::size_t>(in.shape[i]);
  Shape shape;
  for (const std::int64_t axis : perm) shape.push_back(in.shape[static_cast<std::size_t>(axis_of(node, axis, rank))]);
  std::vector<std::int64_t> at(rank, 0);
  for (std::size_t n = 0; n < in.data.size(); ++n) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < rank; ++i)
      index += static_cast<std::size_t>(at[i]) * strides[static_cast<std::size_t>(perm[i])];
    from.push_back(index);
    for (std::size_t i = rank; i-- > 0;) {
      if (++at[i] < shape[i]) break;
      at[i] = 0;
    }
  }
  return gathered(in, shape, from);
}

Value reshaped(const Value& in, Shape shape) {
  Value out = in;
  out.shape = std::move(shape);
  return out;
}

Value reshape(const Node& node, const Inputs& inputs) {
  const Value &in = need(node, inputs, 0), &wanted = need(node, inputs, 1);
  Shape shape;
  std::int64_t known = 1, open = -1;
  const bool keeps_zero = node.integer("allowzero", 0) != 0;
  for (std::size_t i = 0; i < wanted.data.size(); ++i) {
    auto extent = whole(wanted.data[i]);
    if (extent == 0 && !keeps_zero && i < in.shape.size()) extent = in.shape[i];
    if (extent == -1 && open < 0)
      open = static_cast<std::int64_t>(i);
    else if (extent < 1 || extent > std::ssize(in.data) || known > std::ssize(in.data))
      bad_shape(node, "extent " + std::to_string(extent));
    else
      known *= extent;
    shape.push_back(extent);
  }
  if (open >= 0) shape[static_cast<std::size_t>(open)] = std::ssize(in.data) / std::max<std::int64_t>(known, 1);
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1; }) ||
      element_count(shape) != std::ssize(in.data))
    bad_shape(node, to_string(in.shape) + " into " + to_string(shape));
  return reshaped(in, shape);
}

Value unsqueeze(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  const auto axes = axes_of(node, inputs);
  Shape shape = in.shape;
  std::set<std::int64_t> places;  // in the result
  for (const std::int64_t axis : axes) places.insert(axis_of(node, axis, shape.size() + axes.size()));
  for (const std::int64_t at : places) shape.insert(shape.begin() + at, 1);
  return reshaped(in, shape);
}

Value squeeze(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  std::set<std::int64_t> axes;
  for (const std::int64_t axis : axes_of(node, inputs)) axes.insert(axis_of(node, axis, in.shape.size()));
  Shape shape;
  for (std::size_t i = 0; i < in.shape.size(); ++i) {
    const bool goes = axes.empty() ? in.shape[i] == 1 : axes.contains(static_cast<std::int64_t>(i));
    if (!goes)
      shape.push_back(in.shape[i]);
    else if (in.shape[i] != 1)
      bad_shape(node, "axis " + std::to_string(i) + " of " + to_string(in.shape));
  }
  return reshaped(in, shape);
}

Value flatten(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  std::int64_t axis = node.integer("axis", 1);
  if (axis < 0) axis += std::ssize(in.shape);
  if (axis < 0 || axis > std::ssize(in.shape)) bad_shape(node, "axis " + std::to_string(axis));
  std::int64_t outer = 1;
  for (std::int64_t i = 0; i < axis; ++i) outer *= in.shape[static_cast<std::size_t>(i)];
  return reshaped(in, {outer, std::ssize(in.data) / std::max<std::int64_t>(outer, 1)});
}

Value gather(const Node& node, const Inputs& inputs) {
  const Value &in = need(node, inputs, 0), &indices = need(node, inputs, 1);
  if (in.shape.empty()) bad_shape(node, "a single number has no elements to gather");
  const auto at = static_cast<std::size_t>(axis_of(node, node.integer("axis", 0), in.shape.size()));
  const Axis axis(in.shape, at);
  std::vector<std::size_t> rows, from;
  for (const double index : indices.data) {
    const double row = index < 0 ? index + static_cast<double>(axis.extent) : index;
    if (!(row >= 0 && row < static_cast<double>(axis.extent))) bad_shape(node, "index " + std::to_string(index));
    rows.push_back(static_cast<std::size_t>(row));
  }
  for (std::size_t o = 0; o < axis.outer; ++o)
    for (const std::size_t row : rows)
      for (std::size_t i = 0; i < axis.inner; ++i) from.push_back(axis.at(o, row, i));
  Shape shape(in.shape.begin(), in.shape.begin() + static_cast<std::ptrdiff_t>(at));
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), in.shape.begin() + static_cast<std::ptrdiff_t>(at) + 1, in.shape.end());
  return gathered(in, std::move(shape), from);
}

Value concat(const Node& node, const Inputs& inputs) {
  const Value& first = need(node, inputs, 0);
  if (first.shape.empty()) bad_shape(node, "single numbers are not joined");
  const auto at = static_cast<std::size_t>(axis_of(node, node.integer("axis", 0), first.shape.size()));
  Value out = first;
  out.codes = nullptr;
  out.shape[at] = 0;
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    Shape shape = need(node, inputs, n).shape;
    if (shape.size() != first.shape.size()) bad_shape(node, to_string(first.shape) + " and " + to_string(shape));
    out.shape[at] += shape[at];
    shape[at] = first.shape[at];
    if (shape != first.shape) bad_shape(node, to_string(first.shape) + " and " + to_string(inputs[n]->shape));
  }
  out.data.clear();
  for (std::size_t o = 0; o < Axis(first.shape, at).outer; ++o)
    for (std::size_t n = 0; n < inputs.size(); ++n) {
      const Axis axis(inputs[n]->shape, at);
      const auto begin = inputs[n]->data.begin() + static_cast<std::ptrdiff_t>(axis.at(o, 0, 0));
      out.data.insert(out.data.end(), begin, begin + static_cast<std::ptrdiff_t>(axis.extent * axis.inner));
    }
  return out;
}

/// Of a Slice: input `index`, or the attribute.
std::vector<std::int64_t> list_of(const Node& node, const Inputs& inputs, std::size_t index, const char* key,
                                  std::vector<std::int64_t> otherwise) {
  if (inputs[index] == nullptr) return key == nullptr ? otherwise : node.integers(key, std::move(otherwise));
  std::vector<std::int64_t> list;
  for (const double x : inputs[index]->data) list.push_back(whole(x));
  return list;
}

Value slice(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  const auto starts = list_of(node, inputs, 1, "starts", {}), ends = list_of(node, inputs, 2, "ends", {});
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0; i < std::ssize(starts); ++i) all.push_back(i);
  const auto axes = list_of(node, inputs, 3, "axes", all);
  const auto steps = list_of(node, inputs, 4, nullptr, std::vector<std::int64_t>(starts.size(), 1));
  if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
    bad_shape(node, "its starts, ends, axes and steps are of different lengths");
  for (std::size_t n = 0; n < starts.size(); ++n) {
    const auto at = static_cast<std::size_t>(axis_of(node, axes[n], out.shape.size()));
    const Axis axis(out.shape, at);
    const auto extent = static_cast<std::int64_t>(axis.extent);
    const std::int64_t step = steps[n], least = step > 0 ? 0 : -1, most = step > 0 ? extent : extent - 1;
    if (step == 0) bad_shape(node, "a step of 0");
    const auto bound = [&](std::int64_t x) { return std::clamp(x < 0 ? x + extent : x, least, most); };
    const std::int64_t begin = bound(starts[n]);
    // Exporters write the least number there is for "to the first one".
    const std::int64_t end = step < 0 && ends[n] < -extent ? -1 : bound(ends[n]);
    std::vector<std::size_t> rows, from;
    for (std::int64_t row = begin; step > 0 ? row < end : row > end; row += step)
      rows.push_back(static_cast<std::size_t>(row));
    for (std::size_t o = 0; o < axis.outer; ++o)
      for (const std::size_t row : rows)
        for (std::size_t i = 0; i < axis.inner; ++i) from.push_back(axis.at(o, row, i));
    Shape shape = out.shape;
    shape[at] = std::ssize(rows);
    out = gathered(out, std::move(shape), from);
  }
  return out;
}

Shape shape_in(const Node& node, const Value& list) {
  Shape shape;
  std::int64_t elements = 1;
  for (const double x : list.data) {
    shape.push_back(whole(x));
    if (shape.back() < 0 || shape.back() > kMostNumbers) bad_shape(node, "extent " + std::to_string(shape.back()));
    elements *= std::max<std::int64_t>(shape.back(), 1);
    if (elements > kMostNumbers) bad_shape(node, "shape " + to_string(shape));
  }
  return shape;
}

Value expand(const Node& node, const Inputs& inputs) {
  Value out = need(node, inputs, 0);
  const Shape shape = broadcast(node, out.shape, shape_in(node, need(node, inputs, 1)));
  if (element_count(shape) > kMostNumbers) bad_shape(node, "shape " + to_string(shape));
  out.data = spread(node, out, shape);
  out.shape = shape;
  out.codes = nullptr;
  return out;
}

Value constant_of_shape(const Node& node, const Inputs& inputs) {
  Value out;
  const auto* given = std::get_if<Value>(node.attribute("value"));
  if (given != nullptr) out = *given;
  const double value = out.data.empty() ? 0 : out.data.front();
  out.shape = shape_in(node, need(node, inputs, 0));
  out.data.assign(static_cast<std::size_t>(element_count(out.shape)), value);
  return out;
}

Value range(const Node& node, const Inputs& inputs) {
  const double start = need(node, inputs, 0).at(0), limit = need(node, inputs, 1).at(0),
               step = need(node, inputs, 2).at(0);
  const double count = std::ceil((limit - start) / step);
  if (!(count < kMostNumbers)) bad_shape(node, "a step of " + std::to_string(step));
  Value out;
  out.is_integer = inputs[0]->is_integer;
  for (double i = 0; i < count; ++i) out.data.push_back(start + i * step);
  out.shape = {std::ssize(out.data)};
  return out;
}

Value shape_of(const Node& node, const Inputs& inputs) {
  const Shape& shape = need(node, inputs, 0).shape;
  const std::int64_t rank = std::ssize(shape);
  const auto clipped = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
  const std::int64_t start = clipped(node.integer("start", 0)), end = clipped(node.integer("end", rank));
  Value out;
  out.is_integer = true;
  if (start < end) out.data.assign(shape.begin() + start, shape.begin() + end);
  out.shape = {std::ssize(out.data)};
  return out;
}

Value size_of(const Node& node, const Inputs& inputs) {
  Value out;
  out.is_integer = true;
  out.data = {static_cast<double>(element_count(need(node, inputs, 0).shape))};
  return out;
}

}  // namespace

std::vector<Value> split(const Node& node, const Inputs& inputs) {
  const Value& in = need(node, inputs, 0);
  if (in.shape.empty()) bad_shape(node, "a single number cannot be cut");
  const auto at = static_cast<std::size_t>(axis_of(node, node.integer("axis", 0), in.shape.size()));
  const Axis axis(in.shape, at);
  auto parts = list_of(node, inputs, 1, "split", {});
  const auto count = static_cast<std::int64_t>(node.integer("num_outputs", std::ssize(node.outputs)));
  if (parts.empty() && count > 0) {  // equal ones, the last one smaller if it has to be
    const auto extent = static_cast<std::int64_t>(axis.extent), each = (extent + count - 1) / count;
    for (std::int64_t from = 0; from < extent; from += each) parts.push_back(std::min(each, extent - from));
  }
  std::int64_t total = 0;
  for (const std::int64_t part : parts) total += part < 1 ? kMostNumbers : part;
  if (total != static_cast<std::int64_t>(axis.extent) || parts.size() != node.outputs.size())
    bad_shape(node, "parts " + to_string(parts) + " of " + to_string(in.shape));
  std::vector<Value> out;
  std::size_t first = 0;
  for (const std::int64_t part : parts) {
    std::vector<std::size_t> from;
    for (std::size_t o = 0; o < axis.outer; ++o)
      for (std::size_t e = first; e < first + static_cast<std::size_t>(part); ++e)
        for (std::size_t i = 0; i < axis.inner; ++i) from.push_back(axis.at(o, e, i));
    Shape shape = in.shape;
    shape[at] = part;
    out.push_back(gathered(in, std::move(shape), from));
    first += static_cast<std::size_t>(part);
  }
  return out;
}

const std::map<std::string, Function>& shape_functions() {
  static const std::map<std::string, Function> kFunctions{
      {"Transpose", transpose}, {"Reshape", reshape}, {"Unsqueeze", unsqueeze}, {"Squeeze", squeeze},
      {"Flatten", flatten},     {"Gather", gather},   {"Concat", concat},       {"Slice", slice},
      {"Expand", expand},       {"Range", range},     {"Shape", shape_of},      {"ConstantOfShape", constant_of_shape},
      {"Size", size_of}};
  return kFunctions;
}

}  // namespace weir::golden::floats
