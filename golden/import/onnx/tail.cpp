/// What follows the last integer tensor: nodes that no layer can compute, kept as they are (golden/network/tail.hpp).
#include "golden/network/tail.hpp"

#include <algorithm>
#include <functional>

#include "golden/import/onnx/importer.hpp"

namespace weir::golden::onnx_import {

namespace {

bool is_order(const std::string& op) { return op == "TopK" || op == "ArgMax"; }

/// The element of the stream at each place of the tensor as the graph sees it.
std::vector<std::int64_t> order_of(const Feature& x) {
  std::vector<std::int64_t> order;
  const std::int64_t channels = x.channels(), pixels = x.pixels();
  if (x.form == Form::Vector)
    for (std::int64_t k = 0; k < channels; ++k)
      order.push_back(static_cast<std::int64_t>(x.channel_at(static_cast<std::size_t>(k))));
  else if (is_channels_first(x.form))
    for (std::int64_t c = 0; c < channels; ++c)
      for (std::int64_t p = 0; p < pixels; ++p) order.push_back(p * channels + c);
  else
    for (std::int64_t i = 0; i < channels * pixels; ++i) order.push_back(i);
  return order;
}

void append(Node node, const std::string& output, Tail& tail) {
  node.outputs = {output};
  node.keep_no_record();
  tail.nodes.push_back(std::move(node));
}

/// The operations on the tensor `from` as nodes of their own; returns the name of the last one's result.
std::string add_steps(const std::vector<Step>& chain, std::string from, const std::string& prefix, Tail& tail) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Step& step = chain[i];
    const std::string name = prefix + "/" + std::to_string(i);
    Node node = step.node;
    node.inputs.assign(step.constants.size(), "");
    for (std::size_t k = 0; k < step.constants.size(); ++k) {
      const std::string input = name + "/" + std::to_string(k);
      if (!step.branches.empty()) {
        node.inputs[k] = add_steps(step.branches[k], from, input, tail);
      } else if (k == step.position) {
        node.inputs[k] = from;
      } else if (step.constants[k] != nullptr) {
        node.inputs[k] = input;
        tail.constants[input] = *step.constants[k];
        tail.constants[input].codes = nullptr;
      }
    }
    append(std::move(node), name, tail);
    from = name;
  }
  return from;
}

/// The operations on the integers' values as nodes of their own, the last of which makes `tensor`.
void add_chain(const Feature& x, const std::string& tensor, Tail& tail) {
  Node last;
  last.op_type = "Identity";
  last.inputs = {add_steps(x.chain, x.stream, tensor, tail)};
  append(std::move(last), tensor, tail);
}

}  // namespace

void Importer::find_late() {
  // Of each tensor: does an operation that the host does not compute read it, a product, a quantiser behind all else?
  std::set<std::string> early, multiplied, quantised_later;
  const auto any_of = [](const Node& node, const std::set<std::string>& set) {
    return std::any_of(node.outputs.begin(), node.outputs.end(),
                       [&](const std::string& output) { return set.contains(output); });
  };
  for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node) {
    const bool is_product = node->op_type == "MatMul" || node->op_type == "Gemm";
    const bool has_product = any_of(*node, multiplied), has_quantiser = any_of(*node, quantised_later);
    // A layer between others that cannot be read is a mistake to be told, not the host's work.
    const bool is_late = is_known(node->op_type) && !is_hardware_node(*node) && !any_of(*node, early) && !has_product &&
                         !(is_product && has_quantiser);
    if (is_late) late_.insert(&*node);
    for (const std::string& input : node->inputs) {
      if (!is_late) early.insert(input);
      if (has_product || is_product) multiplied.insert(input);
      if (has_quantiser || is_quantiser(node->op_type)) quantised_later.insert(input);
    }
  }
}

bool Importer::reads_float(const Node& node) const {
  return std::any_of(node.inputs.begin(), node.inputs.end(),
                     [&](const std::string& input) { return floats_.contains(input); });
}

void Importer::compute_late(const Node& node) {
  // Numbers of one frame stand for all: they show wrong shapes and constants here, with the node's name.
  std::vector<Value> keep(node.inputs.size());
  Inputs inputs(node);
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const std::string& name = node.inputs[i];
    const auto made = floats_.find(name);
    const Feature* x = feature(name);
    if (made != floats_.end()) {
      keep[i] = made->second;
    } else if (x != nullptr) {
      keep[i].shape = x->graph_shape();
      keep[i].data.assign(static_cast<std::size_t>(element_count(keep[i].shape)), 0.5);
    } else if (const auto value = constant(name)) {
      keep[i] = *value;
    } else {
      inputs.push_back(nullptr);
      continue;
    }
    inputs.push_back(&keep[i]);
  }
  std::vector<Value> outputs = evaluate_all(node, inputs);
  for (std::size_t i = 0; i < std::min(outputs.size(), node.outputs.size()); ++i)
    floats_[node.outputs[i]] = std::move(outputs[i]);
}

