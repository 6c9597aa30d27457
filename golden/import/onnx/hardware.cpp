/// FINN's hardware nodes: their abstract form and both backends of every release, with folding and FIFO depths.
#include <algorithm>
#include <numeric>

#include "golden/finn/hardware_node.hpp"
#include "golden/import/onnx/hardware_attributes.hpp"
#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

const std::map<std::string, Importer::Handler>& Importer::hardware_handlers() {
  static const std::map<std::string, Handler> kHandlers{
      {"MVAU", &Importer::hw_mvau},
      {"VVAU", &Importer::hw_vvau},
      {"Thresholding", &Importer::hw_thresholding},
      {"ConvolutionInputGenerator", &Importer::hw_window},
      {"FMPadding", &Importer::hw_padding},
      {"StreamingMaxPool", &Importer::hw_max_pool},
      {"Pool", &Importer::hw_pool},
      {"GlobalAccPool", &Importer::hw_acc_pool},
      {"AddStreams", &Importer::hw_add},
      {"DuplicateStreams", &Importer::hw_duplicate},
      {"LabelSelect", &Importer::hw_label_select},
      {"DownSampler", &Importer::hw_down_sampler},
      {"ChannelwiseOp", &Importer::hw_channelwise},
      {"UpsampleNearestNeighbour", &Importer::hw_upsample},
      {"StreamingConcat", &Importer::hw_concat},
      {"StreamingSplit", &Importer::hw_split},
      {"StreamingEltwise", &Importer::hw_eltwise},
      {"Lookup", &Importer::hw_lookup},
      {"Crop", &Importer::hw_crop},
      {"StreamingFIFO", &Importer::hw_fifo},
      {"StreamingDataWidthConverter", &Importer::hw_converter},
      {"ElementwiseAdd", &Importer::hw_eltwise},
      {"ElementwiseSub", &Importer::hw_eltwise},
      {"ElementwiseMul", &Importer::hw_eltwise},
      {"Reshape", &Importer::hw_wire},
      {"Squeeze", &Importer::hw_wire},
      {"Unsqueeze", &Importer::hw_wire},
      {"IODMA", &Importer::hw_wire},
      {"TLastMarker", &Importer::hw_wire},
  };
  return kHandlers;
}

Importer::Handler Importer::handler_of(const Node& node) const {
  const bool is_hardware = is_hardware_node(node);
  const auto& known = is_hardware ? hardware_handlers() : handlers();
  const auto found = known.find(kind_of(node));
  return found == known.end() ? nullptr : found->second;
}

void Importer::fold(const Node& node, const std::string& layer) {
  LayerFolding& f = builder_.folding().layers[layer];
  f.PE = fold_of(node, "PE");
  f.SIMD = fold_of(node, "SIMD");
  f.ram_style = node.text("ram_style", "auto");
  if (f.ram_style.empty()) f.ram_style = "auto";
  f.stated = stated_by(node);
  Implementation made = implementation_of(node, release_);
  // The backend that a specialised node has is FINN's choice already.
  if (made.backend) f.stated["preferred_impl_style"] = *made.backend == Backend::Rtl ? "rtl" : "hls";
  builder_.folding().implementations[layer] = std::move(made);
}

void Importer::fold_last(const Node& node) {
  const auto& layers = builder_.network().layers;
  if (layers.size() > layers_before_) return fold(node, layers.back().name);
  for (const char* key : {"PE", "SIMD"}) fold_of(node, key);
  node.attribute("ram_style");
  stated_by(node);
}

void Importer::take_weight_type(const Node& node, bool is_popcount, Weights& weights) {
  const std::string name = node.text("weightDataType", "");
  if (name.empty() || is_popcount) return;
  const DataType declared = DataType::parse(name);
  for (const std::int32_t w : weights.codes.data)
    if (!declared.holds(w))
      throw Error("onnx-datatype", node.label() + ": weightDataType is " + name + ", a weight is " + std::to_string(w));
  weights.type = weight_type(declared, weights.codes);
}

void Importer::require_accumulator(const Node& node, Feature& sums, bool is_popcount) const {
  const std::string name = node.text("accDataType", "");
  if (name.empty() || name.starts_with("FLOAT")) return;
  const DataType declared = DataType::parse(name);
  const std::int64_t low = *std::min_element(sums.low.begin(), sums.low.end());
  const std::int64_t high = *std::max_element(sums.high.begin(), sums.high.end());
  if (declared.holds(low) && declared.holds(high)) return;
  const std::string reach = node.label() + ": accDataType is " + name + ", but its sums reach " + std::to_string(low) +
                            ".." + std::to_string(high);
  if (!is_popcount) throw Error("onnx-datatype", reach);
  // FINN takes the type from products of the weights, as if the inputs were numbers, and counts equal bits in it.
  sums.outgrows_type = true;
  if (options_.warnings != nullptr)
    options_.warnings->push_back(reach + ": counts of equal bits above " + std::to_string(declared.max()) +
                                 " wrap in FINN's hardware, golden counts on");
}

