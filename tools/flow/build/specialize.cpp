#include "tools/flow/build/specialize.hpp"

#include "golden/base/file.hpp"
#include "golden/base/yaml.hpp"
#include "golden/finn/hardware_node.hpp"

namespace weir::tools::build {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *kStyle = "preferred_impl_style", *kDefaults = "Defaults";

}  // namespace

Json specialize_template(const golden::Network& network) {
  Json json{{kDefaults, Json::object()}};
  for (const golden::Layer& layer : network.layers) json[layer.name] = {{kStyle, ""}};
  return json;
}

golden::Folding specialized(const golden::Network& network, const golden::Folding& base, const std::string& file) {
  const std::string text = read_text_file(file);
  const Json json = parse_configuration(text, "folding-json", file);
  Errors errors;
  if (json.is_object())
    for (const auto& [node, attributes] : json.items())
      if (node != kDefaults && attributes.is_object())
        for (const auto& [name, value] : attributes.items())
          if (name != kStyle)
            errors.add("unknown-attribute", node + ": \"" + name + "\" is no preference", file,
                       std::string("legal: ") + kStyle);
  errors.throw_if_any();
  return golden::parse_folding(text, file, network, base);
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
