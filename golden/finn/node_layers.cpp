#include "golden/finn/node_layers.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/yaml.hpp"
#include "golden/network/node_name.hpp"

namespace weir::golden {

namespace {

/// Of parts whose DSP blocks let FINN choose different backends.
constexpr const char* kParts[] = {kDefaultPart, "xczu7ev-ffvc1156-2-e", "xcvc1902-vsva2197-2MP-e-S"};

std::string op_type_of(const std::string& name) { return name.substr(0, name.rfind('_')); }

bool has_tag(const std::string& node) {
  return node.find("_hls_") != std::string::npos || node.find("_rtl_") != std::string::npos;
}

/// The file's names with a backend, by the op type that they have without it.
std::map<std::string, std::vector<std::string>> tagged_names(const nlohmann::ordered_json& json,
                                                             const Network& network) {
  std::map<std::string, std::vector<std::string>> names;
  if (!json.is_object()) return names;  // parse_folding() says so
  for (const auto& [node, values] : json.items()) {
    const std::string layer = parse_node_name(node).layer;
    if (has_tag(node) && network.find_layer(node) == nullptr) names[op_type_of(layer)].push_back(node);
  }
  return names;
}

/// How a design numbers its nodes of one op type.
NodeLayers numbering(const std::vector<HardwareNode>& nodes, const std::string& type) {
  NodeLayers layers;
  for (const HardwareNode& node : nodes)
    if (op_type_of(parse_node_name(node.name).layer) == type) layers[node.name] = node.layer->name;
  return layers;
}

bool holds_all(const NodeLayers& layers, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (!layers.contains(name)) return false;
  return true;
}

/// Every name of one backend; what is not found so is left to parse_folding().
NodeLayers of_one_backend(const std::vector<std::string>& names, const NodeLayers& chosen, const std::string& where) {
  std::set<std::optional<Backend>> backends;
  NodeLayers layers;
  for (const std::string& name : names) {
    backends.insert(parse_node_name(name).backend);
    layers[name] = parse_node_name(name).layer;
  }
  if (backends.size() > 1)
    throw Error("unknown-node",
                "the names " + joined(names, " ") + " do not tell which layers are by RTL and which by HLS", where,
                "by FINN's choice they are " + joined(chosen, " ", [](const auto& entry) { return entry.first; }) +
                    "; give the file of the hardware (.onnx), or the network's names: " +
                    joined(chosen, " ", [](const auto& entry) { return entry.second; }));
  return layers;
}

/// By the name that a file of hardware gives a node, without that of the partition around it: the network's.
NodeLayers names_of_file(const Folding& folding, const Network& network) {
  NodeLayers names;
  for (const auto& [layer, made] : folding.implementations) {
    if (made.file_name.empty() || network.find_layer(layer) == nullptr) continue;
    std::string name = made.file_name;
    constexpr std::string_view kPartition = "StreamingDataflowPartition_";
    if (name.starts_with(kPartition))
      if (const auto end = name.find('_', kPartition.size()); end != std::string::npos) name.erase(0, end + 1);
    names.emplace(name, layer);
  }
  return names;
}

/// A file's own names come first: of two op types that are one kind here (ConvolutionInputGenerator1D_0 and
/// ConvolutionInputGenerator_0) the numbers are others. A name that means one layer there and another here is read as
/// the rest of the configuration is.
NodeLayers named_as_in_file(const nlohmann::ordered_json& json, const std::string& where, const Network& network,
                            const Folding& base) {
  const NodeLayers names = names_of_file(base, network);
  NodeLayers layers, unclear;
  bool has_files = false, has_networks = false;
  for (const auto& [node, values] : json.items()) {
    const auto stated = names.find(node);
    const bool is_networks = network.find_layer(node) != nullptr;
    has_files |= stated != names.end() && !is_networks;
    has_networks |= stated == names.end() && is_networks;
    if (stated != names.end() && stated->second != node) (is_networks ? unclear : layers).insert(*stated);
  }
  if (!unclear.empty() && has_files == has_networks)
    throw Error("unknown-node",
                "\"" + unclear.begin()->first + "\" is the file's name of " + unclear.begin()->second +
                    ", and the network's of another layer",
                where, "name more layers, all as the file does or all as `weir info` does");
  if (has_files) layers.insert(unclear.begin(), unclear.end());
  return layers;
}

void replace_key(std::string& text, const std::string& node, const std::string& layer) {
  for (const auto& [front, back] : {std::pair{"\"", "\""}, {"'", "'"}, {"\n", ":"}}) {
    const std::string key = front + node + back;
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1))
      text.replace(at, key.size(), front + layer + back);
  }
}

}  // namespace

NodeLayers layers_of_nodes(const std::string& text, const std::string& where, const Network& network,
                           const Folding& base) {
  NodeLayers layers;
  const nlohmann::ordered_json json = parse_configuration(text, "folding-json", where);
  if (!json.is_object() || network.layers.empty()) return layers;
  layers = named_as_in_file(json, where, network, base);
  auto tagged = tagged_names(json, network);
  for (auto& [type, names] : tagged)
    std::erase_if(names, [&](const std::string& name) { return layers.contains(name); });
  std::erase_if(tagged, [](const auto& entry) { return entry.second.empty(); });
  std::vector<std::vector<HardwareNode>> designs;
  if (!tagged.empty())
    for (const char* part : kParts) designs.push_back(hardware_nodes(network, base, {}, part));
  for (const auto& [type, names] : tagged) {
    NodeLayers found = numbering(designs.front(), type);
    if (found.empty()) continue;  // no layer's: a FIFO's, a converter's, or one that parse_folding() refuses
    for (std::size_t i = 1; i < designs.size() && !holds_all(found, names); ++i) found = numbering(designs[i], type);
    const NodeLayers meant =
        holds_all(found, names) ? found : of_one_backend(names, numbering(designs.front(), type), where);
    for (const std::string& name : names)
      if (network.find_layer(meant.at(name)) != nullptr) layers[name] = meant.at(name);
  }
  std::map<std::string, std::string> nodes;
  for (const auto& [node, values] : json.items())
    if (network.find_layer(node) != nullptr && !layers.contains(node)) nodes[node] = node;
  for (const auto& [node, layer] : layers)
    if (const auto [other, is_new] = nodes.emplace(layer, node); !is_new)
      throw Error("unknown-node", "\"" + other->second + "\" and \"" + node + "\" are both " + layer, where);
  return layers;
}

AttributeTable read_node_attributes(const std::string& file, const Network& network, const Folding& base) {
  const std::string text = read_text_file(file);
  return parse_node_attributes(text, file, network, layers_of_nodes(text, file, network, base));
}

Folding parse_finn_folding(const std::string& text, const std::string& where, const Network& network,
                           const Folding& base, bool lenient, std::vector<std::string>* warnings) {
  // The lines stay, for messages.
  std::string named = "\n" + text;
  const NodeLayers layers = layers_of_nodes(text, where, network, base);
  // In two turns, since the new name of one may be the old one of another.
  const auto mark = [](const std::string& layer) { return "\x01" + layer; };
  for (const auto& [node, layer] : layers) replace_key(named, node, mark(layer));
  for (const auto& [node, layer] : layers) replace_key(named, mark(layer), layer);
  return parse_folding(named.substr(1), where, network, base, lenient, warnings);
}

}  // namespace weir::golden
