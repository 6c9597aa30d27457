#include <algorithm>
#include <numeric>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

std::int64_t Importer::rest_of_ceil(std::int64_t extent, std::int64_t before, std::int64_t behind, const Window& window,
                                    std::size_t side) {
  const std::int64_t stride = window.stride[side], reach = (window.kernel[side] - 1) * window.dilation[side] + 1;
  const std::int64_t room = extent + before + behind - reach;
  if (room < 0 || room % stride == 0) return 0;
  const std::int64_t last = (room / stride + 1) * stride;  // where the window begins that ceil adds
  if (last >= extent + before) return 0;                   // in the padding behind: dropped
  return last + reach - (extent + before + behind);
}

namespace {

/// How many of each window's elements along one side lie within [first, end).
std::vector<std::int64_t> counts_along(std::int64_t windows, std::int64_t begin, std::int64_t stride,
                                       std::int64_t kernel, std::int64_t dilation, std::int64_t first,
                                       std::int64_t end) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(windows), 0);
  for (std::int64_t w = 0; w < windows; ++w)
    for (std::int64_t tap = 0; tap < kernel; ++tap) {
      const std::int64_t at = begin + w * stride + tap * dilation;
      counts[static_cast<std::size_t>(w)] += at >= first && at < end ? 1 : 0;
    }
  return counts;
}

}  // namespace

Feature Importer::pooled(const Node& node, Feature x, const std::string& function, std::vector<std::int64_t>* counts) {
  if (x.form == Form::Vector) throw Error("onnx-shape", node.label() + " pools a vector");
  Window window{pair_of(node, "kernel_shape", {1, 1}), pair_of(node, "strides", {1, 1}),
                pair_of(node, "dilations", {1, 1}), true};
  auto pads = pads_around(node, x, window);
  const bool is_max = function == "MaxPool";
  const bool is_ceil = node.integer("ceil_mode", 0) != 0, counts_pads = node.integer("count_include_pad", 0) != 0;
  const std::vector<std::int64_t> given = pads;
  const Shape picture = x.stored;
  for (std::size_t side = 0; side < 2 && is_ceil; ++side)
    pads[side + 2] += rest_of_ceil(x.stored[side], pads[side], pads[side + 2], window, side);
  const bool has_pads = std::any_of(pads.begin(), pads.end(), [](std::int64_t p) { return p != 0; });
  // Of signed elements the least one becomes 0, so that a border of zeros is never above what the window holds.
  if (has_pads && is_max && x.type.min() < 0) x = shifted(std::move(x), -x.type.min());
  // Code 0 of a type without negative ones is never above what the window holds, whatever it stands for.
  if (has_pads) x = is_max ? bordered(node, std::move(x), pads) : padded(node, std::move(x), pads);
  x = pooled_windows(node, std::move(x), window, function);
  if (counts == nullptr) return x;
  const auto along = [&](std::size_t side) {
    const std::int64_t out = counts_pads ? given[side] : 0, behind = counts_pads ? given[side + 2] : 0;
    return counts_along(x.stored[side], -given[side], window.stride[side], window.kernel[side], window.dilation[side],
                        -out, picture[side] + behind);
  };
  for (const std::int64_t rows : along(0))
    for (const std::int64_t columns : along(1)) counts->push_back(rows * columns);
  return x;
}

Feature Importer::pooled_windows(const Node& node, Feature x, const Window& window, const std::string& function) {
  const bool is_max = function == "MaxPool", is_tiled = window.kernel == window.stride;
  const bool is_plain = window.dilation == std::vector<std::int64_t>{1, 1};
  if (is_max && is_tiled && is_plain && window.kernel[0] <= x.stored[0] && window.kernel[1] <= x.stored[1]) {
    const MaxPool pool{{x.stored[0], x.stored[1]}, window.kernel, x.stored[2], x.type};
    x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
    x.stored = {x.stored[0] / window.kernel[0], x.stored[1] / window.kernel[1], x.stored[2]};
    x.accumulator.reset();
    return x;
  }
  const DataType type = x.type;
  Window each = window;
  each.depthwise = true;
  x = windows(node, std::move(x), each);
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

Feature Importer::mean_of(const Node& node, Feature x, std::int64_t taps, const std::vector<std::int64_t>& counts) {
  constexpr std::int64_t kMostFactor = 1 << 16;
  std::int64_t common = 1;
  for (const std::int64_t count : counts) {
    if (count == 0)
      throw Error("onnx-unsupported", node.label() + " averages a window of padding alone", "",
                  "pad by less than the kernel");
    common = std::min(std::lcm(common, count), kMostFactor + 1);
  }
  const bool is_one = std::all_of(counts.begin(), counts.end(), [&](std::int64_t c) { return c == counts.front(); });
  if (is_one) common = counts.front();
  if (common > kMostFactor)
    throw Error("onnx-unsupported", node.label() + " averages windows of too many different sizes", "",
                "AvgPool2d(count_include_pad=True, ceil_mode=False), or a smaller kernel");
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    x.low[s] = std::min<std::int64_t>(x.low[s], 0) * taps;  // of padding
    x.high[s] = std::max<std::int64_t>(x.high[s], 0) * taps;
    x.scale[s] /= static_cast<double>(common);
    x.offset[s] *= static_cast<double>(common);
  }
  if (is_one) return x;
  // Sums of fewer elements count for more: each place of the picture has a factor of its own.
  ChannelwiseOp weigh;
  weigh.function = "mul";
  weigh.channels = element_count(x.stored);
  weigh.input = x.type;
  Parameters parameters;
  parameters.bias = Tensor({weigh.channels});
  const auto channels = static_cast<std::size_t>(x.stored.back());
  std::int64_t most = 1;
  for (std::size_t i = 0; i < parameters.bias.data.size(); ++i) {
    const std::int64_t factor = common / counts[i / channels];
    parameters.bias.data[i] = static_cast<std::int32_t>(factor);
    most = std::max(most, factor);
  }
  weigh.parameter = smallest_type(0, most);
  weigh.output = smallest_type(std::min<std::int64_t>(0, most * x.type.min()), most * x.type.max());
  const Shape stored = x.stored;
  add_layer(node, weigh, {x.stream}, x, std::move(parameters));
  builder_.reshape(x.stream, stored);
  x.stored = stored;
  for (std::size_t s = 0; s < x.low.size(); ++s) {
    x.low[s] = std::min(x.low[s], x.low[s] * most);
    x.high[s] = std::max(x.high[s], x.high[s] * most);
  }
  return x;
}

