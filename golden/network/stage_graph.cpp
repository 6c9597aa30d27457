#include "golden/network/stage_graph.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "golden/base/joined.hpp"
#include "golden/network/blocks.hpp"
#include "golden/network/fifos.hpp"

namespace weir::golden {

namespace {

std::vector<PortSpec> ports_in(const LayerKind& kind, const LayerFolding& folding) {
  return std::visit([&](const auto& k) { return input_ports(k, folding); }, kind);
}
std::vector<PortSpec> ports_out(const LayerKind& kind, const LayerFolding& folding) {
  return std::visit([&](const auto& k) { return output_ports(k, folding); }, kind);
}
std::optional<PortSpec> port_of_weights(const LayerKind& kind, const LayerFolding& folding) {
  return std::visit(
      [&](const auto& k) -> std::optional<PortSpec> {
        if constexpr (requires { weight_port(k, folding); }) return weight_port(k, folding);
        return std::nullopt;
      },
      kind);
}
int latency_of(const LayerKind& kind, const LayerFolding& folding) {
  return std::visit([&](const auto& k) { return rtl_latency_cycles(k, folding); }, kind);
}

/// One end of a network stream: which layer and port, and how many elements it moves per word.
struct End {
  int layer = kOutside;
  int port = 0;
  std::int64_t elements_per_word = 0;  ///< 0: the outer world takes whatever the other end has
  ElementOrder order = {};             ///< the outer world takes that of the other end
};

class Builder {
 public:
  Builder(std::shared_ptr<const Network> network, const Folding& folding) {
    graph_.name = network->name;
    graph_.network = std::move(network);
    graph_.folding = folding;
  }

  StageGraph build() {
    find_ends();
    for (const auto& name : net().inputs) connect(name);
    for (int layer = 0; layer < static_cast<int>(net().layers.size()); ++layer) {
      add_layer_stage(layer);
      for (const auto& name : net().layers[static_cast<std::size_t>(layer)].outputs) connect(name);
    }
    order_streams();
    set_depths();
    for (Stage& stage : graph_.stages) {
      const auto stated = graph_.folding.implementations.find(stage.name);
      if (stated != graph_.folding.implementations.end()) stage.implementation = stated->second;
    }
    return std::move(graph_);
  }

 private:
  const Network& net() const { return *graph_.network; }

  void find_ends() {
    for (int i = 0; i < static_cast<int>(net().layers.size()); ++i) {
      const Layer& layer = net().layers[static_cast<std::size_t>(i)];
      const auto& folding = graph_.folding.of(layer.name);
      const auto in = ports_in(layer.kind, folding), out = ports_out(layer.kind, folding);
      for (std::size_t p = 0; p < layer.inputs.size(); ++p)
        consumers_[layer.inputs[p]] = {i, static_cast<int>(p), in[p].elements_per_word, in[p].order};
      for (std::size_t p = 0; p < layer.outputs.size(); ++p)
        producers_[layer.outputs[p]] = {i, static_cast<int>(p), out[p].elements_per_word, out[p].order};
    }
    for (const auto& [name, elements] : graph_.folding.boundary_elements) {
      if (!producers_.contains(name)) producers_[name] = {kOutside, 0, elements, {}};
      if (!consumers_.contains(name)) consumers_[name] = {kOutside, 0, elements, {}};
    }
  }

  void add_layer_stage(int index) {
    const Layer& layer = net().layers[static_cast<std::size_t>(index)];
    Stage stage;
    stage.name = layer.name;
    stage.kind = layer.kind;
    stage.folding = graph_.folding.of(layer.name);
    stage.layer = index;
    stage.inputs.assign(layer.inputs.size(), -1);
    stage.outputs.assign(layer.outputs.size(), -1);
    stage.latency_cycles = latency_of(stage.kind, stage.folding);
    stage_of_layer_[index] = static_cast<int>(graph_.stages.size());
    graph_.stages.push_back(std::move(stage));
    for (const auto& name : layer.inputs)
      if (const auto waiting = waiting_.find(name); waiting != waiting_.end()) attach_consumer(waiting->second, name);
    add_weight_stream(layer);
  }

  /// Behind the last stage's other inputs, from outside.
  void add_weight_stream(const Layer& layer) {
    Stage& stage = graph_.stages.back();
    const std::optional<PortSpec> port = port_of_weights(stage.kind, stage.folding);
    if (!port) return;
    const int index =
        add_stream(weight_stream(layer)->name, *weight_stream(layer), port->elements_per_word, port->order);
    Stream& stream = graph_.streams.back();
    stream.producer = kOutside;
    stream.consumer = static_cast<int>(graph_.stages.size()) - 1;
    stream.consumer_port = static_cast<int>(stage.inputs.size());
    stage.inputs.push_back(index);
  }

  void attach_consumer(int stream, const std::string& name) {
    const End& to = consumers_[name];
    Stream& s = graph_.streams[static_cast<std::size_t>(stream)];
    s.consumer = stage_of_layer_.at(to.layer);
    s.consumer_port = to.port;
    graph_.stages[static_cast<std::size_t>(s.consumer)].inputs[static_cast<std::size_t>(to.port)] = stream;
  }

