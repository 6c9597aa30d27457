#include <algorithm>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

std::int64_t Importer::rest_of_ceil(const Node& node, std::int64_t extent, std::int64_t before, std::int64_t behind,
                                    const Window& window, std::size_t side, bool is_max) {
  const std::int64_t stride = window.stride[side], reach = (window.kernel[side] - 1) * window.dilation[side] + 1;
  const std::int64_t room = extent + before + behind - reach;
  if (room < 0 || room % stride == 0) return 0;
  const std::int64_t last = (room / stride + 1) * stride;  // where the window begins that ceil adds
  if (last >= extent + before) return 0;                   // in the padding behind: dropped
  if (!is_max)
    throw Error("onnx-unsupported",
                node.label() + ": ceil_mode 1 adds a window that averages fewer elements than the others (" +
                    std::to_string(extent) + " elements, kernel " + std::to_string(window.kernel[side]) + ", stride " +
                    std::to_string(stride) + ")",
                "", "pad the picture in the model, or leave ceil_mode out");
  return last + reach - (extent + before + behind);
}

Feature Importer::pooled(const Node& node, Feature x, const std::string& function) {
  if (x.form == Form::Vector) throw Error("onnx-shape", node.label() + " pools a vector");
  Window window{pair_of(node, "kernel_shape", {1, 1}), pair_of(node, "strides", {1, 1}),
                pair_of(node, "dilations", {1, 1}), true};
  auto pads = pads_around(node, x, window);
  const bool is_max = function == "MaxPool", is_tiled = window.kernel == window.stride;
  const bool is_ceil = node.integer("ceil_mode", 0) != 0, counts_pads = node.integer("count_include_pad", 0) != 0;
  for (std::size_t side = 0; side < 2 && is_ceil; ++side)
    pads[side + 2] += rest_of_ceil(node, x.stored[side], pads[side], pads[side + 2], window, side, is_max);
  const bool has_pads = std::any_of(pads.begin(), pads.end(), [](std::int64_t p) { return p != 0; });
  // Of signed elements the least one becomes 0, so that a border of zeros is never above what the window holds.
  if (has_pads && is_max && x.type.min() < 0) x = shifted(std::move(x), -x.type.min());
  if (has_pads && !is_max && !counts_pads)
    throw Error("onnx-unsupported", node.label() + " leaves its padding out of the average", "",
                "legal: padding 0, or AvgPool2d(count_include_pad=True)");
  // Code 0 of a type without negative ones is never above what the window holds, whatever it stands for.
  if (has_pads) x = is_max ? bordered(node, std::move(x), pads) : padded(node, std::move(x), pads);
  const bool is_plain = window.dilation == std::vector<std::int64_t>{1, 1};
  if (is_max && is_tiled && is_plain && window.kernel[0] <= x.stored[0] && window.kernel[1] <= x.stored[1]) {
    const MaxPool pool{{x.stored[0], x.stored[1]}, window.kernel, x.stored[2], x.type};
    x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
    x.stored = {x.stored[0] / window.kernel[0], x.stored[1] / window.kernel[1], x.stored[2]};
    x.accumulator.reset();
    return x;
  }
  const DataType type = x.type;
  x = windows(node, std::move(x), window);
  Pool pool;
  pool.function = function;
  pool.out_size = {x.stored[0], x.stored[1]};
  pool.kernel = window.kernel;
  pool.channels = x.stored[2];
  pool.input = type;
  const std::int64_t taps = window.kernel[0] * window.kernel[1];
  pool.output = is_max ? type : smallest_type(taps * type.min(), taps * type.max());
  x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
  x.type = pool.output;
  return x;
}

void Importer::max_pool(const Node& node) {
  Feature x = data_of(node);
  make_rising(x, node);  // then the largest integer has the largest value
  set(node, pooled(node, std::move(x), "MaxPool"));
}

namespace {

/// The integers are sums of `count` elements; the value is their mean.
void take_mean(Feature& x, std::int64_t count) {
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    x.low[s] *= count;
    x.high[s] *= count;
    x.scale[s] /= static_cast<double>(count);
    x.offset[s] *= static_cast<double>(count);
  }
}

}  // namespace

void Importer::average_pool(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const auto kernel = pair_of(node, "kernel_shape", {1, 1});
  x = pooled(node, std::move(x), "AccPool");
  take_mean(x, kernel[0] * kernel[1]);
  set(node, std::move(x));
}

void Importer::sum_pixels(Feature& x) {
  const std::int64_t pixels = x.pixels();
  AccumulatePool pool;
  pool.channels = x.stored[2];
  pool.num_input_vectors = vectors_of(x.stored);
  pool.input = x.type;
  pool.output = smallest_type(pixels * x.type.min(), pixels * x.type.max());
  x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
  x.type = pool.output;
  x.stored = {1, 1, x.stored[2]};
  x.accumulator.reset();
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    x.low[s] *= pixels;
    x.high[s] *= pixels;
    x.offset[s] *= static_cast<double>(pixels);
  }
}

void Importer::global_average_pool(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  if (!is_channels_first(x.form)) throw Error("onnx-shape", node.label() + " wants [1, C, H, W]");
  const auto pixels = static_cast<double>(x.pixels());
  sum_pixels(x);
  for (double& scale : x.scale) scale /= pixels;
  set(node, std::move(x));
}

