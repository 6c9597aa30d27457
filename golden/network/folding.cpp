#include "golden/network/folding.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>

#include "golden/base/file.hpp"
#include "golden/base/hash.hpp"
#include "golden/base/yaml.hpp"
#include "golden/network/fifos.hpp"
#include "golden/network/implementation_json.hpp"
#include "golden/network/node_name.hpp"
#include "golden/network/parallel_lines.hpp"
#include "golden/network/stage_graph.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSkip = "--lenient skips what the network does not have";
constexpr const char* kForm =
    R"(a folding is {"MVAU_0": {"PE": 32, "SIMD": 64}, "StreamingFIFO_1": {"depth": 16}, ...})";
constexpr const char* kDefaults = "Defaults";
constexpr const char* kFifoPrefix = "StreamingFIFO_";
constexpr const char* kConverterPrefix = "StreamingDataWidthConverter_";
const std::vector<std::string> kLayerAttributes{"PE", "SIMD", "MMV", "ram_style"};
/// Attributes FINN writes that say nothing Weir's own RTL could obey or break; accepted without comment.
const std::vector<std::string> kNeutralAttributes{"impl_style",
                                                  "inFIFODepths",
                                                  "outFIFODepths",
                                                  "inFIFODepth",
                                                  "outFIFODepth",  // of FINN up to 0.7
                                                  "runtime_writeable_weights",
                                                  "ram_style_thresholds"};
/// Of FIFOs, beside their depth.
const std::vector<std::string> kFifoAttributes{"impl_style", "ram_style", "inFIFODepths", "outFIFODepths",
                                               "depth_monitor"};
constexpr const char* kAnyType = "a data type";
constexpr const char* kFromOne = "whole numbers from 1";
/// Of window generators alone.
const std::vector<std::string> kWindowAttributes{"parallel_window", "M", "dynamic_mode"};
const std::vector<std::string> kRamStyles{"auto", "block", "distributed", "ultra"};
constexpr StatedAttribute kStated[] = {
    {"parallel_window", "0", "0 1", true},
    {"M", "1", kFromOne, true},
    {"TH", "1", kFromOne, true},
    {"dynamic_mode", "0", "0 1", true},
    {"deep_pipeline", "1", "0 1", true},
    {"pumpedCompute", "0", "0 1", true},
    {"pumpedMemory", "0", "0 1", true},
    {"pixel_SIMD", "0", kFromOne, true},
    {"finn_release", "", "plus-1.6", false},  // whose formulas estimate the node
    {"preferred_impl_style", "", "hls rtl", false},
    {"mem_mode", "internal_decoupled", "internal_decoupled internal_embedded external external_mem dynamic", false},
    {"resType", "auto", "auto lut dsp", false},
    {"depth_trigger_uram", "0", "", false},
    {"depth_trigger_bram", "0", "", false},
    {"outputDataType", "", kAnyType, false},
};

