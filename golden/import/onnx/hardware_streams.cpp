/// FINN's hardware nodes without weights of a product: what cuts, joins, repeats, compares and looks up.
#include <algorithm>
#include <cmath>

#include "golden/finn/hardware_node.hpp"
#include "golden/import/onnx/hardware_attributes.hpp"
#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

/// The nodes compute on the integers themselves.
void require_plain(const Feature& x, const Node& node) {
  const auto is = [](const std::vector<double>& values, double wanted) {
    return std::all_of(values.begin(), values.end(), [&](double v) { return v == wanted; });
  };
  if (is(x.scale, 1) && is(x.offset, 0)) return;
  throw Error("onnx-unsupported", node.label() + " reads integers that stand for other values");
}

void require_picture(const Feature& x, const Node& node) {
  if (x.form != Form::ChannelsLast) throw Error("onnx-shape", node.label() + " wants [1, H, W, C]");
}

/// The constant's whole numbers, one per channel; one for all is repeated.
std::vector<std::int32_t> whole_numbers(const Node& node, const Value& value, std::size_t count) {
  if (value.data.size() != count && value.data.size() != 1)
    throw Error("onnx-shape", node.label() + ": " + std::to_string(value.data.size()) + " parameters for " +
                                  std::to_string(count) + " channels");
  std::vector<std::int32_t> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = value.data[value.data.size() == 1 ? 0 : i];
    if (!(std::abs(x) < 1 << 30) || x != std::floor(x))
      throw Error("onnx-datatype", node.label() + ": a parameter is " + std::to_string(x) + ", no whole number");
    numbers.push_back(static_cast<std::int32_t>(x));
  }
  return numbers;
}

template <class T>
void append_to(std::vector<T>& list, const std::vector<T>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

template <class T>
std::vector<T> part_of(const std::vector<T>& list, std::int64_t from, std::int64_t count) {
  return {list.begin() + from, list.begin() + from + count};
}

/// "Add" of ElementwiseAdd; "" of other nodes.
std::string binary_of(const Node& node) {
  const std::string kind = kind_of(node), prefix = "Elementwise";
  return kind.starts_with(prefix) ? kind.substr(prefix.size()) : "";
}

bool has_floats(const Node& node, const char* key) { return node.text(key, "").starts_with("FLOAT"); }

/// What such a node repeats of its tensors, whose types and shapes are known; and which of them it says are constants.
void read_binary(const Node& node, bool has_constant) {
  const auto require_style = [&](const char* key, const std::string& is) {
    const std::string said = node.text(key, is);
    if (said != is)
      throw Error("onnx-attribute", node.label() + ": " + key + " is \"" + said + "\", the file has " +
                                        (is == "const" ? "a constant" : "a stream") + " there");
  };
  require_style("lhs_style", "input");
  require_style("rhs_style", has_constant ? "const" : "input");
  for (const char* key : {"lhs_dtype", "rhs_dtype", "out_dtype"}) node.text(key, "");
  for (const char* key : {"lhs_shape", "rhs_shape", "out_shape"}) node.integers(key, {});
}

/// A scalar's shape is [] or [1].
void require_constant_shape(const Node& node, const Value& constant) {
  if (!node.has("rhs_shape")) return;
  const Shape said = node.integers("rhs_shape", {});
  if (element_count(said) != std::ssize(constant.data))
    throw Error("onnx-shape",
                node.label() + ": rhs_shape is " + to_string(said) + ", its constant is " + to_string(constant.shape));
}

std::int64_t extent_of(const Node& node, const std::string& key) {
  const std::int64_t value = node.integer(key, 0);
  if (value < 0 || value > 1 << 16)
    throw Error("onnx-attribute", node.label() + ": " + key + " is " + std::to_string(value), "", "legal: 0..65536");
  return value;
}

}  // namespace

std::vector<Feature> Importer::streams_of(const Node& node, std::size_t most) const {
  std::vector<Feature> streams;
  for (std::size_t i = 0; i < std::min(most, node.inputs.size()); ++i) {
    const std::string& input = node.input(i);
    const Feature* x = feature(input);
    if (x == nullptr) throw Error("onnx-unsupported", node.label() + " joins the constant \"" + input + "\"");
    streams.push_back(*x);
    settle(streams.back(), node);
    const Feature& first = streams.front();
    if (x->form != first.form || !x->columns.empty() ||
        !std::equal(x->stored.begin(), x->stored.end() - 1, first.stored.begin(), first.stored.end() - 1))
      throw Error("onnx-shape",
                  node.label() + ": " + to_string(first.graph_shape()) + " and " + to_string(x->graph_shape()));
  }
  if (streams.empty()) throw Error("onnx-format", node.label() + " has no input");
  return streams;
}