  int add_stream(const std::string& name, const NetworkStream& tensor, std::int64_t elements_per_word,
                 const ElementOrder& order) {
    Stream stream;
    stream.name = name;
    stream.tensor = tensor.name;
    stream.type = tensor.type;
    stream.shape = tensor.shape;
    stream.elements_per_word = elements_per_word;
    stream.order = order;
    graph_.streams.push_back(std::move(stream));
    return static_cast<int>(graph_.streams.size()) - 1;
  }

  /// The stream `name` from its producer, with converters where widths differ. Its consumer, if it is a layer, is
  /// attached when that layer's stage exists.
  void connect(const std::string& name) {
    const NetworkStream& tensor = *net().find_stream(name);
    const End from = end_of(producers_, name), to = end_of(consumers_, name);
    const std::int64_t in = from.elements_per_word != 0 ? from.elements_per_word : to.elements_per_word;
    const std::int64_t out = to.elements_per_word != 0 ? to.elements_per_word : in;
    const ElementOrder& order = common_order(name, from, to);
    const Chain chain = chain_of(name, in, out, to.layer == kOutside);
    int stream = -1, others = 0;
    for (std::size_t k = 0; k < chain.widths.size(); ++k) {
      std::string stream_name = name;
      if (k != chain.named) stream_name += "_dwc" + (others++ == 0 ? "" : std::to_string(others - 1));
      stream =
          k == 0 ? add_stream(stream_name, tensor, in, order) : convert(stream, stream_name, tensor, chain.widths[k]);
      if (k == 0 && from.layer != kOutside) attach_producer(stream, stage_of_layer_.at(from.layer), from.port);
    }
    if (to.layer != kOutside) waiting_[name] = stream;
  }

  /// A converter changes the width of words, never the order of elements.
  const ElementOrder& common_order(const std::string& stream, const End& from, const End& to) const {
    if (from.layer == kOutside) return to.order;
    if (to.layer != kOutside && from.order != to.order) {
      const auto name = [&](const End& end) { return net().layers[static_cast<std::size_t>(end.layer)].name; };
      throw Error("element-order",
                  "stream " + stream + ": " + name(from) + " sends its elements in another order than " + name(to) +
                      " takes them",
                  "", "give both the same MMV, and a depthwise window generator the SIMD that its consumer has as PE");
    }
    return from.order;
  }

  /// Elements per word along a stream, from producer to consumer, and which of them is the stream that keeps its name.
  struct Chain {
    std::vector<std::int64_t> widths;
    std::size_t named = 0;
  };

  Chain chain_of(const std::string& name, std::int64_t in, std::int64_t out, bool leaves_network) const {
    Chain chain{{in}, 0};
    const auto add = [&](std::int64_t width) {
      const std::int64_t last = chain.widths.back(), common = std::lcm(last, width);
      if (common != last && common != width) chain.widths.push_back(common);
      if (width != last) chain.widths.push_back(width);
    };
    const auto declared = graph_.folding.stream_elements.find(name);
    if (declared != graph_.folding.stream_elements.end()) {
      add(declared->second);
      chain.named = chain.widths.size() - 1;
    }
    add(out);
    if (declared == graph_.folding.stream_elements.end() && leaves_network) chain.named = chain.widths.size() - 1;
    return chain;
  }

  void attach_producer(int stream, int stage, int port) {
    Stream& s = graph_.streams[static_cast<std::size_t>(stream)];
    s.producer = stage;
    s.producer_port = port;
    graph_.stages[static_cast<std::size_t>(stage)].outputs[static_cast<std::size_t>(port)] = stream;
  }

  int convert(int from, const std::string& to_name, const NetworkStream& tensor, std::int64_t out_elements) {
    const std::int64_t in_elements = graph_.streams[static_cast<std::size_t>(from)].elements_per_word;
    const Dwc dwc{tensor.shape, tensor.type, in_elements, out_elements};
    Stage stage;
    stage.name = "StreamingDataWidthConverter_" + std::to_string(converters_++);
    stage.kind = dwc;
    stage.inputs = {from};
    stage.outputs = {-1};
    Errors errors;
    validate(dwc, "stream " + tensor.name, errors);
    errors.throw_if_any();
    stage.latency_cycles = latency_of(stage.kind, stage.folding);
    const int index = static_cast<int>(graph_.stages.size());
    graph_.stages.push_back(std::move(stage));
    graph_.streams[static_cast<std::size_t>(from)].consumer = index;
    const ElementOrder order = graph_.streams[static_cast<std::size_t>(from)].order;
    const int to = add_stream(to_name, tensor, out_elements, order);
    attach_producer(to, index, 0);
    return to;
  }

  static End end_of(const std::map<std::string, End>& ends, const std::string& name) {
    const auto found = ends.find(name);
    return found == ends.end() ? End{} : found->second;
  }