/// The graph only looks at the network while this translation unit's caller holds it; no copy of the weights.
StageGraph graph_of(const Network& network, const Folding& folding) {
  return build_stage_graph(std::shared_ptr<const Network>(std::shared_ptr<void>(), &network), folding);
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

const StatedAttribute* find_stated(const std::string& name) {
  const auto found =
      std::find_if(std::begin(kStated), std::end(kStated), [&](const auto& s) { return s.name == name; });
  return found == std::end(kStated) ? nullptr : found;
}

bool is_whole(const std::string& text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Types wider than Weir's (INT33) are kept as they are, too.
bool is_type(const std::string& text) {
  static const std::regex form("U?INT[1-9][0-9]*|BINARY|BIPOLAR|TERNARY|FLOAT16|FLOAT32");
  return std::regex_match(text, form);
}

std::string suggestion(const std::string& given, const std::vector<std::string>& names) {
  const std::string near = nearest_name(given, names);
  return near.empty() ? "" : " (did you mean " + near + "?)";
}

std::string without_backend(const std::string& node) { return parse_node_name(node).layer; }

class FoldingReader {
 public:
  FoldingReader(const std::string& where, std::string text, const Network& network, const Folding& base)
      : path_(where), text_(std::move(text)), network_(network), base_(base), folding_(base) {}

  Folding read(bool lenient, std::vector<std::string>* warnings) {
    const Json json = parse_configuration(text_, "folding-json", path_);
    if (!json.is_object()) throw Error("folding-json", "the top level is not an object of nodes", path_, kForm);
    for (const auto& [node, attributes] : json.items())
      if (!attributes.is_object())
        errors_.add("folding-json", node + " is " + attributes.dump() + ", no object of attributes", where(node),
                    kForm);
    errors_.throw_if_any();
    read_defaults(json);
    for (const auto& [node, attributes] : json.items())
      if (node != kDefaults && !node.starts_with(kFifoPrefix))
        read_layer(node, network_.find_layer(node) != nullptr ? node : without_backend(node), attributes);
    state_parallel_lines(network_, folding_);
    if (has_other_widths()) forget_fifos(folding_);
    drop_vanished_depths();
    // All that is wrong at once: what a node cannot be folded to, too.
    if (!errors_.empty() || (!lenient && !skippable_.empty())) add_faults(true);
    if (errors_.empty()) read_depths(json);
    if (lenient && warnings != nullptr)
      for (const auto& error : skippable_.list()) warnings->push_back(error.what_text);
    if (!lenient) errors_.add(skippable_);
    errors_.throw_if_any();
    return folding_;
  }

 private:
  std::string where(const std::string& node) const {
    // A name spelled with escapes is not found; the file's first line is the best there is then.
    const auto found = text_.find('"' + node + '"'), position = found == std::string::npos ? 0 : found;
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(position), '\n');
    return path_ + ":" + std::to_string(line);
  }

  /// What a layer cannot be folded to stands where the file chose it. Faults of `base` are told with others alone.
  void add_faults(bool with_base) {
    Errors faults;
    validate(network_, folding_, faults);
    for (Error fault : faults.list()) {
      const auto node = nodes_.find(fault.what_text.substr(0, fault.what_text.find(':')));
      if (node == nodes_.end() && !with_base) continue;
      if (fault.where.empty() && node != nodes_.end()) fault.where = where(node->second);
      errors_.add(fault);
    }
  }

  /// "Defaults": {"PE": [2, ["MVAU_hls"], 4, ["VVAU_hls"]], "SIMD": [1, "all"]}: of nodes by op type.
  void read_defaults(const Json& json) {
    if (!json.contains("Defaults")) return;
    for (const auto& [key, pairs] : json["Defaults"].items()) {
      if (!pairs.is_array() || pairs.size() % 2 != 0) {
        errors_.add("folding-json", "Defaults: \"" + key + "\" is " + pairs.dump(), where(key),
                    "a value, then \"all\" or a list of op types");
        continue;
      }
      for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        const Json types = pairs[i + 1].is_array() ? pairs[i + 1] : Json::array({pairs[i + 1]});
        for (const Json& type : types) read_default(key, pairs[i], type.is_string() ? type.get<std::string>() : "");
      }
    }
  }

  void read_default(const std::string& key, const Json& value, const std::string& type) {
    bool is_met = contains(kNeutralAttributes, key);
    for (const Layer& layer : network_.layers) {
      const std::string own = op_type(layer.kind);
      if (type != "all" && without_backend(type + "_0") != own + "_0") continue;
      is_met = true;
      read_layer(kDefaults, layer.name, Json{{key, value}});
    }
    if (!is_met)
      skippable_.add(
          "unknown-node",
          "Defaults: \"" + key + "\" is for \"" + type + "\", an op type that " + network_.name + " does not have",
          where("Defaults"), kSkip);
  }

  /// `node` as the file spells it, for messages; `name` as the network does.
  void read_layer(const std::string& node, const std::string& name, const Json& attributes) {
    if (name.starts_with(kConverterPrefix)) return;  // follows from the widths of its neighbours
    if (network_.find_layer(name) == nullptr) {
      std::vector<std::string> names;
      for (const auto& layer : network_.layers) names.push_back(layer.name);
      skippable_.add(
          "unknown-node",
          path_ + " names \"" + node + "\", which " + network_.name + " does not have" + suggestion(name, names),
          where(node), kSkip);
      return;
    }
    LayerFolding& layer = folding_.layers[name];
    nodes_[name] = node;
    const bool has_windows = std::holds_alternative<SlidingWindow>(network_.find_layer(name)->kind);
    for (const auto& [key, value] : attributes.items()) {
      if (!has_windows && contains(kWindowAttributes, key)) {
        if (node != kDefaults)
          skippable_.add("unknown-attribute", node + " has no \"" + key + "\": it is no window generator", where(node),
                         kSkip);
        continue;
      }
      try {
        read_attribute(node, key, value, layer);
      } catch (const Error& error) {
        errors_.add(error.code, error.what_text, where(node), error.hint);
      } catch (const Json::type_error&) {
        errors_.add("folding-type", node + ": \"" + key + "\" has the wrong type: " + value.dump(), where(node));
      }
    }
  }

  /// get<int>() alone would cut fractions off and wrap large numbers round.
  static int fold_of(const Json& value) {
    const bool fits = value.is_number_integer() && value >= std::numeric_limits<int>::min() &&
                      value <= std::numeric_limits<int>::max();
    if (!fits) throw Json::type_error::create(302, "no whole number of 32 bits", &value);
    return value.get<int>();
  }

  static std::string ram_style_of(const std::string& node, const Json& value) {
    if (contains(kRamStyles, value.get<std::string>())) return value.get<std::string>();
    throw Error("folding-type", node + ": \"ram_style\" is " + value.dump(), "", "legal: auto block distributed ultra");
  }

  void read_attribute(const std::string& node, const std::string& key, const Json& value, LayerFolding& layer) {
    if (key == "PE")
      layer.PE = fold_of(value);
    else if (key == "SIMD")
      layer.SIMD = fold_of(value);
    else if (key == "MMV")
      layer.MMV = fold_of(value);
    else if (key == "ram_style")
      layer.ram_style = ram_style_of(node, value);
    else if (const StatedAttribute* known = find_stated(key))
      state(*known, value.is_string() ? value.get<std::string>() : value.dump(), node, layer.stated);
    else if (!contains(kNeutralAttributes, key))
      skippable_.add("unknown-attribute",
                     node + " has no attribute \"" + key + "\"" + suggestion(key, kLayerAttributes), where(node),
                     kSkip);
  }

  bool has_other_widths() const {
    return std::any_of(network_.layers.begin(), network_.layers.end(), [&](const Layer& layer) {
      const LayerFolding &now = folding_.of(layer.name), &before = base_.of(layer.name);
      return now.PE != before.PE || now.SIMD != before.SIMD || now.MMV != before.MMV || now.stated != before.stated;
    });
  }

  /// Other widths have other converters: what `base` chose for a stream that is gone does not count.
  void drop_vanished_depths() {
    if (network_.layers.empty()) return;
    Errors errors;
    validate(network_, folding_, errors);
    if (!errors.empty()) return;
    std::map<std::string, int> chosen;
    chosen.swap(folding_.depths_words);
    const StageGraph graph = graph_of(network_, folding_);
    for (const auto& [stream, depth] : chosen)
      if (graph.find_stream(stream) != nullptr) folding_.depths_words[stream] = depth;
  }

  /// FIFOs are numbered over the finished graph, so they wait until every layer's folding is known.
  void read_depths(const Json& json) {
    const bool any = std::any_of(json.items().begin(), json.items().end(),
                                 [](const auto& item) { return item.key().starts_with(kFifoPrefix); });
    add_faults(any);
    errors_.throw_if_any();
    if (!any) return;
    const StageGraph graph = graph_of(network_, folding_);
    const std::vector<int> by_finn_number = streams_by_finn_number(graph);
    for (const auto& [node, attributes] : json.items()) {
      if (!node.starts_with(kFifoPrefix)) continue;
      const std::string number = without_backend(node).substr(std::string(kFifoPrefix).size());
      const std::size_t fifos = is_finns(node) ? by_finn_number.size() : graph.streams.size(),
                        index = is_whole(number) ? std::stoul(number) : fifos;
      if (index >= fifos) {
        skippable_.add("unknown-node",
                       path_ + " names \"" + node + "\"; the folded network has " + kFifoPrefix + "0.." +
                           std::to_string(fifos - 1),
                       where(node), kSkip);
        continue;
      }
      for (const auto& [key, value] : attributes.items())
        if (key == "depth")
          read_depth(node, value, attributes, graph.streams[is_finns(node) ? at(by_finn_number, index) : index].name);
        else if (!contains(kFifoAttributes, key))
          skippable_.add("unknown-attribute", node + " has no attribute \"" + key + "\"", where(node), kSkip);
    }
  }

  static std::size_t at(const std::vector<int>& streams, std::size_t number) {
    return static_cast<std::size_t>(streams[number]);
  }
  /// A name with a backend, or of a file of FINN's hardware: numbered as FINN does.
  bool is_finns(const std::string& node) const {
    return without_backend(node) != node || !folding_.implementations.empty();
  }

  void read_depth(const std::string& node, const Json& depth, const Json& attributes, const std::string& stream) {
    if (!depth.is_number_integer() || depth.get<std::int64_t>() < 1 || depth.get<std::int64_t>() > (1 << 30))
      errors_.add("fifo-depth", node + " has depth " + depth.dump(), where(node), "legal: 1 or more words");
    else
      set_depth(node, depth.get<int>(), attributes, stream);
  }

  /// Where the FIFOs of a design are known, one of another depth takes the place of those that were there, or of none.
  void set_depth(const std::string& node, int depth, const Json& attributes, const std::string& stream) {
    folding_.depths_words[stream] = depth;
    if (!folding_.fifos) return;
    std::vector<FifoPiece>& pieces = (*folding_.fifos)[stream];
    int before = 0;
    for (const FifoPiece& piece : pieces) before += piece.depth_words;
    const bool is_vendors = attributes.contains("impl_style") && attributes["impl_style"] == "vivado";
    if (before != depth) pieces = {{depth, is_vendors ? Backend::VendorIp : Backend::Rtl, node}};
  }

  std::string path_, text_;
  const Network& network_;
  const Folding& base_;
  Folding folding_;
  std::map<std::string, std::string> nodes_;  ///< by layer: the file's spelling of it
  Errors errors_, skippable_;
};

}  // namespace