std::size_t Importer::add_layer(const Node& node, const LayerKind& kind, const std::vector<std::string>& inputs,
                                Feature& x, Parameters parameters) {
  Errors errors;
  std::visit([&](const auto& k) { validate(k, node.label(), errors); }, kind);
  if (!errors.empty()) throw errors.list().front();
  const std::size_t index = builder_.add(kind, inputs, std::move(parameters));
  x.stream = builder_.output_of(index);
  const NetworkStream& stream = *builder_.network().find_stream(x.stream);
  x.type = stream.type;
  x.stored = stream.shape;
  x.accumulator.reset();
  return index;
}

void Importer::hw_channelwise(const Node& node) {
  const std::string binary = binary_of(node);
  if (!binary.empty() && (has_floats(node, "rhs_dtype") || has_floats(node, "out_dtype"))) {
    Node plain = node;  // numbers that Weir keeps outside the hardware, as FINN up to 0.10 does
    plain.op_type = binary;
    plain.domain.clear();
    read_binary(node, true);
    const int elements = fold_of(node, "PE");
    fold_last(node);
    note_passed(node, data_of(node), elements);
    if (options_.warnings != nullptr)
      options_.warnings->push_back(
          node.label() +
          " computes in floating point: it is no stage here, and its cycles (but in estimates) "
          "and resources are not counted");
    return (this->*handlers().at(binary))(plain);
  }
  Feature x = streams_of(node, 1).front();
  require_plain(x, node);
  ChannelwiseOp c;
  c.function = binary.empty() ? node.text("Func", "") : binary == "Mul" ? "mul" : "add";
  c.channels = x.stored.back();
  require_extent(node, "NumChannels", c.channels);
  c.num_input_vectors = vectors_of(x.stored);
  c.input = x.type;
  c.parameter = type_of(node, binary.empty() ? "paramDataType" : "rhs_dtype");
  c.output = type_of(node, binary.empty() ? "outputDataType" : "out_dtype");
  const auto count = static_cast<std::size_t>(c.channels);
  Parameters parameters;
  parameters.bias = Tensor({c.channels}, whole_numbers(node, constant_input(node, 1, "parameters"), count));
  if (!binary.empty()) {
    read_binary(node, true);
    require_list(node, "lhs_shape", x.graph_shape());
    require_constant_shape(node, constant_input(node, 1, "parameters"));
    require_list(node, "out_shape", x.graph_shape());
    require_declared_type(node, "lhs_dtype", x);
  }
  if (binary == "Sub") {
    for (std::int32_t& p : parameters.bias.data) p = -p;
    c.parameter = smallest_type(-c.parameter.max(), -c.parameter.min());
  }
  for (std::size_t i = 0; i < x.low.size(); ++i) {
    const std::int64_t p = parameters.bias.data[i % count], low = x.low[i], high = x.high[i];
    const bool adds = c.function == "add", compares = c.function.starts_with("cmp");
    x.low[i] = compares ? 0 : adds ? low + p : std::min(low * p, high * p);
    x.high[i] = compares ? 1 : adds ? high + p : std::max(low * p, high * p);
  }
  add_layer(node, c, {x.stream}, x, std::move(parameters));
  fold_last(node);
  set(node, std::move(x));
}

Feature Importer::with_bias(const Node& node, Feature x) {
  if (!x.chain.empty()) settle(x, node);
  const auto is_same = [](const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); });
  };
  const bool is_whole = std::all_of(x.offset.begin(), x.offset.end(), [](double offset) {
    return offset == std::floor(offset) && std::abs(offset) < 1 << 30;
  });
  if (x.type == DataType::bipolar() || is_same(x.offset) || !is_same(x.scale) || !is_whole) return x;
  ChannelwiseOp c;
  c.function = "add";
  c.channels = x.channels();
  c.num_input_vectors = x.form == Form::Vector ? Shape{1} : vectors_of(x.stored);
  c.input = x.type;
  Parameters parameters;
  parameters.bias = Tensor({c.channels});
  std::int64_t low = 0, high = 0, least = 0, most = 0;
  for (std::size_t s = 0; s < x.offset.size(); ++s) {
    const auto offset = static_cast<std::int64_t>(x.offset[s]);
    parameters.bias.data[s] = static_cast<std::int32_t>(offset);
    x.low[s] += offset;
    x.high[s] += offset;
    low = std::min(low, offset);
    high = std::max(high, offset);
    least = std::min(least, offset + x.type.min());
    most = std::max(most, offset + x.type.max());
  }
  c.parameter = smallest_type(low, high);
  c.output = smallest_type(least, most);
  add_layer(node, c, {x.stream}, x, std::move(parameters));
  x.offset.assign(x.offset.size(), 0);
  return x;
}