Feature Importer::hardware_activation(const Node& node, Feature x, std::size_t thresholds_at) {
  const DataType output = type_of(node, "outputDataType");
  Step step;
  step.node.name = node.name;
  step.node.op_type = "MultiThreshold";
  step.node.outputs = node.outputs;
  step.node.set("data_layout", std::string("NHWC"));
  step.node.set("out_dtype", output.name());
  const std::int64_t act_val = node.integer("ActVal", 0);
  step.node.set("out_scale", output == DataType::bipolar() ? 2.0 : 1.0);
  step.node.set("out_bias", output == DataType::bipolar() ? -1.0 : static_cast<double>(act_val));
  constant_input(node, thresholds_at, "thresholds");
  step.constants = {nullptr, constant(node.input(thresholds_at))};
  step.form = x.form;
  // Rows and shapes of the thresholds are checked as those of any MultiThreshold.
  add_step(x, step);
  x.chain.pop_back();
  return quantised(std::move(x), step, true);
}

void Importer::hw_mvau(const Node& node) {
  Feature x = data_of(node);
  const auto vectors = node.integers("numInputVectors", {1});
  if (element_count(vectors) == 1 && vectors.size() == 1) x = as_vector(node, std::move(x));
  require_extent(node, "MW", x.form == Form::Vector ? x.channels() : x.stored.back());
  const bool is_popcount = node.integer("binaryXnorMode", 0) != 0;
  Weights weights = matrix_of(node, node.input(1), x, false);
  require_extent(node, "MH", weights.codes.shape[0]);
  take_weight_type(node, is_popcount, weights);
  if (is_popcount) x.type = weights.type = DataType::binary();
  Feature sums = product(node, std::move(x), std::move(weights), is_popcount);
  const bool is_activated = node.integer("noActivation", 0) == 0;
  if (is_popcount && is_activated)
    node.attribute("accDataType");  // of products of +1 and -1: FINN counts equal bits in 32 bits before thresholds
  else
    require_accumulator(node, sums, is_popcount);
  const std::string layer = builder_.layer(*sums.accumulator).name;
  if (is_activated) sums = hardware_activation(node, std::move(sums), 2);
  fold(node, layer);
  set(node, std::move(sums));
}

