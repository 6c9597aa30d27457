#include "golden/finn/report.hpp"

#include <algorithm>

#include "golden/base/file.hpp"
#include "golden/finn/cycles.hpp"
#include "golden/finn/python_json.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

Json number(const PythonNumber& n) { return n.is_float ? Json(n.value) : Json(static_cast<std::int64_t>(n.value)); }

Json resources_json(const Resources& r) {
  return {{"BRAM_18K", number(r.bram_18k)}, {"BRAM_efficiency", number(r.bram_efficiency)}, {"LUT", number(r.lut)},
          {"URAM", number(r.uram)},         {"URAM_efficiency", number(r.uram_efficiency)}, {"DSP", number(r.dsp)}};
}

/// The node with each value of the one attribute that decides its resources.
std::vector<HardwareNode> alternatives(const HardwareNode& node) {
  const LayerKind& kind = node.layer->kind;
  std::vector<HardwareNode> list;
  const auto with = [&](std::string HardwareNode::*attribute, const char* value) {
    list.push_back(node);
    list.back().*attribute = value;
  };
  if (std::holds_alternative<Mvau>(kind) || std::holds_alternative<Vvau>(kind)) {
    for (const char* type : {"dsp", "lut"}) with(&HardwareNode::res_type, type);
  } else if (std::holds_alternative<SlidingWindow>(kind)) {
    for (const char* style : {"block", "distributed", "ultra"}) with(&HardwareNode::ram_style, style);
  } else {
    list.push_back(node);
  }
  return list;
}

/// Sums each key over all nodes, as floats; keys in order of first appearance.
Json total_of(const Json& nodes) {
  Json total = Json::object();
  for (const auto& node : nodes)
    for (const auto& [key, value] : node.items()) {
      if (key.find("efficiency") != std::string::npos) continue;
      total[key] = total.value(key, 0.0) + value.template get<double>();
    }
  return total;
}

std::string mac_key(DataType a, DataType b) {
  return "op_mac_" + std::to_string(std::min(a.bits, b.bits)) + "bx" + std::to_string(std::max(a.bits, b.bits)) + "b";
}
std::string weight_key(DataType type) { return "param_weight_" + std::to_string(type.bits) + "b"; }
std::string threshold_key(DataType type) { return "param_threshold_" + std::to_string(type.bits) + "b"; }

Json op_counts(const Mvau& m) {
  Json counts{{mac_key(m.input, m.weight), m.MW * m.MH * vectors_per_frame(m)}, {weight_key(m.weight), m.MW * m.MH}};
  if (!m.no_activation) counts[threshold_key(m.accumulator)] = m.MH;
  return counts;
}

Json op_counts(const Vvau& m) {
  const std::int64_t weights = m.kernel[0] * m.kernel[1] * m.channels;
  Json counts{{mac_key(m.input, m.weight), weights * m.out_size[0] * m.out_size[1]}, {weight_key(m.weight), weights}};
  if (!m.no_activation) counts[threshold_key(m.accumulator)] = m.channels;
  return counts;
}

Json op_counts(const Thresholding& t) { return {{threshold_key(t.threshold), t.channels * t.levels}}; }

/// In the file's order: `of_layer` with the node's number, `of_passed` for those that are no layers.
template <class OfPassed, class OfLayer>
void for_each_node(const Estimate& estimate, const OfPassed& of_passed, const OfLayer& of_layer) {
  std::size_t at = 0;
  for (std::size_t i = 0; i <= estimate.nodes.size(); ++i) {
    for (; at < estimate.passed.size() && (estimate.passed[at].layers_before <= i || i == estimate.nodes.size()); ++at)
      of_passed(estimate.passed[at]);
    if (i < estimate.nodes.size()) of_layer(i);
  }
}

/// One entry per node: `of_passed` for those that are no layers.
template <class OfLayer>
Json json_of_nodes(const Estimate& estimate, const Json& of_passed, const OfLayer& of_layer) {
  Json json = Json::object();
  for_each_node(
      estimate, [&](const PassedNode& node) { json[node.name] = of_passed; },
      [&](std::size_t i) { json[estimate.nodes[i].name] = of_layer(i); });
  return json;
}