void Importer::hw_upsample(const Node& node) {
  Feature x = streams_of(node).front();
  require_picture(x, node);
  Upsample u;
  u.in_size = {x.stored[0], x.stored[1]};
  u.channels = x.stored[2];
  u.input = x.type;
  require_extent(node, "NumChannels", u.channels);
  const bool has_sides = node.has("HO");  // of later releases
  if (has_sides) {
    require_extent(node, "HI", u.in_size[0]);
    require_extent(node, "WI", u.in_size[1]);
  }
  const bool is_line = node.integer("DimMode", 0) == 1;
  const auto out =
      has_sides ? std::vector<std::int64_t>{extent_of(node, "HO"), extent_of(node, "WO")} : square_of(node, "OFMDim");
  for (std::size_t side = 0; side < 2; ++side) {
    if (side == 1 && is_line) {
      u.factor[side] = 1;
      continue;
    }
    if (out[side] < u.in_size[side] || out[side] % u.in_size[side] != 0)
      throw Error("onnx-shape", node.label() + ": " + std::to_string(out[side]) + " is no multiple of " +
                                    std::to_string(u.in_size[side]));
    u.factor[side] = out[side] / u.in_size[side];
  }
  const int SIMD = has_sides ? fold_of(node, "SIMD") : static_cast<int>(u.channels);
  if (u.channels % SIMD != 0)
    throw Error("onnx-attribute", node.label() + ": SIMD is " + std::to_string(SIMD), "",
                "legal: divisors of its " + std::to_string(u.channels) + " channels");
  const std::string layer = builder_.network().layers[add_layer(node, u, {x.stream}, x)].name;
  fold(node, layer);
  // FINN+ folds pixels; the layer has them whole, so the fold is no PE or SIMD of it.
  LayerFolding& f = builder_.folding().layers[layer];
  if (has_sides) f.SIMD = 1;
  if (SIMD != u.channels) f.stated[kPixelSimd] = std::to_string(SIMD);
  set(node, std::move(x));
}

void Importer::hw_concat(const Node& node) {
  std::vector<Feature> parts = streams_of(node);
  Feature x = parts.front();
  Concat c;
  c.channels.clear();
  c.num_input_vectors = vectors_of(x.stored);
  c.input = x.type;
  std::vector<std::string> inputs;
  for (const Feature& part : parts) {
    if (part.type != c.input)
      throw Error("onnx-datatype",
                  node.label() + " joins " + c.input.name() + " and " + part.type.name() + ", legal: one type");
    c.channels.push_back(part.stored.back());
    inputs.push_back(part.stream);
    if (&part == &parts.front()) continue;
    for (const auto list : {&Feature::low, &Feature::high}) append_to(x.*list, part.*list);
    for (const auto list : {&Feature::scale, &Feature::offset}) append_to(x.*list, part.*list);
  }
  require_list(node, "ChannelsPerStream", c.channels);
  require_list(node, "ElemsPerStream", c.channels);  // FINN up to 0.9
  require_type_list(node, parts);
  add_layer(node, c, inputs, x);
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_split(const Node& node) {
  const Feature whole = streams_of(node).front();
  Split s;
  s.channels = node.integers("ChannelsPerStream", {});
  s.num_input_vectors = vectors_of(whole.stored);
  s.input = whole.type;
  const bool is_legal = s.channels.size() == node.outputs.size() &&
                        whole.low.size() == static_cast<std::size_t>(whole.stored.back()) &&
                        std::all_of(s.channels.begin(), s.channels.end(),
                                    [&](std::int64_t c) { return c >= 1 && c <= whole.stored.back(); });
  std::int64_t total = 0;
  for (const std::int64_t c : s.channels) total += is_legal ? c : 0;
  if (total != whole.stored.back())
    throw Error("onnx-shape", node.label() + ": ChannelsPerStream does not go with its input and outputs");
  Feature x = whole;
  const std::size_t index = add_layer(node, s, {whole.stream}, x);
  fold_last(node);
  std::int64_t from = 0;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    x.stream = builder_.layer(index).outputs[i];
    x.stored.back() = s.channels[i];
    for (const auto list : {&Feature::low, &Feature::high}) x.*list = part_of(whole.*list, from, s.channels[i]);
    for (const auto list : {&Feature::scale, &Feature::offset}) x.*list = part_of(whole.*list, from, s.channels[i]);
    from += s.channels[i];
    features_[node.outputs[i]] = x;
  }
}

