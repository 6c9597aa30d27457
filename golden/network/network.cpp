#include "golden/network/network.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "golden/base/hash.hpp"
#include "golden/network/network_json.hpp"
#include "golden/network/tail.hpp"

namespace weir::golden {

namespace {

/// A parameter tensor under the name it has in bundles and messages.
struct NamedParameter {
  const char* name;
  const Tensor& tensor;
  const ParameterSpec& spec;
};

void check_parameter(const std::string& layer, const NamedParameter& p, Errors& errors) {
  const std::string what = layer + ": " + p.name;
  if (p.spec.shape.empty()) {
    if (!p.tensor.empty())
      errors.add("parameter-shape", what + " " + to_string(p.tensor.shape) + " given, but the layer takes none");
    return;
  }
  if (p.tensor.empty() && p.spec.may_be_absent) return;
  if (p.tensor.shape != p.spec.shape || p.tensor.size() != element_count(p.spec.shape)) {
    errors.add("parameter-shape", what + " have shape " + to_string(p.tensor.shape), "",
               "expected " + to_string(p.spec.shape));
    return;
  }
  const auto bad = std::find_if_not(p.tensor.data.begin(), p.tensor.data.end(),
                                    [&](std::int32_t value) { return p.spec.type.holds(value); });
  if (bad != p.tensor.data.end())
    errors.add(
        "dtype-range",
        what + " declared " + p.spec.type.name() + " hold " + std::to_string(*bad) + " at element " +
            std::to_string(bad - p.tensor.data.begin()),
        "",
        p.spec.type.name() + " holds " + std::to_string(p.spec.type.min()) + ".." + std::to_string(p.spec.type.max()));
}

void check_ascending(const std::string& layer, const Tensor& thresholds, Errors& errors) {
  const auto levels = static_cast<std::size_t>(thresholds.shape.back());
  for (std::size_t i = 0; i < thresholds.data.size(); i += levels) {
    const auto row = thresholds.data.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::is_sorted(row, row + static_cast<std::ptrdiff_t>(levels))) continue;
    errors.add("thresholds-order", layer + ": thresholds of row " + std::to_string(i / levels) + " do not ascend");
    return;
  }
}

void check_parameters(const Layer& layer, Errors& errors) {
  const ParameterSpecs specs = std::visit([](const auto& k) { return parameter_specs(k); }, layer.kind);
  const Parameters& p = layer.parameters;
  Errors found;
  check_parameter(layer.name, {"weights", p.weights, specs.weights}, found);
  check_parameter(layer.name, {"thresholds", p.thresholds, specs.thresholds}, found);
  check_parameter(layer.name, {"bias", p.bias, specs.bias}, found);
  if (found.empty()) {
    if (!p.thresholds.empty()) check_ascending(layer.name, p.thresholds, found);
    std::visit(
        [&](const auto& k) {
          if constexpr (requires { validate_parameters(k, p, layer.name, found); })
            validate_parameters(k, p, layer.name, found);
        },
        layer.kind);
  }
  errors.add(found);
}

/// Who makes and who takes each stream; every stream has at most one of both.
class Wiring {
 public:
  Wiring(const Network& network, Errors& errors) : network_(network), errors_(errors) {
    check_names();
    for (const auto& layer : network.layers) {
      check_ports(layer, layer.inputs, true);
      check_ports(layer, layer.outputs, false);
    }
    check_boundary(network.inputs, produced_, "input", "is made by a layer");
    check_boundary(network.outputs, consumed_, "output", "is taken by a layer");
    check_ends();
  }

 private:
  void check_names() {
    std::set<std::string> names;
    for (const auto& stream : network_.streams) {
      if (!names.insert(stream.name).second)
        errors_.add("network-duplicate", "two streams are called \"" + stream.name + "\"");
      require_positive("stream " + stream.name, "shape", stream.shape, errors_);
    }
    for (const auto& layer : network_.layers)
      if (const auto weights = weight_stream(layer); weights && !names.insert(weights->name).second)
        errors_.add("network-duplicate", "the weights of " + layer.name + " reach the hardware as stream \"" +
                                             weights->name + "\", and another stream has that name");
    names.clear();
    for (const auto& layer : network_.layers)
      if (!names.insert(layer.name).second)
        errors_.add("network-duplicate", "two layers are called \"" + layer.name + "\"");
  }