void Importer::average_pool(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const auto kernel = pair_of(node, "kernel_shape", {1, 1});
  std::vector<std::int64_t> counts;
  x = pooled(node, std::move(x), "AccPool", &counts);
  set(node, mean_of(node, std::move(x), kernel[0] * kernel[1], counts));
}

Feature Importer::sum_pixels(Feature x, bool is_mean) {
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
    if (is_mean) x.scale[s] /= static_cast<double>(pixels);
  }
  return x;
}

void Importer::global_average_pool(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  if (!is_channels_first(x.form)) throw Error("onnx-shape", node.label() + " wants [1, C, H, W]");
  set(node, sum_pixels(std::move(x), true));
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
  const std::set<std::int64_t> axes = axes_of(node, x);
  const bool is_max = node.op_type == "ReduceMax", is_mean = node.op_type == "ReduceMean";
  const std::int64_t rank = std::ssize(x.graph_shape()), first = is_channels_first(x.form) ? 2 : 1;
  const std::int64_t channels = is_channels_first(x.form) ? 1 : rank - 1;
  std::set<std::int64_t> pixels;
  for (std::int64_t axis = first; axis < first + rank - 2; ++axis) pixels.insert(axis);
  const bool is_of_pixels = std::includes(pixels.begin(), pixels.end(), axes.begin(), axes.end());
  if (axes.empty() || !(is_of_pixels || (axes == std::set<std::int64_t>{channels} && !is_max)))
    throw Error("onnx-unsupported", node.label() + " works on axes " + to_string(Shape(axes.begin(), axes.end())), "",
                "legal: axes of the pixels, " + to_string(Shape(pixels.begin(), pixels.end())) +
                    (is_max ? "" : ", or that of the channels, " + std::to_string(channels)));
  Shape left = x.graph_shape();
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) left.erase(left.begin() + *axis);
  if (is_max)
    make_rising(x, node);
  else
    settle(x, node);
  if (!is_of_pixels)
    x = sum_channels(node, std::move(x), is_mean);
  else if (axes == pixels && is_max)
    x = largest_pixel(std::move(x));
  else if (axes == pixels)
    x = sum_pixels(std::move(x), is_mean);
  else
    x = reduced_side(node, std::move(x), axes.contains(first) ? 0 : 1);
  set(node, node.integer("keepdims", 1) != 0 ? std::move(x) : as_shape(node, std::move(x), left));
}

Feature Importer::reduced_side(const Node& node, Feature x, std::size_t side) {
  Window window{{1, 1}, {1, 1}, {1, 1}, true};
  window.kernel[side] = window.stride[side] = x.stored[side];
  const std::int64_t taps = x.stored[side];
  if (node.op_type == "ReduceMax") return pooled_windows(node, std::move(x), window, "MaxPool");
  x = pooled_windows(node, std::move(x), window, "AccPool");
  x = mean_of(node, std::move(x), taps, {taps});
  if (node.op_type == "ReduceSum")
    for (double& scale : x.scale) scale *= static_cast<double>(taps);
  return x;
}

Feature Importer::sum_channels(const Node& node, Feature x, bool is_mean) {
  const std::int64_t all = x.channels();
  Weights ones;
  ones.type = DataType::uint(1);
  ones.codes = Tensor({1, all});
  std::fill(ones.codes.data.begin(), ones.codes.data.end(), 1);
  ones.scale = {is_mean ? 1 / static_cast<double>(all) : 1.0};
  return product(node, with_one_scale(std::move(x)), std::move(ones));
}

std::set<std::int64_t> Importer::axes_of(const Node& node, const Feature& x) const {
  const std::int64_t rank = std::ssize(x.graph_shape());
  std::set<std::int64_t> axes;
  if (node.has("axes"))
    for (const std::int64_t axis : node.integers("axes", {})) axes.insert(axis < 0 ? axis + rank : axis);
  else
    for (const double axis : constant_input(node, 1, "axes").data)
      axes.insert(static_cast<std::int64_t>(axis) + (axis < 0 ? rank : 0));
  node.attribute("noop_with_empty_axes");  // there are axes
  return axes;
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