std::span<const StatedAttribute> stated_attributes() { return kStated; }

void state(const StatedAttribute& attribute, const std::string& value, const std::string& node,
           std::map<std::string, std::string>& stated) {
  const std::string now = value == "decoupled" ? "internal_decoupled" : value == "const" ? "internal_embedded" : value;
  const std::string legal = attribute.legal;
  const bool is_legal = legal.empty()       ? is_whole(now)
                        : legal == kFromOne ? is_whole(now) && now.find_first_not_of('0') != std::string::npos
                        : legal == kAnyType ? is_type(now)
                                            : (' ' + legal + ' ').find(' ' + now + ' ') != std::string::npos;
  if (!is_legal)
    throw Error("folding-type", node + ": \"" + attribute.name + "\" is " + value, "",
                "legal: " + (legal.empty() ? "whole numbers" : legal));
  if (now == attribute.otherwise)
    stated.erase(attribute.name);
  else
    stated[attribute.name] = now;
}

std::string stated_cycles(const LayerFolding& folding) {
  for (const auto& [key, value] : folding.stated)
    if (find_stated(key)->changes_cycles) return key + " = " + value;
  return {};
}

void forget_fifos(Folding& folding) {
  folding.fifos.reset();
  std::erase_if(folding.implementations, [](const auto& entry) { return entry.first.starts_with(kConverterPrefix); });
}

