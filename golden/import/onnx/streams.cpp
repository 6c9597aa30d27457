/// What cuts, joins and enlarges tensors that flow: Concat, Split, Resize, DepthToSpace, ConvTranspose.
#include <algorithm>
#include <cmath>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// The axis of the channels in the graph's tensor.
std::int64_t channel_axis(const Feature& x) { return is_channels_first(x.form) ? 1 : std::ssize(x.graph_shape()) - 1; }

void require_channel_axis(const Node& node, const Feature& x, std::int64_t axis) {
  const std::int64_t rank = std::ssize(x.graph_shape()), wanted = channel_axis(x);
  if ((axis < 0 ? axis + rank : axis) != wanted)
    throw Error("onnx-unsupported",
                node.label() + ": axis " + std::to_string(axis) + " of " + to_string(x.graph_shape()), "",
                "legal: the axis of the channels, " + std::to_string(wanted));
}

/// Where the part's elements lie in its stream, `behind` others.
std::vector<std::int64_t> columns_of(const Feature& part, std::int64_t behind) {
  std::vector<std::int64_t> columns;
  for (std::size_t k = 0; k < part.low.size(); ++k)
    columns.push_back(behind + static_cast<std::int64_t>(part.channel_at(k)));
  return columns;
}

/// Nearest neighbours as ONNX defines them: which of `in` elements stands at `at` of `out`.
std::int64_t nearest(const Node& node, const std::string& transformation, const std::string& mode, std::int64_t at,
                     double scale, std::int64_t in, std::int64_t out) {
  const auto x = static_cast<double>(at), from = static_cast<double>(in), to = static_cast<double>(out);
  double place = 0;
  if (transformation == "asymmetric") {
    place = x / scale;
  } else if (transformation == "half_pixel" || transformation == "half_pixel_symmetric") {
    place = (x + 0.5) / scale - 0.5;
  } else if (transformation == "pytorch_half_pixel") {
    place = out > 1 ? (x + 0.5) / scale - 0.5 : 0;
  } else if (transformation == "align_corners") {
    place = out > 1 ? x * (from - 1) / (to - 1) : 0;
  } else {
    throw Error("onnx-unsupported", node.label() + ": coordinate_transformation_mode " + transformation, "",
                "legal: asymmetric half_pixel half_pixel_symmetric pytorch_half_pixel align_corners");
  }
  if (mode == "floor")
    place = std::floor(place);
  else if (mode == "ceil")
    place = std::ceil(place);
  else if (mode == "round_prefer_ceil")
    place = std::floor(place + 0.5);
  else if (mode == "round_prefer_floor")
    place = std::ceil(place - 0.5);
  else
    throw Error("onnx-attribute", node.label() + ": nearest_mode " + mode, "",
                "legal: floor ceil round_prefer_floor round_prefer_ceil");
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(place), 0, in - 1);
}

}  // namespace

Feature Importer::scaled(Feature x, const std::vector<std::int64_t>& factors, DataType type) {
  const auto [least, most] = std::minmax_element(factors.begin(), factors.end());
  if (*least == 1 && *most == 1 && type == x.type) return x;
  std::int64_t low = x.type.max(), high = x.type.min();
  for (const std::int64_t factor : factors) {
    low = std::min({low, factor * x.type.min(), factor * x.type.max()});
    high = std::max({high, factor * x.type.min(), factor * x.type.max()});
  }
  const bool fits = type.min() <= low && type.max() >= high && type != DataType::bipolar();
  const DataType output = fits ? type : smallest_type(low, high);
  ChannelwiseOp op;
  op.function = "mul";
  op.channels = x.channels();
  op.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  op.input = x.type;
  op.parameter = smallest_type(std::min<std::int64_t>(*least, 0), std::max<std::int64_t>(*most, 0));
  op.output = output;
  Parameters parameters;
  parameters.bias = Tensor({op.channels});
  for (std::size_t s = 0; s < factors.size(); ++s) {
    parameters.bias.data[s] = static_cast<std::int32_t>(factors[s]);
    const std::int64_t a = x.low[s] * factors[s], b = x.high[s] * factors[s];
    x.low[s] = std::min(a, b);
    x.high[s] = std::max(a, b);
    x.scale[s] /= static_cast<double>(factors[s]);
    x.offset[s] *= static_cast<double>(factors[s]);
  }
  x.stream = builder_.output_of(builder_.add(op, {x.stream}, std::move(parameters)));
  x.type = output;
  x.accumulator.reset();
  return x;
}

