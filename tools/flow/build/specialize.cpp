#include "tools/flow/build/specialize.hpp"

#include "golden/base/file.hpp"
#include "golden/base/yaml.hpp"
#include "golden/finn/hardware_node.hpp"
#include "golden/network/node_name.hpp"
#include "tools/flow/build/fields.hpp"

namespace weir::tools::build {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *kStyle = "preferred_impl_style", *kDefaults = "Defaults";

/// By the network's name or FINN's; "" if there is none.
std::string layer_named(const golden::Network& network, const std::string& node) {
  for (const std::string& name : {node, golden::parse_node_name(node).layer})
    if (network.find_layer(name) != nullptr) return name;
  return "";
}

Error unknown_node(const golden::Network& network, const std::string& node, const std::string& where) {
  std::vector<std::string> names;
  for (const golden::Layer& layer : network.layers) names.push_back(layer.name);
  const std::string near = nearest_name(node, names);
  return Error("unknown-node",
               "the network has no layer \"" + node + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"),
               where);
}

}  // namespace

Json specialize_template(const golden::Network& network) {
  Json json{{kDefaults, Json::object()}};
  for (const golden::Layer& layer : network.layers) json[layer.name] = {{kStyle, ""}};
  return json;
}

golden::Folding specialized(const golden::Network& network, const golden::Folding& base, const std::string& file) {
  const std::string text = read_text_file(file);
  const Json json = parse_configuration(text, "folding-json", file);
  if (!json.is_object()) throw Error("folding-json", "the preferences are no JSON object", file);
  Errors errors;
  golden::Folding folding = base;
  for (const auto& [node, attributes] : json.items()) {
    if (node == kDefaults && attributes == Json::object()) continue;
    const std::string where = line_of(text, file, node);
    const std::string layer = layer_named(network, node);
    if (layer.empty()) {
      errors.add(unknown_node(network, node, where));
      continue;
    }
    if (!attributes.is_object()) errors.add("folding-type", node + " is no JSON object", where);
    for (const auto& [name, value] : attributes.items()) {
      if (name != kStyle)
        errors.add("unknown-attribute", node + ": \"" + name + "\" is no preference", where,
                   std::string("legal: ") + kStyle);
      else if (value == "hls" || value == "rtl")
        folding.layers[layer].stated[kStyle] = value.get<std::string>();
      else if (value == "")
        folding.layers[layer].stated.erase(kStyle);
      else
        errors.add("folding-type", node + ": \"" + name + "\" is " + value.dump(), where,
                   "legal: hls, rtl, or nothing");
    }
  }
  errors.throw_if_any();
  return folding;
}

std::vector<std::string> without_rtl(const golden::Network& network, const golden::Folding& folding,
                                     const std::string& fpga_part) {
  std::vector<std::string> names;
  const golden::DspBlock dsp = golden::dsp_block(fpga_part);
  for (const golden::Layer& layer : network.layers) {
    const auto& stated = folding.of(layer.name).stated;
    const auto found = stated.find(kStyle);
    if (found != stated.end() && found->second == "rtl" &&
        golden::preferred_backend(layer.kind, layer.parameters, dsp) != golden::Backend::Rtl)
      names.push_back(layer.name);
  }
  return names;
}

}  // namespace weir::tools::build