void Importer::hw_eltwise(const Node& node) {
  const std::string binary = binary_of(node);
  if (!binary.empty() && constant(node.optional_input(1)) != nullptr) return hw_channelwise(node);
  if (!binary.empty()) read_binary(node, false);
  if (binary == "Mul")
    throw Error("onnx-unsupported", node.label() + " multiplies two streams, which no layer does", "",
                "legal: ElementwiseAdd, ElementwiseSub of two streams; ElementwiseMul with a constant");
  const std::vector<Feature> both = streams_of(node);
  if (!binary.empty() && both.size() == 2) {
    require_declared_type(node, "lhs_dtype", both[0]);
    require_declared_type(node, "rhs_dtype", both[1]);
    require_list(node, "lhs_shape", both[0].graph_shape());
    require_list(node, "rhs_shape", both[1].graph_shape());
  }
  if (binary == "Add") return hw_add(node);
  if (both.size() != 2 || both[0].stored != both[1].stored)
    throw Error("onnx-shape", node.label() + " wants two inputs of one shape");
  const Feature &a = both[0], &b = both[1];
  require_plain(a, node);
  require_plain(b, node);
  require_declared_type(node, "inputDataType1", b);
  Eltwise e;
  e.operation = binary.empty() ? node.text("eltwiseOp", "") : binary;
  if (e.operation == "Mul" && binary.empty())  // a layer, but no operation of FINN's StreamingEltwise
    throw Error("layer-function", node.label() + ": eltwiseOp is \"Mul\"", "", "legal: Add Sub AbsDiff");
  e.channels = a.stored.back();
  e.num_input_vectors = vectors_of(a.stored);
  e.lhs = a.type;
  e.rhs = b.type;
  Feature x = a;
  for (std::size_t i = 0; i < x.low.size(); ++i) {
    const std::int64_t least = a.low[i] - b.high[i], most = a.high[i] - b.low[i];
    const bool adds = e.operation == "Add", is_absolute = e.operation == "AbsDiff";
    x.low[i] = adds ? a.low[i] + b.low[i] : is_absolute ? 0 : least;
    x.high[i] = adds ? a.high[i] + b.high[i] : is_absolute ? std::max(-least, most) : most;
  }
  const std::int64_t least = e.lhs.min() - e.rhs.max(), most = e.lhs.max() - e.rhs.min();
  e.output = e.operation == "Add"       ? smallest_type(e.lhs.min() + e.rhs.min(), e.lhs.max() + e.rhs.max())
             : e.operation == "AbsDiff" ? smallest_type(0, std::max(-least, most))
                                        : smallest_type(least, most);
  add_layer(node, e, {a.stream, b.stream}, x);
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_lookup(const Node& node) {
  Feature x = data_of(node);
  require_plain(x, node);
  const Value& table = constant_input(node, 1, "table");
  if (table.shape.size() != 2) throw Error("onnx-shape", node.label() + ": its table is " + to_string(table.shape));
  Lookup l;
  l.entries = table.shape[0];
  l.dimension = table.shape[1];
  l.indices = x.stored;
  l.index = x.type;
  l.embedding = type_of(node, "EmbeddingType");
  require_extent(node, "NumEmbeddings", l.entries);
  require_list(node, "InputShape", x.graph_shape());
  require_extent(node, "EmbeddingDim", l.dimension);
  Parameters parameters;
  parameters.weights = Tensor(table.shape, whole_numbers(node, table, table.data.size()));
  add_layer(node, l, {x.stream}, x, std::move(parameters));
  x.form = Form::Vector;
  const auto count = static_cast<std::size_t>(element_count(x.stored));
  x.low.assign(count, l.embedding.min());
  x.high.assign(count, l.embedding.max());
  x.scale.assign(count, 1);
  x.offset.assign(count, 0);
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_crop(const Node& node) {
  Feature x = streams_of(node).front();
  require_picture(x, node);
  Crop c;
  c.in_size = {x.stored[0], x.stored[1]};
  c.channels = x.stored[2];
  c.input = x.type;
  c.border = {extent_of(node, "CropNorth"), extent_of(node, "CropEast"), extent_of(node, "CropSouth"),
              extent_of(node, "CropWest")};
  require_extent(node, "NumChannels", c.channels);
  add_layer(node, c, {x.stream}, x);
  fold_last(node);
  set(node, std::move(x));
}

}  // namespace weir::golden::onnx_import