const LayerFolding& Folding::of(const std::string& layer) const {
  static const LayerFolding unfolded;
  const auto found = layers.find(layer);
  return found == layers.end() ? unfolded : found->second;
}

void validate(const Network& network, const Folding& folding, Errors& errors) {
  std::vector<std::string> names;
  for (const auto& layer : network.layers) {
    names.push_back(layer.name);
    std::visit([&](const auto& kind) { validate_folding(kind, folding.of(layer.name), layer.name, errors); },
               layer.kind);
  }
  for (const auto& [name, layer] : folding.layers)
    if (!contains(names, name))
      errors.add("unknown-node", "the folding names \"" + name + "\", which " + network.name + " does not have" +
                                     suggestion(name, names));
  for (const auto* widths : {&folding.boundary_elements, &folding.stream_elements}) {
    for (const auto& [name, elements] : *widths) {
      const NetworkStream* stream = network.find_stream(name);
      if (stream == nullptr)
        errors.add("unknown-stream",
                   "the folding names stream \"" + name + "\", which " + network.name + " does not have");
      else
        require_divides("stream " + name, "elements per word", elements, "elements", element_count(stream->shape),
                        errors);
    }
  }
}

std::string folding_to_json(const Network& network, const Folding& folding) {
  Json json;
  json["Defaults"] = Json::object();
  if (network.layers.empty()) return json.dump(2) + "\n";
  const StageGraph graph = graph_of(network, folding);
  const auto add_fifo = [&](int index) {
    Json& fifo = json[kFifoPrefix + std::to_string(index)];
    fifo["ram_style"] = "auto";
    fifo["depth"] = graph.streams[static_cast<std::size_t>(index)].depth_words;
    fifo["impl_style"] = "rtl";
  };
  for (const int index : graph.input_streams()) add_fifo(index);
  for (const Stage& stage : graph.stages) {
    Json& node = json[stage.name] = Json::object();
    if (stage.layer >= 0) {
      node["PE"] = stage.folding.PE;
      node["SIMD"] = stage.folding.SIMD;
      if (stage.folding.MMV != 1) node["MMV"] = stage.folding.MMV;
      node["ram_style"] = stage.folding.ram_style;
      for (const auto& [key, value] : stage.folding.stated)
        if (is_whole(value))
          node[key] = std::stoi(value);
        else
          node[key] = value;
    }
    for (const int index : stage.outputs) add_fifo(index);
  }
  return json.dump(2) + "\n";
}

std::string folding_hash(const Network& network, const Folding& folding) {
  Fnv1a hash;
  hash.add(folding_to_json(network, folding));
  for (const auto* widths : {&folding.boundary_elements, &folding.stream_elements}) {
    hash.add_number(widths->size());
    for (const auto& [stream, elements] : *widths) {
      hash.add(stream);
      hash.add_number(static_cast<std::uint64_t>(elements));
    }
  }
  if (states_hardware(folding)) hash.add(implementations_to_json(folding));
  return hash.hex();
}

Folding read_folding(const std::filesystem::path& path, const Network& network, const Folding& base, bool lenient,
                     std::vector<std::string>* warnings) {
  return parse_folding(read_text_file(path), path.string(), network, base, lenient, warnings);
}

Folding parse_folding(const std::string& text, const std::string& where, const Network& network, const Folding& base,
                      bool lenient, std::vector<std::string>* warnings) {
  return FoldingReader(where, text, network, base).read(lenient, warnings);
}

}  // namespace weir::golden
