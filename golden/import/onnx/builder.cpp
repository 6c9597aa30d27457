#include "golden/import/onnx/builder.hpp"

#include <algorithm>

namespace weir::golden::onnx_import {

std::string Builder::add_input(const std::string& name, DataType type, const Shape& shape) {
  network_.streams.push_back({name, type, shape});
  network_.inputs.push_back(name);
  return name;
}

std::size_t Builder::add(const LayerKind& kind, const std::vector<std::string>& inputs, Parameters parameters) {
  const std::string type = op_type(kind), name = type + "_" + std::to_string(counts_[type]++);
  Layer layer{name, kind, inputs, {}, std::move(parameters)};
  for (const PortSpec& port : std::visit([](const auto& k) { return output_ports(k, {}); }, kind)) {
    layer.outputs.push_back(name + "_out" + std::to_string(layer.outputs.size()));
    network_.streams.push_back({layer.outputs.back(), port.type, port.shape});
  }
  network_.layers.push_back(std::move(layer));
  return network_.layers.size() - 1;
}

void Builder::refresh(std::size_t index) {
  const Layer& changed = network_.layers[index];
  const PortSpec port = std::visit([](const auto& k) { return output_ports(k, {}).front(); }, changed.kind);
  for (NetworkStream& stream : network_.streams)
    if (stream.name == changed.outputs.front()) stream = {stream.name, port.type, port.shape};
}

void Builder::reshape(const std::string& stream, const Shape& shape) {
  for (NetworkStream& known : network_.streams)
    if (known.name == stream) known.shape = shape;
}

void Builder::duplicate(const std::string& stream) {
  const NetworkStream from = *network_.find_stream(stream);
  std::vector<std::string*> readers;
  for (Layer& layer : network_.layers)
    for (std::string& input : layer.inputs)
      if (input == stream) readers.push_back(&input);
  for (std::string& output : network_.outputs)
    if (output == stream) readers.push_back(&output);
  if (readers.size() < 2) return;
  DuplicateStreams copy;
  copy.channels = from.shape.back();
  copy.num_input_vectors.assign(from.shape.begin(), from.shape.end() - 1);
  if (copy.num_input_vectors.empty()) copy.num_input_vectors = {1};
  copy.input = from.type;
  copy.copies = static_cast<int>(readers.size());
  Layer layer{"DuplicateStreams_" + std::to_string(counts_["DuplicateStreams"]++), copy, {stream}, {}, {}};
  for (std::string* reader : readers) {
    layer.outputs.push_back(layer.name + "_out" + std::to_string(layer.outputs.size()));
    network_.streams.push_back({layer.outputs.back(), from.type, from.shape});
    *reader = layer.outputs.back();
  }
  const auto producer = std::find_if(network_.layers.begin(), network_.layers.end(), [&](const Layer& l) {
    return std::find(l.outputs.begin(), l.outputs.end(), stream) != l.outputs.end();
  });
  network_.layers.insert(producer == network_.layers.end() ? network_.layers.begin() : producer + 1, std::move(layer));
}

std::pair<Network, Folding> Builder::finish() {
  std::vector<std::string> names;
  for (const NetworkStream& stream : network_.streams) names.push_back(stream.name);
  for (const std::string& name : names) duplicate(name);
  return {std::move(network_), std::move(folding_)};
}

}  // namespace weir::golden::onnx_import