Feature Importer::with_one_scale(Feature x) {
  double least = INFINITY;
  for (const double scale : x.scale) least = std::min(least, std::abs(scale));
  std::vector<std::int64_t> factors;
  for (const double scale : x.scale) {
    const double ratio = scale / least;
    // Exactly: a rounded ratio would be another network.
    if (ratio != std::round(ratio) || std::abs(ratio) > 1 << 12 || least * ratio != scale) return x;
    factors.push_back(static_cast<std::int64_t>(ratio));
  }
  return scaled(std::move(x), factors, x.type);
}

void Importer::concat(const Node& node) {
  std::vector<Feature> parts;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const Feature* part = feature(node.input(i));
    if (part == nullptr)
      throw Error("onnx-unsupported", node.label() + " joins the constant \"" + node.inputs[i] + "\"", "",
                  "join tensors that flow; a constant can be added behind them");
    parts.push_back(*part);
    settle(parts.back(), node);
    const Shape &one = part->stored, &first = parts.front().stored;
    if (part->seen || part->form != parts.front().form ||
        !std::equal(one.begin(), one.end() - 1, first.begin(), first.end() - 1))
      throw Error("onnx-shape", node.label() + ": " + to_string(parts.front().graph_shape()) + " and " +
                                    to_string(part->graph_shape()));
  }
  require_channel_axis(node, parts.front(), node.integer("axis", 1));
  std::int64_t low = 0, high = 0;
  bool is_one_type = true;
  for (const Feature& part : parts) {
    low = std::min(low, part.type.min());
    high = std::max(high, part.type.max());
    is_one_type = is_one_type && part.type == parts.front().type;
  }
  const DataType type = is_one_type ? parts.front().type : smallest_type(low, high);
  for (Feature& part : parts) part = scaled(std::move(part), std::vector<std::int64_t>(part.low.size(), 1), type);
  const bool has_columns =
      std::any_of(parts.begin(), parts.end(), [](const Feature& part) { return !part.columns.empty(); });
  Feature x = parts.front();
  if (has_columns) x.columns = columns_of(x, 0);
  Concat c;
  c.channels.clear();
  c.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  c.input = type;
  std::vector<std::string> inputs;
  for (const Feature& part : parts) {
    c.channels.push_back(part.channels());
    inputs.push_back(part.stream);
    if (&part == &parts.front()) continue;
    const auto columns = has_columns ? columns_of(part, std::ssize(x.low)) : std::vector<std::int64_t>();
    x.columns.insert(x.columns.end(), columns.begin(), columns.end());
    const auto append = [&](auto list) { (x.*list).insert((x.*list).end(), (part.*list).begin(), (part.*list).end()); };
    append(&Feature::low);
    append(&Feature::high);
    append(&Feature::scale);
    append(&Feature::offset);
  }
  const Form form = x.form;
  add_layer(node, c, inputs, x);
  if (form == Form::Vector) x.stored = {element_count(x.stored)};
  set(node, std::move(x));
}

void Importer::split(const Node& node) {
  const Feature whole = streams_of(node, 1).front();
  require_channel_axis(node, whole, node.integer("axis", 0));
  if (!whole.columns.empty())
    throw Error("onnx-unsupported", node.label() + " cuts a flattened picture", "", "cut the picture itself");
  // The constants' rules of parts, on numbers of the tensor's shape.
  Value stand_in;
  stand_in.shape = whole.graph_shape();
  stand_in.data.resize(static_cast<std::size_t>(element_count(stand_in.shape)));
  Inputs inputs(node, {&stand_in});
  if (node.inputs.size() > 1) inputs.push_back(&constant_input(node, 1, "list of parts"));
  Split s;
  s.channels.clear();
  const auto at = static_cast<std::size_t>(channel_axis(whole));
  for (const Value& part : evaluate_all(node, inputs)) s.channels.push_back(part.shape[at]);
  if (s.channels.size() == 1) return set(node, whole);
  s.num_input_vectors = whole.form == Form::Vector ? Shape{1} : vectors_of(whole.stored);
  s.input = whole.type;
  for (const std::string& output : node.outputs)
    if (readers(output) == 0)
      throw Error("onnx-unsupported", node.label() + ": its output \"" + output + "\" is read by nothing", "",
                  "take the part out of the graph: the hardware's stream would have no end");
  Feature x = whole;
  const std::size_t index = add_layer(node, s, {whole.stream}, x);
  std::int64_t from = 0;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    x = whole;
    x.accumulator.reset();
    x.stream = builder_.layer(index).outputs[i];
    x.stored.back() = s.channels[i];
    const auto cut = [&, count = s.channels[i]](auto list) {
      x.*list = {(whole.*list).begin() + from, (whole.*list).begin() + from + count};
    };
    cut(&Feature::low);
    cut(&Feature::high);
    cut(&Feature::scale);
    cut(&Feature::offset);
    from += s.channels[i];
    features_[node.outputs[i]] = x;
  }
}

