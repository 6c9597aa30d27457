#include "golden/finn/hardware_node.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <regex>

#include "golden/base/joined.hpp"
#include "golden/base/yaml.hpp"
#include "golden/network/node_name.hpp"

namespace weir::golden {

namespace {

const std::string kPassed = "passed/";

using Json = nlohmann::ordered_json;

template <class Kind>
constexpr bool kHasRtl = std::is_same_v<Kind, SlidingWindow> || std::is_same_v<Kind, FmPadding> ||
                         std::is_same_v<Kind, Dwc> || std::is_same_v<Kind, Thresholding>;

/// Widest operands of FINN's RTL matrix units, and the narrowest for which it prefers them.
constexpr int kWidestOperand = 8, kNarrowestOperand = 4;

bool fits_dsp(DataType input, DataType weight) {
  const bool input_fits = input.bits <= kWidestOperand || (input.bits == kWidestOperand + 1 && input.is_signed());
  return input_fits && input.bits >= kNarrowestOperand && weight.bits >= kNarrowestOperand &&
         weight.bits <= kWidestOperand && weight.is_signed();
}

template <class Kind>
Backend preferred(const Kind&, const Parameters&, DspBlock) {
  return kHasRtl<Kind> ? Backend::Rtl : Backend::Hls;
}

Backend preferred(const Mvau& m, const Parameters& parameters, DspBlock dsp) {
  if (!m.no_activation || m.binary_xnor || !fits_dsp(m.input, m.weight)) return Backend::Hls;
  // A DSP48E1 multiplies by all weights but the most negative one.
  const auto& w = parameters.weights.data;
  const bool is_narrow = w.empty() || *std::min_element(w.begin(), w.end()) != m.weight.min();
  return is_narrow || dsp != DspBlock::Dsp48E1 ? Backend::Rtl : Backend::Hls;
}

Backend preferred(const Vvau& m, const Parameters&, DspBlock dsp) {
  return m.no_activation && dsp == DspBlock::Dsp58 && fits_dsp(m.input, m.weight) ? Backend::Rtl : Backend::Hls;
}

bool has_backend(const LayerKind& kind, Backend backend) {
  return std::visit(
      [&](const auto& k) {
        using Kind = std::decay_t<decltype(k)>;
        constexpr bool is_matrix = std::is_same_v<Kind, Mvau> || std::is_same_v<Kind, Vvau>;
        // Of FINN+ and FINN 1.0: crops and element-wise nodes, whose estimates are those by HLS.
        constexpr bool is_later = std::is_same_v<Kind, Crop> || std::is_same_v<Kind, ChannelwiseOp> ||
                                  std::is_same_v<Kind, AddStreams> || std::is_same_v<Kind, Eltwise>;
        if (backend == Backend::Hls) return true;
        return is_matrix || is_later || kHasRtl<Kind>;
      },
      kind);
}

const char* default_ram_style(const LayerKind& kind) {
  const bool is_distributed = std::holds_alternative<SlidingWindow>(kind) ||
                              std::holds_alternative<Thresholding>(kind) || std::holds_alternative<ChannelwiseOp>(kind);
  return is_distributed ? "distributed" : "auto";
}

std::string default_mem_mode(const LayerKind& kind) {
  const auto* mvau = std::get_if<Mvau>(&kind);
  return mvau != nullptr && mvau->external_weights ? "external" : "internal_decoupled";
}

class AttributeReader {
 public:
  AttributeReader(std::string node, const std::string& where, Errors& errors)
      : node_(std::move(node)), where_(where), errors_(errors) {}

