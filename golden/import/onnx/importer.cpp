#include "golden/import/onnx/importer.hpp"

#include <algorithm>
#include <set>

#include "golden/import/onnx/channels_last.hpp"
#include "golden/import/onnx/partition.hpp"
#include "golden/network/parallel_lines.hpp"
#include "golden/network/tail.hpp"

namespace weir::golden::onnx_import {

namespace {

bool is_all(const std::vector<double>& values, double wanted) {
  return std::all_of(values.begin(), values.end(), [&](double x) { return x == wanted; });
}

}  // namespace

Importer::Importer(const Graph& graph, const OnnxOptions& options)
    : graph_(graph), options_(options), release_(release_of(graph)) {
  for (const auto& [name, value] : graph.constants) constants_[name] = std::make_shared<const Value>(value);
  for (const Node& node : graph.nodes)
    for (const std::string& input : node.inputs) ++readers_[input];
  for (const TensorInfo& output : graph.outputs) ++readers_[output.name];
}

std::string Importer::rewrite_of(const std::string& op) {
  static const std::map<std::string, std::string> kRewrites{
      {"Softmax", "inside a network no layer computes it; at the end it becomes the host's work"},
      {"LayerNormalization", "train with BatchNorm1d or BatchNorm2d, whose scales become thresholds"},
      {"InstanceNormalization", "train with BatchNorm2d, whose scales become thresholds"},
      {"GroupNormalization", "train with BatchNorm2d, whose scales become thresholds"},
      {"LSTM", "recurrent layers have no dataflow hardware here: train with QuantConv1d"},
      {"GRU", "recurrent layers have no dataflow hardware here: train with QuantConv1d"},
      {"QuantizeLinear", "export with export_qonnx, not as QDQ or QCDQ, or convert with qonnx's QCDQToQuant"},
      {"DequantizeLinear", "export with export_qonnx, not as QDQ or QCDQ, or convert with qonnx's QCDQToQuant"},
      {"QLinearConv", "export with export_qonnx, not as an operator of integers"},
      {"QLinearMatMul", "export with export_qonnx, not as an operator of integers"},
      {"FloatQuant", "minifloats have no dataflow hardware here: train with Int8ActPerTensorFloat and the like"},
      {"LRN", "train with BatchNorm2d, whose scales become thresholds"},
  };
  const auto found = kRewrites.find(op);
  return found == kRewrites.end() ? "" : found->second;
}

const std::map<std::string, Importer::Handler>& Importer::handlers() {
  static const std::map<std::string, Handler> kHandlers = [] {
    std::map<std::string, Handler> all{
        {"MatMul", &Importer::mat_mul},
        {"Gemm", &Importer::gemm},
        {"Conv", &Importer::conv},
        {"Im2Col", &Importer::im2col},
        {"Pad", &Importer::pad},
        {"XnorPopcountMatMul", &Importer::xnor_popcount},
        {"Add", &Importer::add},
        {"Cast", &Importer::cast},
        {"Transpose", &Importer::transpose},
        {"AveragePool", &Importer::average_pool},
        {"GlobalAveragePool", &Importer::global_average_pool},
        {"Sub", &Importer::sub},
        {"Mul", &Importer::mul},
        {"Concat", &Importer::concat},
        {"Split", &Importer::split},
        {"ConvTranspose", &Importer::conv_transpose},
        {"DepthToSpace", &Importer::depth_to_space},
        {"SpaceToDepth", &Importer::space_to_depth},
        {"GlobalMaxPool", &Importer::global_max_pool},
    };
    for (const char* op : {"Quant", "IntQuant", "BipolarQuant", "Trunc", "MultiThreshold"})
      all[op] = &Importer::quantiser;
    for (const char* op : {"MaxPool", "MaxPoolNHWC"}) all[op] = &Importer::max_pool;
    for (const char* op : {"TopK", "ArgMax"}) all[op] = &Importer::top_k;
    for (const char* op : {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Shape", "Size"})
      all[op] = &Importer::shape_change;
    for (const char* op : {"ReduceMean", "ReduceSum", "ReduceMax"}) all[op] = &Importer::reduce;
    for (const char* op : {"Resize", "Upsample"}) all[op] = &Importer::resize;
    for (const char* op : {"Slice", "Gather"}) all[op] = &Importer::slice;
    for (const char* op : {"Abs", "Gelu", "HardSwish", "Mish", "Pow", "Reciprocal", "Swish"})
      all[op] = &Importer::elementwise;
    for (const std::string& op : monotone_operations()) all.emplace(op, &Importer::elementwise);  // the rest of them
    return all;
  }();
  return kHandlers;
}

const Feature* Importer::feature(const std::string& tensor) const {
  const auto found = features_.find(tensor);
  return found == features_.end() ? nullptr : &found->second;
}

Feature Importer::data_of(const Node& node) const {
  const Feature* x = feature(node.input(0));
  if (x == nullptr) throw Error("onnx-unsupported", node.label() + " works on a constant");
  if (x->seen)
    throw Error("onnx-unsupported", node.label() + " reads " + to_string(*x->seen), "", "legal: [1, K], [1, C, H, W]");
  return *x;
}

std::shared_ptr<const Value> Importer::constant(const std::string& tensor) const {
  const auto found = constants_.find(tensor);
  return found == constants_.end() ? nullptr : found->second;
}

const Value& Importer::constant_input(const Node& node, std::size_t index, const char* what) const {
  const auto value = constant(node.optional_input(index));
  if (value == nullptr) throw Error("onnx-constant", node.label() + ": its " + what + " is missing or no constant");
  return *value;
}

int Importer::readers(const std::string& tensor) const {
  const auto found = readers_.find(tensor);
  return found == readers_.end() ? 0 : found->second;
}

void Importer::set(const Node& node, Feature x) {
  if (readers(node.outputs.front()) > 1) x.accumulator.reset();
  features_[node.outputs.front()] = std::move(x);
}

void Importer::visit(const Node& node) {
  std::vector<const Value*> values;
  std::vector<std::shared_ptr<const Value>> keep;
  bool all_constant = true;
  for (const std::string& input : node.inputs) {
    keep.push_back(constant(input));
    values.push_back(keep.back().get());
    all_constant = all_constant && (input.empty() || keep.back() != nullptr);
  }
  if (all_constant) {
    std::vector<Value> made = evaluate_all(node, Inputs(node, values));
    for (std::size_t i = 0; i < std::min(made.size(), node.outputs.size()); ++i) {
      const Shape shape = made[i].shape;
      constants_[node.outputs[i]] = std::make_shared<const Value>(std::move(made[i]));
      require_shape(node.outputs[i], shape);
    }
    return check(node, std::nullopt);
  }
  std::optional<Feature> in;
  if (const Feature* first = node.inputs.empty() ? nullptr : feature(node.inputs.front())) in = *first;
  layers_before_ = builder_.network().layers.size();
  if (late_.contains(&node)) {
    put_in_place(node);
    visit_late(node);
    return check(node, in);
  }
  if (reads_float(node))
    throw Error("onnx-unsupported", node.label() + " reads a tensor in floating point", "",
                "put a quantiser (QuantIdentity, Quant) before it when exporting");
  const Handler handler = handler_of(node);
  if (handler == nullptr)
    throw Error("onnx-unsupported", node.label() + " is an operation that is not read on tensors that flow", "",
                rewrite_of(node.op_type));
  if (is_rearranging(node)) {
    rearrange(node, handler);
  } else {
    put_in_place(node);
    (this->*handler)(node);
  }
  check(node, in);
}

void Importer::check(const Node& node, const std::optional<Feature>& in) {
  for (const std::string& output : node.outputs) {
    require_declared(output);
    const bool is_made = feature(output) != nullptr || constant(output) != nullptr || floats_.contains(output) ||
                         moved_.contains(output);
    if (!is_made && readers(output) > 0)
      throw Error("onnx-unsupported",
                  node.label() + ": its output \"" + output + "\" is read, which weir does not make");
  }
  if (in && is_hardware_node(node)) require_repeated(node, *in);
  Errors unread;
  find_unread(node, unread);
  if (options_.lenient && options_.warnings != nullptr)
    for (const Error& error : unread.list()) options_.warnings->push_back(error.what_text);
  if (!options_.lenient) unread.throw_if_any();
}

void Importer::require_supported(Errors& errors) const {
  std::string legal;
  for (const auto* known : {&handlers(), &hardware_handlers()})
    for (const auto& [op, handler] : *known) legal += (legal.empty() ? "" : " ") + op;
  std::set<std::string> said;
  for (const Node& node : graph_.nodes) {
    if (handler_of(node) != nullptr || (is_known(node.op_type) && !is_hardware_node(node))) continue;
    const std::string rewrite = rewrite_of(node.op_type);
    const bool is_first = said.insert(node.op_type).second && said.size() == 1;
    errors.add("onnx-unsupported", node.label() + ": this operation is not read", "",
               rewrite + (!rewrite.empty() && is_first ? "; " : "") + (is_first ? "legal: " + legal : ""));
  }
}

void Importer::widen_output(const Feature& x) {
  if (!x.accumulator) return;
  if (auto* m = std::get_if<Mvau>(&builder_.layer(*x.accumulator).kind)) {
    m->accumulator.bits = (m->accumulator.bits + 7) / 8 * 8;
    m->output = m->accumulator;
    builder_.refresh(*x.accumulator);
  }
}

void Importer::finish_output(const TensorInfo& info) {
  if (failed_.contains(info.name)) return;
  Node reader;
  reader.op_type = "the output";
  reader.inputs = {info.name};
  put_in_place(reader);
  // Several outputs have tails each, be they the integers themselves.
  if (floats_.contains(info.name) || graph_.outputs.size() > 1) return finish_with_tail(info.name);
  const Feature* found = feature(info.name);
  if (found == nullptr) throw Error("onnx-format", "output \"" + info.name + "\" depends on no input");
  Feature x = *found;
  Node output;
  output.op_type = "the output";
  output.name = info.name;
  if (has_only_streams_ && builder_.network().layers.empty()) {
    add_wire(x);
    x = *feature(info.name);
  }
  const Builder before = builder_;
  try {
    make_rising(x, output);
    if (!(x.chain.empty() && is_all(x.scale, 1) && is_all(x.offset, 0))) set_meaning(x, output);
  } catch (const Error& no_line) {  // of the last integers: then a curve, or several tensors together
    builder_ = before;
    late_reasons_.emplace_back(info.name, no_line);
    return finish_with_tail(info.name);
  }
  widen_output(x);
  builder_.network().outputs.push_back(x.stream);
}

void Importer::set_meaning(Feature x, const Node& output) {
  Network& network = builder_.network();
  bool falling = false;
  const bool is_same = is_uniform(x, falling);
  settle(x, output);
  if (is_same) {
    // Every channel's own range gives its own rounding of the same line; equal integers must stay equal values.
    std::size_t widest = 0;
    for (std::size_t s = 1; s < x.low.size(); ++s)
      if (x.high[s] - x.low[s] > x.high[widest] - x.low[widest]) widest = s;
    x.scale.assign(x.scale.size(), x.scale[widest]);
    x.offset.assign(x.offset.size(), x.offset[widest]);
  }
  for (std::int64_t pixel = 0; pixel < x.pixels(); ++pixel) {
    network.output_scale.insert(network.output_scale.end(), x.scale.begin(), x.scale.end());
    network.output_offset.insert(network.output_offset.end(), x.offset.begin(), x.offset.end());
  }
}

FoldedNetwork Importer::run(const std::string& name) {
  Errors errors, all;  // those that end the import; with the reasons why late nodes are no layers
  const auto guarded = [&](const auto& job) {
    const std::size_t before = late_reasons_.size();
    Errors found;
    try {
      job();
    } catch (const Error& error) {
      found.add(error);
    } catch (const Errors& several) {
      found.add(several);
    }
    for (std::size_t i = before; i < late_reasons_.size() && found.empty(); ++i) all.add(late_reasons_[i].second);
    errors.add(found);
    for (const Error& error : found.list())
      if (std::none_of(all.list().begin(), all.list().end(),
                       [&](const Error& said) { return said.what_text == error.what_text; }))
        all.add(error);
    return found.empty();
  };
  const auto reads_failed = [&](const Node& node) {  // the reason was given where it failed
    return std::any_of(node.inputs.begin(), node.inputs.end(),
                       [&](const std::string& input) { return failed_.contains(input); });
  };
  guarded([&] {
    Errors unknown;
    require_supported(unknown);
    unknown.throw_if_any();
  });
  find_late();
  has_only_streams_ = !graph_.nodes.empty() && std::all_of(graph_.nodes.begin(), graph_.nodes.end(), [](const Node& n) {
    return is_hardware_node(n) && (kind_of(n) == "StreamingFIFO" || kind_of(n) == Dwc::op_type);
  });
  guarded([&] { require_frames(); });
  for (const TensorInfo& input : graph_.inputs)
    if (!guarded([&] { add_input(input); })) failed_.insert(input.name);
  for (const Node& node : graph_.nodes) {
    const bool is_read = handler_of(node) != nullptr || (is_known(node.op_type) && !is_hardware_node(node));
    if (is_read && !reads_failed(node) && guarded([&] { visit(node); })) continue;
    failed_.insert(node.outputs.begin(), node.outputs.end());
  }
  for (const TensorInfo& output : graph_.outputs) guarded([&] { finish_output(output); });
  if (errors.empty()) guarded([&] { require_read_inputs(); });
  if (!errors.empty()) all.throw_if_any();
  auto [network, folding] = builder_.finish();
  network.name = name;
  const auto classes = element_count(network.find_stream(network.outputs.front())->shape);
  // A single output decides between two classes by its sign.
  if (network.output_decoding == OutputDecoding::ArgMax && network.tail == nullptr)
    network.class_count = classes > 1 ? static_cast<int>(classes) : 2;
  validate(network, errors);
  errors.throw_if_any();
  auto shared = std::make_shared<const Network>(std::move(network));
  state_parallel_lines(*shared, folding);
  validate(*shared, folding, errors);
  errors.throw_if_any();
  set_fifos(shared, folding);
  return {std::move(shared), std::move(folding)};
}

}  // namespace weir::golden::onnx_import

namespace weir::golden {

bool looks_like_onnx(const std::filesystem::path& path) {
  std::error_code status;
  return path.extension() == ".onnx" && std::filesystem::is_regular_file(path, status);
}

FoldedNetwork import_onnx(const std::filesystem::path& path, const OnnxOptions& options) {
  onnx_import::Graph graph = onnx_import::read_graph(path);
  onnx_import::open_partitions(graph, path.parent_path());
  onnx_import::open_channels_last(graph);
  return onnx_import::Importer(graph, options).run(path.stem().string());
}

FoldedNetwork import_onnx(std::span<const std::uint8_t> bytes, const std::string& name, const OnnxOptions& options) {
  onnx_import::Graph graph = onnx_import::parse_graph(bytes, name);
  onnx_import::open_channels_last(graph);
  return onnx_import::Importer(graph, options).run(name);
}

}  // namespace weir::golden