Feature Importer::selected(const Node& node, Feature x, const std::vector<std::int64_t>& channels) {
  const auto rows = std::ssize(channels), all = x.channels();
  Mvau m;
  m.MH = rows;
  m.MW = all;
  m.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  m.input = x.type;
  m.weight = DataType::uint(1);
  m.no_activation = true;
  m.levels = 0;
  m.accumulator = m.output = smallest_type(x.type.min(), x.type.max());
  Parameters parameters;
  parameters.weights = Tensor({rows, all});
  Feature out = x;
  out.columns.clear();
  for (const auto list : {&Feature::low, &Feature::high}) (out.*list).clear();
  for (const auto list : {&Feature::scale, &Feature::offset}) (out.*list).clear();
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::size_t from = x.channel_at(static_cast<std::size_t>(channels[static_cast<std::size_t>(row)]));
    parameters.weights.data[static_cast<std::size_t>(row * all) + from] = 1;
    for (const auto list : {&Feature::low, &Feature::high}) (out.*list).push_back((x.*list)[from]);
    for (const auto list : {&Feature::scale, &Feature::offset}) (out.*list).push_back((x.*list)[from]);
  }
  Shape stored = x.stored;
  const std::size_t index = add_layer(node, m, {x.stream}, out, std::move(parameters));
  stored.back() = rows;
  out.stored = x.form == Form::Vector ? Shape{rows} : stored;
  out.accumulator = index;
  return out;
}

void Importer::slice(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  // The constants' rules of parts, on the numbers of the places.
  Value places;
  places.shape = x.graph_shape();
  for (std::int64_t i = 0; i < element_count(places.shape); ++i) places.data.push_back(static_cast<double>(i));
  Inputs inputs(node, {&places});
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    inputs.push_back(node.inputs[i].empty() ? nullptr : &constant_input(node, i, "list of places"));
  const Value part = evaluate(node, inputs);
  const std::size_t rank = places.shape.size();
  if (part.shape.size() != rank || part.shape.front() != 1 || part.data.empty())
    throw Error("onnx-unsupported", node.label() + ": " + to_string(places.shape) + " becomes " + to_string(part.shape),
                "", "legal: parts of the channels, the rows and the columns that keep the number of axes");
  // Which of the places along each axis.
  std::vector<std::vector<std::int64_t>> taken(rank);
  std::int64_t stride = 1, inner = 1;
  for (std::size_t axis = rank; axis-- > 0;) {
    for (std::int64_t i = 0; i < part.shape[axis]; ++i)
      taken[axis].push_back(static_cast<std::int64_t>(part.data[static_cast<std::size_t>(i * stride)]) / inner %
                            places.shape[axis]);
    stride *= part.shape[axis];
    inner *= places.shape[axis];
  }
  const auto channels = static_cast<std::size_t>(channel_axis(x));
  std::vector<std::int64_t> steps{1, 1}, border(4, 0);
  for (std::size_t side = 0; side < 2 && x.form != Form::Vector; ++side) {
    const std::size_t axis = side + (is_channels_first(x.form) ? 2 : 1);
    if (side == 1 && is_line(x.form)) continue;
    const auto& list = taken[axis];
    if (list.size() > 1) steps[side] = list[1] - list[0];
    for (std::size_t i = 1; i < list.size(); ++i)
      if (steps[side] < 1 || list[i] - list[i - 1] != steps[side])
        throw Error("onnx-unsupported", node.label() + " moves pixels about", "",
                    "legal: rows and columns in order, at equal distances");
    border[side == 0 ? 0 : 3] = list.front();                          // north, west
    border[side == 0 ? 2 : 1] = places.shape[axis] - 1 - list.back();  // south, east
  }
  if (x.form != Form::Vector) x = cropped(node, std::move(x), border);
  if (steps != std::vector<std::int64_t>{1, 1}) x = windows(node, std::move(x), {{1, 1}, steps, {1, 1}, false});
  const auto& list = taken[channels];
  bool is_all = std::ssize(list) == x.channels();
  for (std::size_t i = 0; i < list.size(); ++i) is_all = is_all && list[i] == static_cast<std::int64_t>(i);
  if (!is_all) x = selected(node, std::move(x), list);
  set(node, std::move(x));
}