  /// Graph inputs first, then the outputs of each stage: the order in which FINN numbers its FIFOs.
  void order_streams() {
    std::vector<int> order;
    for (int i = 0; i < static_cast<int>(graph_.streams.size()); ++i)
      if (graph_.streams[static_cast<std::size_t>(i)].producer == kOutside) order.push_back(i);
    for (const Stage& stage : graph_.stages) order.insert(order.end(), stage.outputs.begin(), stage.outputs.end());
    std::vector<int> position(order.size());
    std::vector<Stream> sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
      position[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
      sorted.push_back(graph_.streams[static_cast<std::size_t>(order[i])]);
    }
    graph_.streams = std::move(sorted);
    for (Stage& stage : graph_.stages) {
      for (int& s : stage.inputs) s = position[static_cast<std::size_t>(s)];
      for (int& s : stage.outputs) s = position[static_cast<std::size_t>(s)];
    }
  }

  void set_depths() {
    for (Stream& stream : graph_.streams) {
      const auto chosen = graph_.folding.depths_words.find(stream.name);
      if (chosen != graph_.folding.depths_words.end()) stream.depth_words = chosen->second;
      if (graph_.folding.fifos)
        set_pieces(stream, *graph_.folding.fifos);
      else if (!graph_.folding.implementations.empty() && is_inside_converter(graph_, stream))
        stream.has_fifo = false;
    }
  }

  /// Pieces of another depth in all have been overruled.
  static void set_pieces(Stream& stream, const std::map<std::string, std::vector<FifoPiece>>& fifos) {
    const auto stated = fifos.find(stream.name);
    stream.has_fifo = stated != fifos.end();
    if (!stream.has_fifo) return;
    int depth = 0;
    for (const FifoPiece& piece : stated->second) depth += piece.depth_words;
    if (depth == stream.depth_words) stream.pieces = stated->second;
  }

  StageGraph graph_;
  std::map<std::string, End> producers_, consumers_;
  std::map<std::string, int> waiting_;  ///< streams whose consuming stage does not exist yet
  std::map<int, int> stage_of_layer_;
  int converters_ = 0;
};

void require_known_depths(const StageGraph& graph, Errors& errors) {
  std::vector<std::string> names;
  for (const auto& stream : graph.streams) names.push_back(stream.name);
  for (const auto& [name, depth] : graph.folding.depths_words) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const std::string near = nearest_name(name, names);
      errors.add("unknown-stream", "the folding gives a depth for stream \"" + name + "\", which " + graph.name +
                                       " does not have" + (near.empty() ? "" : " (did you mean " + near + "?)"));
    }
    if (depth < 1)
      errors.add("fifo-depth", "stream " + name + " has depth " + std::to_string(depth) + " words", "",
                 "legal: 1 or more");
  }
}

}  // namespace

const Parameters& StageGraph::parameters(const Stage& stage) const {
  static const Parameters none;
  return stage.layer < 0 ? none : network->layers[static_cast<std::size_t>(stage.layer)].parameters;
}

const Stage* StageGraph::find_stage(const std::string& stage_name) const {
  for (const auto& stage : stages)
    if (stage.name == stage_name) return &stage;
  return nullptr;
}

const Stream* StageGraph::find_stream(const std::string& stream_name) const {
  for (const auto& stream : streams)
    if (stream.name == stream_name) return &stream;
  return nullptr;
}

std::vector<int> StageGraph::input_streams() const {
  std::vector<int> found;
  for (int i = 0; i < static_cast<int>(streams.size()); ++i)
    if (streams[static_cast<std::size_t>(i)].producer == kOutside) found.push_back(i);
  return found;
}

std::vector<int> StageGraph::output_streams() const {
  std::vector<int> found;
  for (int i = 0; i < static_cast<int>(streams.size()); ++i)
    if (streams[static_cast<std::size_t>(i)].consumer == kOutside) found.push_back(i);
  return found;
}

StageGraph build_stage_graph(std::shared_ptr<const Network> network, const Folding& folding) {
  if (network->layers.empty())
    throw Error("no-layers",
                network->name +
                    " has no layers: its output is its input, and there is no hardware to fold, "
                    "time or build",
                "", "weir golden computes it");
  Errors errors;
  validate(*network, folding, errors);
  errors.throw_if_any();
  StageGraph graph = Builder(std::move(network), folding).build();
  require_known_depths(graph, errors);
  errors.throw_if_any();
  return graph;
}

StageGraph single_stage(const StageGraph& graph, const std::string& stage_name) {
  const Stage* stage = graph.find_stage(stage_name);
  if (stage == nullptr) {
    std::vector<std::string> names;
    for (const auto& s : graph.stages) names.push_back(s.name);
    const std::string near = nearest_name(stage_name, names);
    constexpr std::size_t kMostListed = 24;
    throw Error(
        "unknown-stage",
        graph.name + " has no stage \"" + stage_name + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"), "",
        names.size() > kMostListed ? "weir info lists them" : "stages: " + joined(names, " "));
  }
  return part_of(graph, {static_cast<int>(stage - graph.stages.data())}, stage_name);
}

}  // namespace weir::golden
