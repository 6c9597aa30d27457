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
  const auto tagged = tagged_names(json, network);
  if (tagged.empty() || network.layers.empty()) return layers;
  std::vector<std::vector<HardwareNode>> designs;
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
    if (network.find_layer(node) != nullptr) nodes[node] = node;
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
  for (const auto& [node, layer] : layers_of_nodes(text, where, network, base)) replace_key(named, node, layer);
  return parse_folding(named.substr(1), where, network, base, lenient, warnings);
}

}  // namespace weir::golden