Feature Importer::enlarged(const Node& node, Feature x, const std::vector<std::int64_t>& factor) {
  if (factor == std::vector<std::int64_t>{1, 1}) return x;
  Upsample u;
  u.in_size = {x.stored[0], x.stored[1]};
  u.factor = factor;
  u.channels = x.stored[2];
  u.input = x.type;
  add_layer(node, u, {x.stream}, x);
  return x;
}

void Importer::resize(const Node& node) {
  Feature x = data_of(node);
  require_single(x, node);
  const Shape shape = x.graph_shape();
  const std::string mode = node.text("mode", "nearest");
  if (x.form == Form::Vector || mode != "nearest")
    throw Error("onnx-unsupported", node.label() + ": mode " + mode + " of " + to_string(shape), "",
                "legal: nearest of pictures; upsample with mode=\"nearest\" when exporting");
  const bool is_newer = node.op_type == "Resize" && node.inputs.size() > 2;
  const auto sizes = constant(is_newer ? node.optional_input(3) : "");
  const auto scales = constant(node.optional_input(is_newer ? 2 : 1));
  if (is_newer) node.note_input(1);  // the region is of another coordinate_transformation_mode
  std::vector<double> by_axis(shape.size(), 1);
  const auto axes = node.integers("axes", {});
  const bool has_sizes = sizes != nullptr && !sizes->data.empty();
  if (const std::string policy = node.text("keep_aspect_ratio_policy", "stretch"); policy != "stretch")
    throw Error("onnx-unsupported", node.label() + ": keep_aspect_ratio_policy " + policy, "", "legal: stretch");
  std::vector<double> given = has_sizes ? sizes->data : scales != nullptr ? scales->data : std::vector<double>{};
  if (const auto* list = std::get_if<std::vector<double>>(node.attribute("scales")); list != nullptr) given = *list;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::int64_t axis = axes.empty() ? static_cast<std::int64_t>(i) : axes.at(i);
    const auto at = static_cast<std::size_t>(axis < 0 ? axis + std::ssize(shape) : axis);
    if (at >= shape.size()) throw Error("onnx-shape", node.label() + ": scales or sizes of other than its axes");
    by_axis[at] = has_sizes ? given[i] / static_cast<double>(shape[at]) : given[i];
  }
  if (given.size() != (axes.empty() ? shape.size() : axes.size()))
    throw Error("onnx-shape", node.label() + ": scales or sizes of other than its axes");
  const bool is_first = is_channels_first(x.form);
  std::vector<std::int64_t> factor{1, 1};
  const std::string transformation = node.text("coordinate_transformation_mode",
                                               node.op_type == "Upsample" || !is_newer ? "asymmetric" : "half_pixel");
  const std::string rounding =
      node.text("nearest_mode", node.op_type == "Upsample" || !is_newer ? "floor" : "round_prefer_floor");
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::size_t first_pixel = is_first ? 2 : 1, side = axis - first_pixel;
    const bool is_pixel = axis >= first_pixel && side < (is_line(x.form) ? 1 : 2);
    const double scale = by_axis[axis];
    const auto in = shape[axis];
    const bool is_whole = scale == std::floor(scale) && scale >= 1 && scale <= 1 << 12 && (is_pixel || scale == 1);
    bool is_repetition = is_whole;
    const std::int64_t out = is_whole ? static_cast<std::int64_t>(scale) * in : 0;
    for (std::int64_t at = 0; at < out && is_pixel; ++at)
      is_repetition = is_repetition && nearest(node, transformation, rounding, at, scale, in, out) == at / (out / in);
    if (!is_repetition)
      throw Error("onnx-unsupported",
                  node.label() + ": axis " + std::to_string(axis) + " of " + to_string(shape) + " grows by " +
                      std::to_string(scale) + " (" + transformation + ", " + rounding + ")",
                  "", "legal: every pixel repeated a whole number of times, as Upsample(mode=\"nearest\") does");
    if (is_pixel) factor[side] = static_cast<std::int64_t>(scale);
  }
  set(node, enlarged(node, std::move(x), factor));
}

Feature Importer::spread_pixels(const Node& node, Feature x, const std::vector<std::int64_t>& stride) {
  if (stride == std::vector<std::int64_t>{1, 1}) return x;
  PixelPadding p;
  p.in_size = {x.stored[0], x.stored[1]};
  p.stride = stride;
  p.channels = x.stored[2];
  p.input = x.type;
  add_layer(node, p, {x.stream}, x);
  return x;
}

Feature Importer::cropped(const Node& node, Feature x, const std::vector<std::int64_t>& border) {
  if (std::all_of(border.begin(), border.end(), [](std::int64_t b) { return b == 0; })) return x;
  Crop c;
  c.in_size = {x.stored[0], x.stored[1]};
  c.channels = x.stored[2];
  c.input = x.type;
  c.border = border;
  add_layer(node, c, {x.stream}, x);
  return x;
}

