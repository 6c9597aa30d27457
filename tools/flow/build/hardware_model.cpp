#include "tools/flow/build/hardware_model.hpp"

#include <algorithm>

#include "golden/finn/finn_config.hpp"
#include "golden/finn/node_layers.hpp"
#include "golden/network/network_json.hpp"
#include "golden/network/node_name.hpp"
#include "tools/report/onnx_node.hpp"

namespace weir::tools::build {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDomain = "finn.custom_op.fpgadataflow";

void add_attribute(onnx::NodeProto& node, const std::string& name, const Json& value) {
  if (value.is_string())
    add_text(node, name, value);
  else if (value.is_boolean())
    add_integer(node, name, value.get<bool>() ? 1 : 0);
  else if (value.is_number_integer())
    add_integer(node, name, value);
  else if (value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_number(); }))
    add_integers(node, name, value);
  else
    add_text(node, name, value.dump());
}

/// "MVAU_hls" of "MVAU_hls_0".
std::string op_type_of(const std::string& node_name) { return node_name.substr(0, node_name.rfind('_')); }

/// The name that configurations have for the node.
const Json& config_of(const Json& config, const golden::HardwareNode& node, std::string& name) {
  name = config.contains(node.name) ? node.name : node.layer->name;
  return config.at(name);
}

void describe(onnx::GraphProto& graph, onnx::ValueInfoProto& tensor, const golden::NetworkStream& stream) {
  tensor.set_name(stream.name);
  auto& type = *tensor.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);  // FINN's containers of integers
  type.mutable_shape()->add_dim()->set_dim_value(1);
  for (const std::int64_t extent : stream.shape) type.mutable_shape()->add_dim()->set_dim_value(extent);
  onnx::TensorAnnotation& annotation = *graph.add_quantization_annotation();
  annotation.set_tensor_name(stream.name);
  onnx::StringStringEntryProto& finn = *annotation.add_quant_parameter_tensor_names();
  finn.set_key("finn_datatype");
  finn.set_value(stream.type.name());
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The streams at the ports of a stage take the depths that are larger than what they have already.
void take_depths(const golden::StageGraph& graph, const std::vector<int>& streams, const Json& depths,
                 const std::string& where, golden::Folding& folding) {
  const bool is_list = depths.is_array() && std::all_of(depths.begin(), depths.end(),
                                                        [](const Json& d) { return d.is_number_integer() && d >= 0; });
  if (!is_list || depths.size() != streams.size())
    throw Error("folding-type", "the depths are " + depths.dump(), where,
                "legal: a list of " + std::to_string(streams.size()) + " whole numbers");
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const golden::Stream& stream = graph.streams[static_cast<std::size_t>(streams[i])];
    const int depth = std::max(depths[i].get<int>(), golden::kDefaultDepthWords);
    int& words = folding.depths_words.try_emplace(stream.name, golden::kDefaultDepthWords).first->second;
    words = std::max(words, depth);
  }
}

}  // namespace

std::string hardware_model(const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                           const std::string& fpga_part) {
  const golden::Network& network = *graph.network;
  const Json config = golden::final_hw_config_json(graph, attributes, fpga_part);
  onnx::ModelProto model = model_with_domain(network.name, std::string(kDomain) + ".hls");
  onnx::OperatorSetIdProto& rtl = *model.add_opset_import();
  rtl.set_domain(std::string(kDomain) + ".rtl");
  rtl.set_version(1);
  onnx::GraphProto& layers = *model.mutable_graph();
  for (const golden::HardwareNode& from : golden::hardware_nodes(network, graph.folding, attributes, fpga_part)) {
    onnx::NodeProto& node = *layers.add_node();
    std::string name;
    const Json& folded = config_of(config, from, name);
    node.set_name(name);
    node.set_op_type(op_type_of(from.name));
    node.set_domain(std::string(kDomain) + "." + golden::backend_name(from.backend));
    for (const std::string& input : from.layer->inputs) node.add_input(input);
    for (const std::string& output : from.layer->outputs) node.add_output(output);
    for (const auto& [key, value] : folded.items()) add_attribute(node, key, value);
    const Json own = golden::attributes_json(from.layer->kind);
    for (const auto& [key, value] : own.items())
      if (!folded.contains(key)) add_attribute(node, key, value);
  }
  for (const golden::NetworkStream& stream : network.streams)
    describe(layers,
             has_name(network.inputs, stream.name)    ? *layers.add_input()
             : has_name(network.outputs, stream.name) ? *layers.add_output()
                                                      : *layers.add_value_info(),
             stream);
  return serialised(model);
}

ChangedHardware with_changes(const golden::StageGraph& graph, const golden::AttributeTable& attributes,
                             const Json& changes, const std::string& where) {
  const golden::Network& network = *graph.network;
  Json folding = Json::object();
  ChangedHardware changed{graph.folding, attributes};
  for (const auto& [node, values] : changes.items()) {
    for (const auto& [key, value] : values.items())
      if (key != "inFIFODepths" && key != "outFIFODepths") folding[node][key] = value;
  }
  const std::string text = folding.dump(1);
  const golden::NodeLayers layers = golden::layers_of_nodes(text, where, network, graph.folding);
  changed.folding = golden::parse_finn_folding(text, where, network, graph.folding);
  for (auto& [layer, stated] : golden::parse_node_attributes(text, where, network, layers)) {
    golden::NodeAttributes& old = changed.attributes[layer];
    if (!stated.mem_mode) stated.mem_mode = old.mem_mode;
    if (!stated.res_type) stated.res_type = old.res_type;
    if (!stated.ram_style) stated.ram_style = old.ram_style;
    stated.parallel_window = stated.parallel_window || old.parallel_window;
    old = stated;
  }
  const golden::StageGraph folded = golden::build_stage_graph(graph.network, changed.folding);
  for (const auto& [node, values] : changes.items()) {
    const auto meant = layers.find(node);
    const golden::Stage* stage =
        folded.find_stage(meant == layers.end() ? golden::parse_node_name(node).layer : meant->second);
    if (stage == nullptr) stage = folded.find_stage(node);
    if (stage == nullptr) continue;  // parse_folding() has refused it if anything else of it changed
    for (const auto& [key, ports] : {std::pair{"inFIFODepths", &stage->inputs}, {"outFIFODepths", &stage->outputs}})
      if (values.contains(key)) take_depths(folded, *ports, values[key], where + ": " + node, changed.folding);
  }
  return changed;
}

}  // namespace weir::tools::build