  void check_ports(const Layer& layer, const std::vector<std::string>& streams, bool is_input) {
    const std::vector<PortSpec> ports =
        std::visit([&](const auto& k) { return is_input ? input_ports(k, {}) : output_ports(k, {}); }, layer.kind);
    const char* side = is_input ? "input" : "output";
    if (ports.size() != streams.size()) {
      errors_.add("network-ports", layer.name + " has " + std::to_string(streams.size()) + " " + side +
                                       " streams; its kind has " + std::to_string(ports.size()));
      return;
    }
    for (std::size_t port = 0; port < ports.size(); ++port) check_port(layer, streams[port], ports[port], is_input);
  }

  void check_port(const Layer& layer, const std::string& name, const PortSpec& port, bool is_input) {
    const NetworkStream* stream = network_.find_stream(name);
    if (stream == nullptr) {
      errors_.add("network-stream", layer.name + " names stream \"" + name + "\", which does not exist");
      return;
    }
    const std::string meets = layer.name + (is_input ? " reads " : " writes ") + port.type.name() + " " +
                              to_string(port.shape) + ", stream " + name + " is " + stream->type.name() + " " +
                              to_string(stream->shape);
    if (stream->type != port.type) errors_.add("network-type", meets);
    if (element_count(stream->shape) != element_count(port.shape))
      errors_.add("network-shape", meets, "",
                  "its two ends move different amounts per frame: no FIFO depth makes up for that");
    auto& ends = is_input ? consumed_ : produced_;
    if (!ends.insert(name).second)
      errors_.add("network-stream", "stream " + name + " has two " + (is_input ? "consumers" : "producers"), "",
                  is_input ? "put a DuplicateStreams layer in between" : "");
    const bool is_made = produced_.contains(name) || is_listed(network_.inputs, name);
    if (is_input && !is_made)
      errors_.add("network-order", layer.name + " reads stream " + name + " before any layer has made it", "",
                  feeds(layer, name) ? "it waits for its own results: deadlocked at any FIFO depth"
                                     : "list the layers in topological order");
  }

  /// Does the stream depend on what `from` writes?
  bool feeds(const Layer& from, const std::string& stream) const {
    std::set<std::string> reached(from.outputs.begin(), from.outputs.end());
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const Layer& layer : network_.layers)
        if (std::any_of(layer.inputs.begin(), layer.inputs.end(), [&](const auto& in) { return reached.contains(in); }))
          reached.insert(layer.outputs.begin(), layer.outputs.end());
    }
    return reached.contains(stream);
  }

  void check_boundary(const std::vector<std::string>& names, const std::set<std::string>& taken, const char* side,
                      const char* problem) {
    if (names.empty()) errors_.add("network-boundary", "the network has no " + std::string(side) + " stream");
    for (const auto& name : names) {
      if (network_.find_stream(name) == nullptr)
        errors_.add("network-boundary", std::string(side) + " \"" + name + "\" is not a stream");
      if (taken.contains(name)) errors_.add("network-boundary", std::string(side) + " stream " + name + " " + problem);
    }
  }

  void check_ends() {
    for (const auto& stream : network_.streams) {
      if (!produced_.contains(stream.name) && !is_listed(network_.inputs, stream.name))
        errors_.add("network-stream", "stream " + stream.name + " has no producer and is no network input");
      if (!consumed_.contains(stream.name) && !is_listed(network_.outputs, stream.name))
        errors_.add("network-stream", "stream " + stream.name + " has no consumer and is no network output");
    }
  }

  static bool is_listed(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  const Network& network_;
  Errors& errors_;
  std::set<std::string> produced_, consumed_;
};