  void read(const std::string& key, const Json& value, NodeAttributes& to) {
    if (key == "mem_mode")
      choose(key, value, {"internal_decoupled", "internal_embedded", "external", "external_mem", "dynamic"},
             to.mem_mode);
    else if (key == "resType")
      choose(key, value, {"auto", "lut", "dsp"}, to.res_type);
    else if (key == "ram_style")
      choose(key, value, {"auto", "block", "distributed", "ultra"}, to.ram_style);
    else if (key == "parallel_window")
      to.parallel_window = number(key, value, 1) == 1;
    else if (key == "depth_trigger_uram")
      to.depth_trigger_uram = number(key, value, 1 << 30);
    else if (key == "depth_trigger_bram")
      to.depth_trigger_bram = number(key, value, 1 << 30);
  }

 private:
  void refuse(const std::string& key, const Json& value, const std::string& legal) {
    errors_.add("folding-type", node_ + ": \"" + key + "\" is " + value.dump(), where_, "legal: " + legal);
  }

  void choose(const std::string& key, const Json& value, const std::vector<std::string>& legal,
              std::optional<std::string>& to) {
    if (value.is_string() && std::find(legal.begin(), legal.end(), value.get<std::string>()) != legal.end()) {
      to = value.get<std::string>();
      return;
    }
    const std::string list = joined(legal, " ");
    refuse(key, value, list);
  }

  int number(const std::string& key, const Json& value, std::int64_t most) {
    if (value.is_number_integer() && value.get<std::int64_t>() >= 0 && value.get<std::int64_t>() <= most)
      return value.get<int>();
    refuse(key, value, "0.." + std::to_string(most));
    return 0;
  }