void Importer::conv_transpose(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const auto value = constant(node.input(1));
  if (value == nullptr) throw Error("onnx-unsupported", node.label() + ": its weights flow");
  const Shape shape = x.graph_shape();
  if (!is_channels_first(x.form) || value->shape.size() != shape.size())
    throw Error("onnx-shape", node.label() + ": weights " + to_string(value->shape) + " on " + to_string(shape), "",
                "transposed convolutions of [1, C, H, W] or [1, C, L]");
  Shape w = value->shape;
  if (w.size() == 3) w.push_back(1);
  const std::int64_t group = node.integer("group", 1), C = x.stored[2], each = w[1], M = each * group;
  if (group < 1 || C % group != 0 || w[0] != C)
    throw Error("onnx-shape", node.label() + ": " + std::to_string(group) + " groups, weights " +
                                  to_string(value->shape) + ", " + std::to_string(C) + " channels");
  require_kernel(node, {w[2], w[3]}, is_line(x.form));
  if (node.has("output_shape"))
    throw Error("onnx-unsupported", node.label() + ": output_shape", "", "export with pads and output_padding");
  if (pair_of(node, "dilations", {1, 1}) != std::vector<std::int64_t>{1, 1})
    throw Error("onnx-unsupported", node.label() + ": dilations", "", "legal: 1");
  const auto stride = pair_of(node, "strides", {1, 1});
  const auto pads = pads_of(node, "pads", is_line(x.form));
  auto more = node.integers("output_padding", {0, 0});
  more.resize(2, 0);
  // The convolution with the mirrored kernel over pixels apart by the stride, in a border of what the kernel reaches.
  std::vector<std::int64_t> around(4), crop(4);
  for (std::size_t side = 0; side < 2; ++side) {
    const std::int64_t before = w[side + 2] - 1 - pads[side], behind = w[side + 2] - 1 - pads[side + 2] + more[side];
    around[side] = std::max<std::int64_t>(before, 0);
    around[side + 2] = std::max<std::int64_t>(behind, 0);
    crop[side == 0 ? 0 : 3] = std::max<std::int64_t>(-before, 0);  // north, west
    crop[side == 0 ? 2 : 1] = std::max<std::int64_t>(-behind, 0);  // south, east
  }
  x = zero_at_code_0(node, std::move(x));
  x = cropped(node, spread_pixels(node, std::move(x), stride), crop);
  if (std::any_of(around.begin(), around.end(), [](auto p) { return p != 0; }))
    x = bordered(node, std::move(x), around);
  x = windows(node, std::move(x), {{w[2], w[3]}, {1, 1}, {1, 1}, false});
  const std::int64_t taps = w[2] * w[3], ins = C / group;
  std::vector<std::size_t> order;
  for (std::int64_t m = 0; m < M; ++m)
    for (std::int64_t tap = 0; tap < taps; ++tap)
      for (std::int64_t in = 0; in < ins; ++in)
        order.push_back(static_cast<std::size_t>(((m / each * ins + in) * each + m % each) * taps + taps - 1 - tap));
  Weights weights = weights_of(node, node.input(1), order, M);
  if (group > 1) spread_groups(node, weights, group, ins, taps);
  Feature sums = product(node, std::move(x), std::move(weights));
  if (const std::string bias = node.optional_input(2); !bias.empty()) add_bias(node, bias, sums);
  set(node, std::move(sums));
}

void Importer::depth_to_space(const Node& node) {
  Feature x = data_of(node);
  settle(x, node);
  const std::int64_t block = node.integer("blocksize", 0), all = x.channels(),
                     C = all / std::max<std::int64_t>(1, block * block);
  const std::string mode = node.text("mode", "DCR");
  if (x.form != Form::ChannelsFirst || block < 1 || block > 64 || C * block * block != all ||
      (mode != "DCR" && mode != "CRD"))
    throw Error("onnx-shape", node.label() + ": blocksize " + std::to_string(block) + ", mode " + mode + " of " +
                                  to_string(x.graph_shape()));
  std::vector<std::int64_t> channel;  // of the tap's pixel, by tap and channel of the result
  for (std::int64_t tap = 0; tap < block * block; ++tap)
    for (std::int64_t c = 0; c < C; ++c) channel.push_back(mode == "DCR" ? tap * C + c : c * block * block + tap);
  set(node, pixels_of_channels(node, std::move(x), {block, block}, channel));
}

}  // namespace weir::golden::onnx_import