void check_further_tails(const Network& network, Errors& errors) {
  const auto& further = network.tail->further;
  if (further.size() + 1 != network.outputs.size()) {
    errors.add("network-boundary",
               std::to_string(further.size() + 1) + " tails of " + std::to_string(network.outputs.size()) + " outputs",
               "", "one each");
    return;
  }
  for (std::size_t i = 0; i < further.size(); ++i) {
    const NetworkStream* output = network.find_stream(network.outputs[i + 1]);
    if (output != nullptr) validate(*further[i], element_count(output->shape), errors);
    if (!further[i]->further.empty()) errors.add("network-tail", "a tail of a further output has further ones itself");
  }
}

void check_output_meaning(const Network& network, Errors& errors) {
  const NetworkStream* output = network.outputs.empty() ? nullptr : network.find_stream(network.outputs.front());
  const std::size_t scales = network.output_scale.size(), offsets = network.output_offset.size();
  if (network.tail != nullptr && output != nullptr) validate(*network.tail, element_count(output->shape), errors);
  if (network.tail != nullptr && !network.tail->further.empty()) check_further_tails(network, errors);
  if (network.tail != nullptr && scales != 0)
    errors.add("network-boundary", "the network has a tail and scales of its output", "", "legal: one of both");
  if (scales == 0 && offsets == 0) return;
  if (output == nullptr || scales != offsets || static_cast<std::int64_t>(scales) != element_count(output->shape))
    errors.add("network-boundary",
               std::to_string(scales) + " output scales and " + std::to_string(offsets) + " output offsets", "",
               "one of each per element of the output, or none");
}

void add_tensor(Fnv1a& hash, const Tensor& tensor) {
  hash.add(to_string(tensor.shape));
  for (const std::int32_t value : tensor.data) {
    const auto bits = static_cast<std::uint32_t>(value);
    const std::uint8_t bytes[4] = {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8),
                                   static_cast<std::uint8_t>(bits >> 16), static_cast<std::uint8_t>(bits >> 24)};
    hash.add(bytes);
  }
}

}  // namespace

std::optional<NetworkStream> weight_stream(const Layer& layer) {
  const std::optional<PortSpec> port = std::visit(
      [](const auto& kind) -> std::optional<PortSpec> {
        if constexpr (requires { weight_port(kind, LayerFolding{}); }) return weight_port(kind, LayerFolding{});
        return std::nullopt;
      },
      layer.kind);
  if (!port) return std::nullopt;
  return NetworkStream{layer.name + "_weights", port->type, port->shape};
}

Tensor weight_stream_frame(const Layer& layer) {
  Tensor frame(weight_stream(layer)->shape);
  const std::vector<std::int32_t>& weights = layer.parameters.weights.data;
  for (auto to = frame.data.begin(); to != frame.data.end();) to = std::copy(weights.begin(), weights.end(), to);
  return frame;
}

const NetworkStream* Network::find_stream(const std::string& stream_name) const {
  for (const auto& stream : streams)
    if (stream.name == stream_name) return &stream;
  return nullptr;
}

const Layer* Network::find_layer(const std::string& layer_name) const {
  for (const auto& layer : layers)
    if (layer.name == layer_name) return &layer;
  return nullptr;
}

std::vector<double> output_values(const Network& network, const Tensor& output) {
  if (network.tail != nullptr) return run_tail(*network.tail, output).data;
  std::vector<double> values(output.data.begin(), output.data.end());
  for (std::size_t i = 0; i < values.size() && !network.output_scale.empty(); ++i)
    values[i] = network.output_scale[i] * (values[i] + network.output_offset[i]);
  return values;
}

void validate(const Network& network, Errors& errors) {
  Errors found;
  for (const auto& layer : network.layers)
    std::visit([&](const auto& k) { validate(k, layer.name, found); }, layer.kind);
  // Shapes that are wrong by themselves would only repeat as wrong ports and parameters.
  if (found.empty()) {
    Wiring(network, found);
    for (const auto& layer : network.layers) check_parameters(layer, found);
    check_output_meaning(network, found);
  }
  errors.add(found);
}

std::string network_hash(const Network& network) {
  Fnv1a hash;
  hash.add(network_to_json(network).dump());
  for (const auto& layer : network.layers) {
    add_tensor(hash, layer.parameters.weights);
    add_tensor(hash, layer.parameters.thresholds);
    add_tensor(hash, layer.parameters.bias);
  }
  return hash.hex();
}

}  // namespace weir::golden