void Importer::visit_late(const Node& node) {
  const Handler handler = reads_float(node) ? nullptr : handler_of(node);
  if (handler == nullptr) return compute_late(node);
  const Builder before = builder_;
  const auto features_before = features_;
  const auto restore = [&](const Error& reason) {
    builder_ = before;
    features_ = features_before;
    try {
      compute_late(node);
    } catch (const Error&) {
      throw reason;  // what is wrong with the layer, not with its stand-in
    }
    late_reasons_.emplace_back(node.outputs.front(), reason);
  };
  try {
    (this->*handler)(node);
  } catch (const Error& reason) {
    // Weights in floating point are the host's; those that contradict their annotation are a damaged file's.
    const bool is_float = reason.code == "onnx-datatype" && !graph_.datatypes.contains(node.optional_input(1));
    if (reason.code != "onnx-unsupported" && reason.code != "onnx-shape" && !is_float) throw;
    restore(reason);
  }
}

void Importer::collect(const std::string& tensor, Tail& tail, std::vector<Feature>& sources,
                       std::set<std::string>& seen) const {
  if (tensor.empty() || !seen.insert(tensor).second) return;
  if (const auto value = constant(tensor)) {
    tail.constants[tensor] = *value;
    tail.constants[tensor].codes = nullptr;
    return;
  }
  const Feature* x = feature(tensor);
  if (x != nullptr && x->partner == nullptr) {
    if (sources.empty()) sources.push_back(*x);
    const Feature& first = sources.front();
    if (first.stream != x->stream || first.graph_shape() != x->graph_shape())
      throw Error("onnx-unsupported",
                  "the output joins two tensors of integers, " + to_string(first.graph_shape()) + " and \"" + tensor +
                      "\" " + to_string(x->graph_shape()) + ", in floating point",
                  "", "put a quantiser (QuantIdentity, Quant) behind what joins them, and it becomes a layer");
    add_chain(*x, tensor, tail);
    return;
  }
  const auto maker = std::find_if(graph_.nodes.begin(), graph_.nodes.end(), [&](const Node& node) {
    return std::find(node.outputs.begin(), node.outputs.end(), tensor) != node.outputs.end();
  });
  if (maker == graph_.nodes.end() || !late_.contains(&*maker))
    throw Error("onnx-unsupported", "the output reads \"" + tensor + "\", which no integers stand for");
  for (const std::string& input : maker->inputs) collect(input, tail, sources, seen);
  Node node = *maker;
  node.keep_no_record();
  tail.nodes.push_back(std::move(node));
}

void Importer::finish_with_tail(const std::string& output) {
  auto tail = std::make_shared<Tail>();
  tail->output = output;
  std::set<std::string> seen;
  std::vector<Feature> sources;
  const auto reasoned = [&](const Error& error) {
    for (const auto& [tensor, reason] : late_reasons_)
      if (seen.contains(tensor)) return reason;
    return error;
  };
  try {
    collect(output, *tail, sources, seen);
  } catch (const Error& error) {
    Errors both;
    both.add(error);
    if (const Error reason = reasoned(error); reason.what_text != error.what_text) both.add(reason);
    throw both;
  }
  if (sources.empty()) throw Error("onnx-format", "output \"" + output + "\" depends on no input");
  const Feature x = sources.front();
  tail->input = x.stream;
  Network& network = builder_.network();
  // An input that leaves the network is hardware where a layer reads it as well: a copy.
  const bool is_read = std::any_of(network.layers.begin(), network.layers.end(), [&](const Layer& layer) {
    return std::find(layer.inputs.begin(), layer.inputs.end(), x.stream) != layer.inputs.end();
  });
  const auto& inputs = network.inputs;
  if (!is_read && std::find(inputs.begin(), inputs.end(), x.stream) != inputs.end())
    throw reasoned(Error("onnx-unsupported", "nothing of the graph is quantised: no layer is left", "",
                         "export a model whose weights and activations have quantisers (Quant, BipolarQuant)"));
  tail->shape = x.graph_shape();
  tail->order = order_of(x);
  for (std::int64_t pixel = 0; pixel < x.pixels(); ++pixel) {
    tail->scale.insert(tail->scale.end(), x.scale.begin(), x.scale.end());
    tail->offset.insert(tail->offset.end(), x.offset.begin(), x.offset.end());
  }
  widen_output(x);
  network.outputs.push_back(x.stream);
  if (network.outputs.size() > 1) {
    auto all = std::make_shared<Tail>(*network.tail);
    all->further.push_back(std::move(tail));
    network.tail = std::move(all);
    return;
  }
  // The first output decides how frames become classes; others may rank some, too.
  const bool has_indices = std::any_of(network.layers.begin(), network.layers.end(), [&](const Layer& layer) {
    return std::holds_alternative<LabelSelect>(layer.kind) && layer.outputs.front() == x.stream;
  });
  if (!has_indices) network.output_decoding = OutputDecoding::ArgMax;
  const Value result = run_tail(*tail, Tensor({element_count(x.stored)}));
  const bool ranks =
      std::any_of(tail->nodes.begin(), tail->nodes.end(), [](const Node& node) { return is_order(node.op_type); });
  if (ranks && result.is_integer) network.output_decoding = OutputDecoding::TopKIndices;
  if (!has_indices)
    network.class_count = static_cast<int>(ranks ? x.channels() : std::max<std::int64_t>(2, std::ssize(result.data)));
  network.tail = std::move(tail);
}

}  // namespace weir::golden::onnx_import
