#include "golden/import/onnx/importer.hpp"

#include <algorithm>
#include <set>

#include "golden/import/onnx/partition.hpp"

namespace weir::golden::onnx_import {

namespace {

/// Operations on constants alone, in addition to those that work on features.
const std::set<std::string> kConstantOps{"Constant", "Gather", "Concat", "Pow", "Abs", "Unsqueeze"};
constexpr const char* kHardwareDomain = "finn.custom_op.fpgadataflow";

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
        {"ReduceMean", &Importer::global_average_pool},
        {"GlobalMaxPool", &Importer::global_max_pool},
    };
    for (const char* op : {"Quant", "IntQuant", "BipolarQuant", "Trunc", "MultiThreshold"})
      all[op] = &Importer::quantiser;
    for (const char* op : {"MaxPool", "MaxPoolNHWC"}) all[op] = &Importer::max_pool;
    for (const char* op : {"TopK", "ArgMax"}) all[op] = &Importer::top_k;
    for (const char* op : {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Shape"}) all[op] = &Importer::shape_change;
    for (const char* op :
         {"Identity", "Dropout", "Neg", "Relu", "Sqrt", "Floor", "Ceil", "Round",     "Sigmoid", "Tanh",
          "Exp",      "Sign",    "Sub", "Mul",  "Div",  "Max",   "Min",  "LeakyRelu", "Clip",    "BatchNormalization"})
      all[op] = &Importer::elementwise;
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

void Importer::add_input(const TensorInfo& info) {
  const auto layout = graph_.layouts.find(info.name);
  Feature x;
  Shape shape = info.shape;
  if (!shape.empty() && shape.front() == 0) shape.front() = 1;
  const std::string what = "input \"" + info.name + "\" " + to_string(info.shape);
  if ((shape.size() != 2 && shape.size() != 4) ||
      std::any_of(shape.begin(), shape.end(), [](std::int64_t extent) { return extent < 1 || extent > 1 << 20; }) ||
      element_count(shape) > 1 << 22)
    throw Error("onnx-shape", what + " is no picture and no vector", "", "legal: [1, C, H, W], [1, H, W, C], [1, K]");
  if (shape.front() != 1)
    throw Error("onnx-shape", what + " holds " + std::to_string(shape.front()) + " frames", "",
                "export the model with batch size 1");
  if (shape.size() == 2) {
    x.stored = {shape[1]};
  } else {
    const bool hardware_first = !graph_.nodes.empty() && graph_.nodes.front().domain.starts_with(kHardwareDomain);
    const bool is_last = layout != graph_.layouts.end() ? layout->second == "NHWC" : hardware_first;
    x.form = is_last ? Form::ChannelsLast : Form::ChannelsFirst;
    x.stored = is_last ? Shape{shape[1], shape[2], shape[3]} : Shape{shape[2], shape[3], shape[1]};
  }
  const auto annotation = graph_.datatypes.find(info.name);
  const bool is_annotated = annotation != graph_.datatypes.end() && !annotation->second.starts_with("FLOAT");
  x.type = is_annotated ? DataType::parse(annotation->second) : options_.input_type;
  const auto channels = static_cast<std::size_t>(x.channels());
  x.low.assign(channels, x.type.min());
  x.high.assign(channels, x.type.max());
  x.scale.assign(channels, is_annotated ? 1 : options_.input_scale);
  x.offset.assign(channels, 0);
  x.stream = builder_.add_input("global_in", x.type, x.stored);
  features_[info.name] = std::move(x);
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
    Value value = evaluate(node, Inputs(node, values));
    const Shape shape = value.shape;
    constants_[node.outputs.front()] = std::make_shared<const Value>(std::move(value));
    require_shape(node.outputs.front(), shape);
    return check(node, std::nullopt);
  }
  const Handler handler = handler_of(node);
  if (handler == nullptr)
    throw Error("onnx-unsupported", node.label() + " is an operation that is not read on tensors that flow");
  std::optional<Feature> in;
  if (const Feature* first = node.inputs.empty() ? nullptr : feature(node.inputs.front())) in = *first;
  layers_before_ = builder_.network().layers.size();
  (this->*handler)(node);
  check(node, in);
}

void Importer::check(const Node& node, const std::optional<Feature>& in) {
  for (const std::string& output : node.outputs) {
    require_declared(output);
    const bool is_made = feature(output) != nullptr || constant(output) != nullptr;
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
    if (handler_of(node) != nullptr || kConstantOps.contains(node.op_type)) continue;
    errors.add("onnx-unsupported", node.label() + ": this operation is not read", "",
               said.insert(node.op_type).second && said.size() == 1 ? "legal: " + legal : "");
  }
}

void Importer::finish_output(const TensorInfo& info) {
  if (failed_.contains(info.name)) return;
  const Feature* found = feature(info.name);
  if (found == nullptr) throw Error("onnx-format", "output \"" + info.name + "\" depends on no input");
  Feature x = *found;
  Node output;
  output.op_type = "the output";
  output.name = info.name;
  make_rising(x, output);
  Network& network = builder_.network();
  const bool is_itself = x.chain.empty() && is_all(x.scale, 1) && is_all(x.offset, 0);
  if (!is_itself) set_meaning(x, output);
  if (x.accumulator) {
    // As FINN does: what leaves the network does so in whole bytes.
    if (auto* m = std::get_if<Mvau>(&builder_.layer(*x.accumulator).kind)) {
      m->accumulator.bits = (m->accumulator.bits + 7) / 8 * 8;
      m->output = m->accumulator;
      builder_.refresh(*x.accumulator);
    }
  }
  network.outputs.push_back(x.stream);
}

void Importer::set_meaning(Feature x, const Node& output) {
  Network& network = builder_.network();
  bool falling = false;
  const bool is_same = is_uniform(x, falling);
  try {
    settle(x, output);
  } catch (const Error&) {
    // A curve, the same for all: the largest integer still means the largest value.
    if (!is_same) throw;
    const std::string lost = "the output \"" + output.name + "\" is a curve of the last integers, the result of " +
                             x.chain.back().node.label() + ": its values are not computed, only their order";
    if (!options_.lenient)
      throw Error("onnx-unsupported", lost, "", "export without it, or take the order alone with --lenient");
    if (options_.warnings != nullptr) options_.warnings->push_back(lost);
    return;
  }
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
  Errors errors;
  const auto guarded = [&](const auto& job) {
    try {
      job();
      return true;
    } catch (const Error& error) {
      errors.add(error);
    } catch (const Errors& several) {
      errors.add(several);
    }
    return false;
  };
  const auto reads_failed = [&](const Node& node) {  // the reason was given where it failed
    return std::any_of(node.inputs.begin(), node.inputs.end(),
                       [&](const std::string& input) { return failed_.contains(input); });
  };
  require_supported(errors);
  if (graph_.inputs.size() != 1)
    errors.add("onnx-unsupported", "the graph has " + std::to_string(graph_.inputs.size()) + " inputs", "",
               "one; others must be initialisers");
  if (graph_.outputs.size() != 1)
    errors.add("onnx-unsupported",
               "the graph has " + std::to_string(graph_.outputs.size()) + " outputs, of which \"" +
                   graph_.outputs.front().name + "\" is the first",
               "", "one; take the others out of the model, or import it once per output");
  for (const TensorInfo& input : graph_.inputs)
    if (!guarded([&] { add_input(input); })) failed_.insert(input.name);
  for (const Node& node : graph_.nodes) {
    const bool is_known = handler_of(node) != nullptr || kConstantOps.contains(node.op_type);
    if (is_known && !reads_failed(node) && guarded([&] { visit(node); })) continue;
    failed_.insert(node.outputs.begin(), node.outputs.end());
  }
  for (const TensorInfo& output : graph_.outputs) guarded([&] { finish_output(output); });
  errors.throw_if_any();
  auto [network, folding] = builder_.finish();
  network.name = name;
  const auto classes = element_count(network.find_stream(network.outputs.front())->shape);
  // A single output decides between two classes by its sign.
  if (network.output_decoding == OutputDecoding::ArgMax)
    network.class_count = classes > 1 ? static_cast<int>(classes) : 2;
  validate(network, errors);
  errors.throw_if_any();
  auto shared = std::make_shared<const Network>(std::move(network));
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
  return onnx_import::Importer(graph, options).run(path.stem().string());
}

FoldedNetwork import_onnx(std::span<const std::uint8_t> bytes, const std::string& name, const OnnxOptions& options) {
  return onnx_import::Importer(onnx_import::parse_graph(bytes, name), options).run(name);
}

}  // namespace weir::golden