void Importer::hw_vvau(const Node& node) {
  Feature x = data_of(node);
  const auto value = constant(node.input(1));
  const auto kernel = square_of(node, "Kernel");
  const std::int64_t channels = node.integer("Channels", 0), taps = kernel[0] * kernel[1];
  if (value == nullptr || channels < 1 || channels > 1 << 20 || std::ssize(value->data) != channels * taps ||
      x.form != Form::ChannelsLast || x.stored[2] != channels * taps)
    throw Error("onnx-shape", node.label() + ": weights, Kernel and Channels do not go with its input");
  std::vector<std::size_t> order(value->data.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Weights weights = weights_of(node, node.input(1), order, channels);
  x.stored[2] = channels;
  for (auto* list : {&x.low, &x.high}) list->resize(static_cast<std::size_t>(channels));
  for (auto* list : {&x.scale, &x.offset}) list->resize(static_cast<std::size_t>(channels));
  // FINN's unit counts equal bits where both are bipolar: (sum + taps) / 2.
  const bool is_popcount = x.type == DataType::bipolar() && weights.type == DataType::bipolar();
  take_weight_type(node, is_popcount, weights);
  Feature sums = depthwise(node, std::move(x), std::move(weights), kernel);
  for (std::size_t c = 0; is_popcount && c < sums.low.size(); ++c) {
    sums.scale[c] /= 2;
    sums.offset[c] += static_cast<double>(taps);
  }
  if (is_popcount)
    node.attribute("accDataType");  // of the counts
  else
    require_accumulator(node, sums);
  const std::string layer = builder_.layer(*sums.accumulator).name;
  if (node.integer("noActivation", 0) == 0) sums = hardware_activation(node, std::move(sums), 2);
  fold(node, layer);
  set(node, std::move(sums));
}

void Importer::hw_thresholding(const Node& node) {
  Feature x = data_of(node);
  x.accumulator.reset();  // a node of its own is a layer of its own
  require_extent(node, "numSteps", constant_input(node, 1, "thresholds").shape.back());
  x = hardware_activation(node, std::move(x), 1);
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_window(const Node& node) {
  Feature x = data_of(node);
  if (x.form != Form::ChannelsLast) throw Error("onnx-shape", node.label() + " wants [1, H, W, C]");
  require_extent(node, "IFMChannels", x.stored[2]);
  const Window window{square_of(node, "ConvKernelDim"), square_of(node, "Stride"), square_of(node, "Dilation"),
                      node.integer("depthwise", 0) != 0};
  x = as_windows(windows(node, std::move(x), window), window.kernel[0] * window.kernel[1]);
  fold_last(node);
  set(node, std::move(x));
}

namespace {

/// Both sides together in FINN up to 0.6, which halves it; of an odd sum PaddingStyle says where one more lies.
std::optional<std::vector<std::int64_t>> sum_of_sides(const Node& node) {
  const Attribute* found = node.attribute("Padding");
  const auto* sum = found == nullptr ? nullptr : std::get_if<std::int64_t>(found);
  if (sum == nullptr) return std::nullopt;
  node.attribute("PaddingStyle");
  if (*sum < 0 || *sum % 2 != 0)
    throw Error("onnx-attribute", node.label() + ": Padding is " + std::to_string(*sum) + " of both sides", "",
                "legal: an even sum, or [top left bottom right]");
  return std::vector<std::int64_t>(4, *sum / 2);
}

}  // namespace

void Importer::hw_padding(const Node& node) {
  Feature x = data_of(node);
  if (x.form != Form::ChannelsLast) throw Error("onnx-shape", node.label() + " wants [1, H, W, C]");
  const auto sum = sum_of_sides(node);
  x = padded(node, std::move(x), sum ? *sum : pads_of(node, "Padding"));
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_max_pool(const Node& node) {
  Feature x = data_of(node);
  if (x.form != Form::ChannelsLast) throw Error("onnx-shape", node.label() + " wants [1, H, W, C]");
  const MaxPool pool{{x.stored[0], x.stored[1]}, square_of(node, "PoolDim"), x.stored[2], x.type};
  Errors errors;
  validate(pool, node.label(), errors);
  if (!errors.empty()) throw errors.list().front();
  const bool is_ceil = node.integer("CeilMode", 0) != 0;
  if (is_ceil && (x.stored[0] % pool.window[0] != 0 || x.stored[1] % pool.window[1] != 0))
    throw Error(
        "onnx-unsupported",
        node.label() + ": CeilMode 1, and windows " + to_string(pool.window) + " do not fill " + to_string(x.stored),
        "", "pad the picture to a multiple of the window");
  x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
  x.stored = {x.stored[0] / pool.window[0], x.stored[1] / pool.window[1], x.stored[2]};
  x.accumulator.reset();
  fold_last(node);
  const bool is_line = pool.in_size[0] == 1 || pool.in_size[1] == 1;
  if (is_line && !node.has("PE"))  // FINN up to 0.8 takes whole pixels
    builder_.folding().layers[builder_.network().layers.back().name].PE = static_cast<int>(pool.channels);
  set(node, std::move(x));
}

void Importer::hw_pool(const Node& node) {
  Feature x = data_of(node);
  Pool pool;
  pool.kernel = square_of(node, "KernelSize");
  pool.channels = node.integer("Channels", 0);
  const std::int64_t taps = pool.kernel[0] * pool.kernel[1];
  if (x.form != Form::ChannelsLast || pool.channels < 1 || pool.channels > 1 << 20 ||
      x.stored[2] != taps * pool.channels)
    throw Error("onnx-shape", node.label() + ": KernelSize and Channels do not go with its input");
  pool.out_size = {x.stored[0], x.stored[1]};
  pool.function = node.text("Function", "MaxPool");
  pool.input = x.type;
  pool.output = type_of(node, "OutputDataType");
  pool.shift = pool.function == "QuantAvgPool" ? static_cast<int>(node.integer("Size", 0) & 31) : 0;
  Errors errors;
  validate(pool, node.label(), errors);
  if (!errors.empty()) throw errors.list().front();
  x.stream = builder_.output_of(builder_.add(pool, {x.stream}));
  x.type = pool.output;
  x.stored[2] = pool.channels;
  const auto channels = static_cast<std::size_t>(pool.channels);
  x.low.assign(channels, x.type.min());
  x.high.assign(channels, x.type.max());
  x.scale.resize(channels);
  x.offset.resize(channels);
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_acc_pool(const Node& node) {
  Feature x = data_of(node);
  if (x.form != Form::ChannelsLast) throw Error("onnx-shape", node.label() + " wants [1, H, W, C]");
  x = sum_pixels(std::move(x), false);
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_add(const Node& node) {
  std::vector<Feature> both = streams_of(node);
  if (both.size() != 2 || both[0].scale != both[1].scale)
    throw Error("onnx-unsupported", node.label() + " adds other than two streams of one scale");
  require_type_list(node, both);
  set(node, add_features(node, std::move(both[0]), std::move(both[1])));
  fold_last(node);
}

void Importer::hw_duplicate(const Node& node) {
  Feature x = data_of(node);
  require_extent(node, "NumOutputStreams", std::ssize(node.outputs));
  DuplicateStreams copy;
  copy.channels = x.stored.back();
  copy.num_input_vectors = vectors_of(x.stored);
  copy.input = x.type;
  copy.copies = static_cast<int>(node.outputs.size());
  const std::size_t index = builder_.add(copy, {x.stream});
  x.accumulator.reset();
  fold_last(node);
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    x.stream = builder_.layer(index).outputs[i];
    features_[node.outputs[i]] = x;
  }
}

void Importer::hw_label_select(const Node& node) {
  Feature x = data_of(node);
  require_extent(node, "Labels", x.channels() * x.pixels());
  features_[node.outputs.front()] = ranked(node, with_bias(node, std::move(x)), node.integer("K", 1));
  fold_last(node);
}

void Importer::hw_down_sampler(const Node& node) {
  Feature x = data_of(node);
  if (x.form != Form::ChannelsLast) throw Error("onnx-shape", node.label() + " wants [1, H, W, C]");
  DownSampler d;
  d.in_size = {x.stored[0], x.stored[1]};
  d.channels = x.stored[2];
  d.stride = square_of(node, "Stride")[0];
  d.input = x.type;
  const std::size_t index = builder_.add(d, {x.stream});
  x.stream = builder_.output_of(index);
  x.stored = builder_.network().streams.back().shape;
  x.accumulator.reset();
  fold_last(node);
  set(node, std::move(x));
}

void Importer::hw_fifo(const Node& node) {
  const Feature x = data_of(node);
  const FifoPiece piece = fifo_of(node);
  if (piece.depth_words > 0) ways_[x.stream].fifos.back().push_back(piece);  // large FIFOs come split into several
  if (has_only_streams_) {
    const auto folded = node.integers("folded_shape", {});
    fifo_elements_ = folded.empty() ? 0 : folded.back();
  }
  set(node, x);
}

void Importer::hw_converter(const Node& node) {
  const Feature x = data_of(node);
  if (has_only_streams_) return add_converter(node, x);
  Way& way = ways_[x.stream];
  way.fifos.emplace_back();
  way.converters.push_back(implementation_of(node, release_));
  const std::int64_t in = std::max<std::int64_t>(1, node.integer("inWidth", 1));
  const std::int64_t out = std::max<std::int64_t>(1, node.integer("outWidth", 1));
  way.stages_of.push_back(in % out == 0 || out % in == 0 ? 1 : 2);
  node.text("impl_style", "");
  set(node, x);
}

void Importer::add_converter(const Node& node, Feature x) {
  const auto elements_of = [&](const char* key) {
    const std::int64_t bits = node.integer(key, 0);
    if (bits < 1 || bits > 1 << 24 || bits % x.type.bits != 0)
      throw Error("onnx-attribute",
                  node.label() + ": " + key + " is " + std::to_string(bits) + " bits of " + x.type.name(), "",
                  "legal: a multiple of the type's " + std::to_string(x.type.bits) + " bits");
    return bits / x.type.bits;
  };
  const std::int64_t in = elements_of("inWidth"), out = elements_of("outWidth"), common = std::lcm(in, out);
  const bool is_whole = common == in || common == out;
  if (!is_whole && implementation_of(node, release_).backend == Backend::Rtl)
    throw Error("onnx-attribute",
                node.label() + ": inWidth " + std::to_string(in * x.type.bits) + " and outWidth " +
                    std::to_string(out * x.type.bits) + ", neither a multiple of the other",
                "", "FINN's RTL converter takes whole ratios alone, its HLS converter any");
  node.text("impl_style", "");
  const Shape stored = x.stored;
  const auto convert = [&](std::int64_t from, std::int64_t to) {
    add_layer(node, Dwc{stored, x.type, from, to}, {x.stream}, x);
    fold_last(node);
  };
  if (is_whole) {
    convert(in, out);
  } else {
    convert(in, common);
    convert(common, out);
  }
  set(node, std::move(x));
}

void Importer::add_wire(const Feature& x) {
  if (fifo_elements_ < 1 || x.stored.back() % fifo_elements_ != 0)
    throw Error("onnx-attribute", "the FIFO does not say what its words are", graph_.name,
                "folded_shape ends with the elements of a word, a divisor of " + std::to_string(x.stored.back()));
  Feature behind = x;
  Node wire;
  wire.name = "the FIFO's output";
  add_layer(wire, Dwc{x.stored, x.type, fifo_elements_, fifo_elements_}, {x.stream}, behind);
  Implementation made = implementation_of(Node(), release_);
  made.backend = Backend::Rtl;
  builder_.folding().implementations[builder_.network().layers.back().name] = std::move(made);
  features_[graph_.outputs.front().name] = std::move(behind);
}

void Importer::hw_wire(const Node& node) {
  Feature x = data_of(node);
  const std::string kind = kind_of(node);
  if (kind != "IODMA" && kind != "TLastMarker") {  // Reshape, Squeeze, Unsqueeze: words pass as they are
    const auto shape = node.integers("out_shape", {});
    if (shape.empty()) throw Error("onnx-attribute", node.label() + ": out_shape is missing");
    require_list(node, "inp_shape", x.graph_shape());
    for (const char* key : {"dtype", "inp_dtype", "out_dtype"})
      if (node.has(key)) require_declared_type(node, key, x);
    node.integers("axes", {});
    node.note_input(1);
    x = as_shape(node, std::move(x), shape);
    const int elements = fold_of(node, "PE");
    if (node.has("PE")) builder_.folding().stream_elements[x.stream] = elements;
    note_passed(node, x, elements);
  }
  set(node, std::move(x));
}

void Importer::note_passed(const Node& node, const Feature& x, int elements_per_word) {
  const std::int64_t words = element_count(x.stored) / elements_per_word;
  note_passed_node({node.name, builder_.network().layers.size(), x.stream, words}, builder_.folding());
}

/// The converters of the graph follow from the folding, as FINN's do; each takes what the file's says. Where neither
/// width divides the other the graph has two for FINN's one.
void Importer::place_converters(const StageGraph& graph, Folding& folding) const {
  std::map<std::string, std::vector<const Implementation*>> nodes;
  for (const auto& [stream, way] : ways_)
    for (std::size_t k = 0; k < way.converters.size(); ++k)
      nodes[stream].insert(nodes[stream].end(), way.stages_of[k], &way.converters[k]);
  std::map<std::string, std::size_t> place;
  for (const Stage& stage : graph.stages) {
    if (stage.layer >= 0) continue;
    const std::string& tensor = graph.streams[static_cast<std::size_t>(stage.inputs.front())].tensor;
    const std::size_t k = place[tensor]++;
    if (k < nodes[tensor].size()) folding.implementations[stage.name] = *nodes[tensor][k];
  }
}

void Importer::set_fifos(const std::shared_ptr<const Network>& network, Folding& folding) const {
  if (network->layers.empty()) return;
  bool has_fifos = false;
  // By stream of the network: the FIFOs of each of its streams in the graph, one by one.
  std::map<std::string, std::vector<std::vector<FifoPiece>>> fifos;
  for (const auto& [stream, way] : ways_) {
    fifos[stream] = {way.fifos.front()};
    for (std::size_t k = 0; k < way.converters.size(); ++k) {
      if (way.stages_of[k] > 1) fifos[stream].emplace_back();
      fifos[stream].push_back(way.fifos[k + 1]);
    }
    for (const auto& pieces : way.fifos) has_fifos |= !pieces.empty();
  }
  const StageGraph graph = build_stage_graph(network, folding);
  place_converters(graph, folding);
  const auto single = folding.implementations.find(graph.stages.front().name);
  const bool is_single =
      graph.stages.size() == 1 && single != folding.implementations.end() && single->second.backend.has_value();
  if (!has_fifos && !is_single) return;  // of a step before FIFOs are placed
  folding.fifos.emplace();
  std::map<std::string, std::size_t> place;
  for (const Stream& stream : graph.streams) {
    const auto& pieces = fifos[stream.tensor];
    const std::size_t k = place[stream.tensor]++;
    if (k >= pieces.size() || pieces[k].empty()) continue;
    int depth = 0;
    for (const FifoPiece& piece : pieces[k]) depth += piece.depth_words;
    folding.depths_words[stream.name] = depth;
    (*folding.fifos)[stream.name] = pieces[k];
  }
}

}  // namespace weir::golden::onnx_import