  std::string node_, where_;
  Errors& errors_;
};

HardwareNode make_node(const Layer& layer, const Folding& folding, const NodeAttributes& given, DspBlock dsp) {
  HardwareNode node;
  node.layer = &layer;
  node.folding = folding.of(layer.name);
  const auto stated = [&](const char* key, const std::string& otherwise) {
    const auto found = node.folding.stated.find(key);
    return found == node.folding.stated.end() ? otherwise : found->second;
  };
  const std::string style = stated("preferred_impl_style", "");
  node.backend = given.backend   ? *given.backend
                 : style.empty() ? preferred_backend(layer.kind, layer.parameters, dsp)
                                 : (style == "hls" ? Backend::Hls : Backend::Rtl);
  node.mem_mode = given.mem_mode.value_or(stated("mem_mode", default_mem_mode(layer.kind)));
  node.res_type = given.res_type.value_or(stated("resType", "auto"));
  // "auto" is also what a folding says that does not say anything.
  const std::string& chosen = node.folding.ram_style;
  node.ram_style = given.ram_style.value_or(chosen == "auto" ? default_ram_style(layer.kind) : chosen);
  node.parallel_window = given.parallel_window || stated("parallel_window", "0") == "1";
  const auto trigger = [&](const char* key, int from_table) {
    return from_table != 0 ? from_table : std::stoi(stated(key, "0"));
  };
  node.depth_trigger_uram = trigger("depth_trigger_uram", given.depth_trigger_uram);
  node.depth_trigger_bram = trigger("depth_trigger_bram", given.depth_trigger_bram);
  return node;
}

/// What FINN's estimates read of a type that the file states: Weir's own may be narrower.
void take_type(const Implementation& stated, const char* attribute, DataType& type, const char* otherwise = "") {
  const std::string name = stated.attribute(attribute, otherwise);
  if (name.empty() || name.starts_with("FLOAT") || name.starts_with("FIXED")) return;
  const DataType declared = DataType::parse(name);
  if (declared.bits > type.bits) type = declared;
}

void take_types(const Implementation& stated, LayerKind& kind) {
  // FINN's default of a node whose sums no step has made narrower; without a backend that step is still to come.
  const char* accumulator = stated.backend ? "INT32" : "";
  const auto take_both = [&](auto& matrix) {
    take_type(stated, "accDataType", matrix.accumulator, accumulator);
    take_type(stated, "weightDataType", matrix.weight);
    take_type(stated, "inputDataType", matrix.input);
  };
  if (auto* m = std::get_if<Mvau>(&kind)) take_both(*m);
  if (auto* v = std::get_if<Vvau>(&kind)) take_both(*v);
  if (auto* t = std::get_if<Thresholding>(&kind)) {
    take_type(stated, "weightDataType", t->threshold);
    take_type(stated, "inputDataType", t->input);
  }
}

void take_stated_types(const Folding& folding, std::vector<HardwareNode>& nodes) {
  for (HardwareNode& node : nodes) {
    const auto stated = folding.implementations.find(node.layer->name);
    if (stated == folding.implementations.end()) continue;
    // FINN 0.8 has 0.9's names, but one wish per node for the FIFO at its input; its lines of pixels are those of 0.9.
    const bool is_matrix =
        std::holds_alternative<Mvau>(node.layer->kind) || std::holds_alternative<Vvau>(node.layer->kind);
    const auto& attributes = stated->second.attributes;
    node.is_before_0_8 = attributes.contains(kOpType);
    node.is_before_0_9 = node.is_before_0_8 || (is_matrix && attributes.contains("inFIFODepth"));
    node.has_no_simd = std::holds_alternative<Vvau>(node.layer->kind) && stated->second.release == "0.9" &&
                       !attributes.contains("SIMD");
    LayerKind kind = node.layer->kind;
    take_types(stated->second, kind);
    if (kind == node.layer->kind) continue;
    auto layer = std::make_shared<Layer>(*node.layer);
    layer->kind = std::move(kind);
    node.stated = std::move(layer);
    node.layer = node.stated.get();
  }
}

/// Where a file names all its nodes, and each by a name of its own, reports and configurations speak these names.
void take_file_names(const Folding& folding, std::vector<HardwareNode>& nodes) {
  std::vector<std::string> names;
  for (const HardwareNode& node : nodes) {
    const auto stated = folding.implementations.find(node.layer->name);
    if (stated == folding.implementations.end() || !stated->second.backend || stated->second.file_name.empty()) return;
    if (std::find(names.begin(), names.end(), stated->second.file_name) != names.end()) return;
    names.push_back(stated->second.file_name);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].name = names[i];
}

void require_supported(const HardwareNode& node, Errors& errors) {
  const std::string& name = node.layer->name;
  if (std::holds_alternative<Relu>(node.layer->kind))
    errors.add("estimate-unsupported", name + " is a ReLU, for which FINN has no node and no estimate", "",
               "use Thresholding");
  if (node.folding.MMV != 1)
    errors.add("estimate-unsupported",
               name + ": FINN's estimates know no MMV, here " + std::to_string(node.folding.MMV), "", "legal MMV: 1");
  for (const char* key : {"M", "TH"}) {
    const bool is_tiled_matrix = std::string(key) == "TH" && std::holds_alternative<Mvau>(node.layer->kind);
    if (node.folding.stated.contains(key) && !is_tiled_matrix)
      errors.add("estimate-unsupported",
                 name + ": no estimate for " + key + " = " + node.folding.stated.at(key) + ", which its node states",
                 "", "legal: 1");
  }
  if (!has_backend(node.layer->kind, node.backend))
    errors.add("estimate-unsupported", name + ": no estimate for the " +
                                           (node.backend == Backend::Hls ? "HLS" : "RTL") + " backend of " +
                                           op_type(node.layer->kind));
}

}  // namespace

void note_passed_node(const PassedNode& node, Folding& folding) {
  const std::size_t count = passed_nodes(folding).size();
  const std::string number = std::to_string(count);
  Implementation& made =
      folding.implementations[kPassed + std::string(4 - std::min<std::size_t>(4, number.size()), '0') + number];
  made.file_name = node.name;
  made.attributes = {{"layers_before", std::to_string(node.layers_before)},
                     {"stream", node.stream},
                     {"cycles", std::to_string(node.cycles)}};
}

std::vector<PassedNode> passed_nodes(const Folding& folding) {
  std::vector<PassedNode> nodes;
  for (auto at = folding.implementations.lower_bound(kPassed);
       at != folding.implementations.end() && at->first.starts_with(kPassed); ++at) {
    const Implementation& made = at->second;
    const auto number = [&](const char* key) -> std::int64_t {
      const std::string text = made.attribute(key);
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || end != text.data() + text.size() || value < 0)
        throw Error("network-json", made.file_name + ": \"" + key + "\" is \"" + text + "\"", at->first);
      return value;
    };
    nodes.push_back({made.file_name, static_cast<std::size_t>(number("layers_before")), made.attribute("stream"),
                     number("cycles")});
  }
  return nodes;
}