NetworkPerformance performance_of(const Network& network, const Estimate& estimate, double clk_ns) {
  NetworkPerformance p;
  std::map<std::string, std::int64_t> arrival;  // critical path up to and including a stream's producer
  const auto take = [&](const std::string& name, std::int64_t cycles, std::int64_t done) {
    p.critical_path_cycles = std::max(p.critical_path_cycles, done);
    if (cycles <= p.max_cycles) return;
    p.max_cycles = cycles;
    p.max_cycles_node_name = name;
  };
  for_each_node(
      estimate,
      [&](const PassedNode& node) {
        arrival[node.stream] += node.cycles;
        take(node.name, node.cycles, arrival[node.stream]);
      },
      [&](std::size_t i) {
        const Layer& layer = network.layers[i];
        std::int64_t latest = 0;
        for (const auto& input : layer.inputs)
          if (const auto found = arrival.find(input); found != arrival.end()) latest = std::max(latest, found->second);
        const std::int64_t done = latest + estimate.cycles[i];
        for (const auto& output : layer.outputs) arrival[output] = done;
        take(estimate.nodes[i].name, estimate.cycles[i], done);
      });
  if (p.max_cycles > 0) p.throughput_fps = 1e9 / clk_ns / static_cast<double>(p.max_cycles);
  p.latency_ns = static_cast<double>(p.critical_path_cycles) * clk_ns;
  return p;
}

}  // namespace

Estimate estimate_network(const Network& network, const Folding& folding, const AttributeTable& attributes,
                          const std::string& fpga_part, double clk_ns) {
  Errors errors;
  validate(network, folding, errors);
  errors.throw_if_any();
  Estimate made;
  made.nodes = hardware_nodes(network, folding, attributes, fpga_part);
  require_estimates(made.nodes);
  made.passed = passed_nodes(folding);
  made.dsp = dsp_block(fpga_part);
  for (const HardwareNode& node : made.nodes) {
    made.cycles.push_back(exp_cycles(node));
    made.resources.push_back(estimate_resources(node, made.dsp));
  }
  made.performance = performance_of(network, made, clk_ns);
  return made;
}

Json layer_cycles_json(const Estimate& estimate) {
  Json json = Json::object();
  for_each_node(
      estimate, [&](const PassedNode& node) { json[node.name] = node.cycles; },
      [&](std::size_t i) { json[estimate.nodes[i].name] = estimate.cycles[i]; });
  return json;
}

Json layer_resources_json(const Estimate& estimate) {
  Json json =
      json_of_nodes(estimate, resources_json({}), [&](std::size_t i) { return resources_json(estimate.resources[i]); });
  json["total"] = total_of(json);
  return json;
}

Json layer_config_alternatives_json(const Estimate& estimate) {
  return json_of_nodes(estimate, Json::array({resources_json({})}), [&](std::size_t i) {
    Json list = Json::array();
    for (const HardwareNode& other : alternatives(estimate.nodes[i]))
      list.push_back(resources_json(estimate_resources(other, estimate.dsp)));
    return list;
  });
}

Json network_performance_json(const NetworkPerformance& p) {
  return {{"critical_path_cycles", p.critical_path_cycles},
          {"max_cycles", p.max_cycles},
          {"max_cycles_node_name", p.max_cycles_node_name},
          {"estimated_throughput_fps", p.throughput_fps},
          {"estimated_latency_ns", p.latency_ns}};
}

/// Nodes without counts are named as well; FINN's search of thresholds in RTL counts nothing.
Json op_and_param_counts_json(const Estimate& estimate) {
  Json json = json_of_nodes(estimate, Json::object(), [&](std::size_t i) {
    const HardwareNode& node = estimate.nodes[i];
    return std::visit(
        [&]<class Kind>(const Kind& kind) -> Json {
          constexpr bool kIsSearch = std::is_same_v<Kind, Thresholding>;
          if constexpr (requires { op_counts(kind); })
            if (!kIsSearch || node.backend != Backend::Rtl) return op_counts(kind);
          return Json::object();
        },
        node.layer->kind);
  });
  json["total"] = total_of(json);
  return json;
}

Json estimate_reports(const Estimate& estimate) {
  return {{"estimate_layer_cycles", layer_cycles_json(estimate)},
          {"estimate_layer_resources", layer_resources_json(estimate)},
          {"estimate_layer_config_alternatives", layer_config_alternatives_json(estimate)},
          {"op_and_param_counts", op_and_param_counts_json(estimate)},
          {"estimate_network_performance", network_performance_json(estimate.performance)}};
}

void write_estimate_reports(const Estimate& estimate, const std::filesystem::path& folder) {
  const Json reports = estimate_reports(estimate);
  for (const auto& [name, report] : reports.items()) write_text_file(folder / (name + ".json"), python_json(report));
}

}  // namespace weir::golden