void Importer::global_max_pool(const Node& node) {
  Feature x = data_of(node);
  make_rising(x, node);
  if (!is_channels_first(x.form)) throw Error("onnx-shape", node.label() + " wants [1, C, H, W]");
  set(node, largest_pixel(std::move(x)));
}

Feature Importer::largest_pixel(Feature x) {
  const MaxPool pool{{x.stored[0], x.stored[1]}, {x.stored[0], x.stored[1]}, x.stored[2], x.type};
  x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
  x.stored = {1, 1, x.stored[2]};
  x.accumulator.reset();
  return x;
}

void Importer::reduce(const Node& node) {
  Feature x = data_of(node);
  require_pixel_axes(node, x);
  const bool is_max = node.op_type == "ReduceMax", is_mean = node.op_type == "ReduceMean";
  if (is_max) {
    make_rising(x, node);
    x = largest_pixel(std::move(x));
  } else {
    settle(x, node);
    const auto pixels = static_cast<double>(x.pixels());
    sum_pixels(x);
    for (double& scale : x.scale) scale /= is_mean ? pixels : 1;
  }
  set(node, node.integer("keepdims", 1) != 0 ? std::move(x) : as_shape(node, std::move(x), {1, x.channels()}));
}

void Importer::require_pixel_axes(const Node& node, const Feature& x) const {
  if (x.form == Form::Vector) throw Error("onnx-shape", node.label() + " reduces a vector");
  const std::int64_t rank = std::ssize(x.graph_shape()), first = is_channels_first(x.form) ? 2 : 1;
  std::set<std::int64_t> axes, pixels;
  for (std::int64_t axis = first; axis < first + rank - 2; ++axis) pixels.insert(axis);
  if (node.has("axes"))
    for (const std::int64_t axis : node.integers("axes", {})) axes.insert(axis < 0 ? axis + rank : axis);
  else
    for (const double axis : constant_input(node, 1, "axes").data)
      axes.insert(static_cast<std::int64_t>(axis) + (axis < 0 ? rank : 0));
  node.attribute("noop_with_empty_axes");  // there are axes
  if (axes != pixels)
    throw Error("onnx-unsupported", node.label() + " works on other axes than those of the pixels", "",
                "legal: " + to_string(Shape(pixels.begin(), pixels.end())));
}

Feature Importer::ranked(const Node& node, Feature x, std::int64_t count) {
  make_rising(x, node);
  bool falling = false;
  if (!is_uniform(x, falling))
    throw Error("onnx-unsupported", node.label() + " compares channels of different scales or offsets");
  LabelSelect select;
  select.labels = x.channels();
  select.K = count;
  select.input = x.type;
  select.output = smallest_type(0, std::max<std::int64_t>(1, select.labels - 1));
  Errors errors;
  validate(select, node.label(), errors);
  if (!errors.empty()) throw errors.list().front();
  Feature indices;
  indices.stream = builder_.output_of(builder_.add(select, {x.stream}));
  indices.type = select.output;
  indices.stored = {select.K};
  const auto places = static_cast<std::size_t>(select.K);
  indices.low.assign(places, 0);
  indices.high.assign(places, select.labels - 1);
  indices.scale.assign(places, 1);
  indices.offset.assign(places, 0);
  builder_.network().output_decoding = OutputDecoding::TopKIndices;
  builder_.network().class_count = static_cast<int>(select.labels);
  return indices;
}

void Importer::top_k(const Node& node) {
  const bool is_arg_max = node.op_type == "ArgMax";
  Feature x = data_of(node);
  if (!is_arg_max && node.outputs.size() < 2) throw Error("onnx-format", node.label() + " has no output for indices");
  if (!is_arg_max && readers(node.outputs.front()) > 0)
    throw Error("onnx-unsupported", node.label() + ": its values are read; the hardware gives indices alone");
  if (x.form != Form::Vector && x.pixels() != 1) throw Error("onnx-shape", node.label() + " ranks pixels");
  const auto axis = node.integer("axis", is_arg_max ? 0 : -1);
  const std::int64_t rank = std::ssize(x.graph_shape()), channels = x.form == Form::ChannelsFirst ? 1 : rank - 1;
  if ((axis < 0 ? axis + rank : axis) != channels || node.integer("largest", 1) == 0 || !x.columns.empty() ||
      node.integer("select_last_index", 0) != 0)
    throw Error("onnx-unsupported",
                node.label() + " does not rank the channels, largest first, the first of equal ones");
  double count = 1;
  if (!is_arg_max) {
    const bool has_k = node.has("k");
    const Value* given = has_k ? nullptr : &constant_input(node, 1, "K");
    if (!has_k && given->data.size() != 1) throw Error("onnx-shape", node.label() + ": K is no single number");
    count = has_k ? static_cast<double>(node.integer("k", 1)) : given->data.front();
  }
  if (!(count >= 1 && count <= static_cast<double>(x.channels())))
    throw Error("onnx-attribute", node.label() + ": K is " + std::to_string(count), "",
                "legal: 1.." + std::to_string(x.channels()));
  Feature indices = ranked(node, std::move(x), static_cast<std::int64_t>(count));
  if (is_arg_max && node.integer("keepdims", 1) == 0) indices.seen = indices.stored;
  features_[node.outputs.at(is_arg_max ? 0 : 1)] = std::move(indices);
}

}  // namespace weir::golden::onnx_import