Backend preferred_backend(const LayerKind& kind, const Parameters& parameters, DspBlock dsp) {
  return std::visit([&](const auto& k) { return preferred(k, parameters, dsp); }, kind);
}

DspBlock dsp_block(const std::string& part) {
  // Names as in the vendor's product tables; the first letters are the grade: commercial, automotive, defence, space.
  static const std::vector<std::pair<std::regex, DspBlock>> kFamilies{
      {std::regex("x(c|a|q|qr)7[aksvz][0-9].*"), DspBlock::Dsp48E1},
      {std::regex("x(c|a|q|qr)(ku|vu|zu|au|su|u|k)[0-9].*"), DspBlock::Dsp48E2},
      {std::regex("x(c|a|q|qr)v([cemphn][0-9]|80).*"), DspBlock::Dsp58},
  };
  for (const auto& [names, dsp] : kFamilies)
    if (std::regex_match(part, names)) return dsp;
  throw Error("fpga-part", "\"" + part + "\" is not the name of a part that FINN builds for", "",
              "series 7, UltraScale(+) or Versal, for example xc7z020clg400-1");
}

AttributeTable parse_node_attributes(const std::string& text, const std::string& where, const Network& network,
                                     const std::map<std::string, std::string>& layers) {
  const Json json = parse_configuration(text, "folding-json", where);
  if (!json.is_object()) throw Error("folding-json", "the top level is not an object of nodes", where);
  AttributeTable table;
  Errors errors;
  for (const auto& [node, values] : json.items()) {
    const auto [plain, backend] = parse_node_name(node);
    const auto meant = layers.find(node);
    const std::string layer = meant == layers.end() ? plain : meant->second;
    if (network.find_layer(layer) == nullptr || !values.is_object()) continue;
    table[layer].backend = backend;
    AttributeReader reader(node, where, errors);
    for (const auto& [key, value] : values.items()) reader.read(key, value, table[layer]);
  }
  errors.throw_if_any();
  return table;
}

std::vector<HardwareNode> hardware_nodes(const Network& network, const Folding& folding,
                                         const AttributeTable& attributes, const std::string& fpga_part) {
  const DspBlock dsp = dsp_block(fpga_part);
  if (network.layers.empty())
    throw Error("no-layers",
                network.name +
                    " has no layers: its output is its input, and there is nothing to fold or "
                    "estimate",
                "", "weir golden computes it");
  std::vector<HardwareNode> nodes;
  std::map<std::string, int> counts;
  for (const Layer& layer : network.layers) {
    const auto given = attributes.find(layer.name);
    nodes.push_back(make_node(layer, folding, given == attributes.end() ? NodeAttributes{} : given->second, dsp));
    HardwareNode& node = nodes.back();
    const std::string type = std::string(op_type(layer.kind)) + (node.backend == Backend::Hls ? "_hls" : "_rtl");
    node.name = type + "_" + std::to_string(counts[type]++);
  }
  take_stated_types(folding, nodes);
  take_file_names(folding, nodes);
  return nodes;
}

void require_estimates(const std::vector<HardwareNode>& nodes) {
  Errors errors;
  for (const HardwareNode& node : nodes) require_supported(node, errors);
  errors.throw_if_any();
}

}  // namespace weir::golden
