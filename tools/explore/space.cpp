#include "tools/explore/space.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cmath>

#include "golden/base/joined.hpp"
#include "golden/base/yaml.hpp"

namespace weir::tools::explore {

namespace {

using Json = nlohmann::ordered_json;
using Names = std::vector<std::string>;

constexpr const char* kCode = "explore-space";

const Names kKeys{"layers", "around", "profiles", "fifo_objectives", "fifo_methods", "clk_mhz", "limits"};
const Names kLayerKeys{"PE", "SIMD", "parallel_window", "ram_style", "resType"};
const Names kResources{"LUT", "BRAM_18K", "URAM", "DSP"};

/// Legal words of the keys that take words.
const std::map<std::string, Names> kWords{{"ram_style", {"auto", "block", "distributed", "ultra"}},
                                          {"resType", {"auto", "lut", "dsp"}},
                                          {"fifo_objectives", {"throughput", "latency", "deadlock-free"}},
                                          {"fifo_methods", {"minimal", "largefifo"}}};

class Reader {
 public:
  explicit Reader(std::string where) : where_(std::move(where)) {}

  Rules read(const Json& file) {
    Rules rules;
    if (!file.is_object()) {
      refuse("the design space is " + std::string(file.type_name()), "legal: an object with " + joined(kKeys, ", "));
    } else {
      check_keys(file, kKeys, "");
      for (const auto& [key, value] : file.items()) take(key, value, rules);
    }
    errors_.throw_if_any();
    return rules;
  }

 private:
  void refuse(const std::string& what, const std::string& hint) { errors_.add(kCode, what, where_, hint); }

  void check_keys(const Json& object, const Names& legal, const std::string& of) {
    for (const auto& [key, value] : object.items()) {
      if (std::find(legal.begin(), legal.end(), key) != legal.end()) continue;
      const std::string near = nearest_name(key, legal);
      refuse("no rule reads the key \"" + key + "\"" + of,
             (near.empty() ? "" : "did you mean \"" + near + "\"? ") + "legal: " + joined(legal, ", "));
    }
  }

  void take(const std::string& key, const Json& value, Rules& rules) {
    if (key == "layers") take_layers(value, rules);
    if (key == "around") rules.around = number(key, value, 1, 1e6);
    if (key == "profiles") rules.profiles = words(key, value);
    if (key == "fifo_objectives") rules.fifo_objectives = words(key, value);
    if (key == "fifo_methods") rules.fifo_methods = words(key, value);
    if (key == "clk_mhz")
      for (const Json& one : list(key, value)) rules.clk_mhz.push_back(number(key, one, 0.001, 100'000));
    if (key == "limits") take_limits(value, rules);
  }

  void take_layers(const Json& layers, Rules& rules) {
    if (!is_object("layers", layers)) return;
    for (const auto& [pattern, allowed] : layers.items()) {
      if (!is_object("layers of \"" + pattern + "\"", allowed)) continue;
      check_keys(allowed, kLayerKeys, " of layers \"" + pattern + "\"");
      LayerRule rule{pattern, {}};
      for (const auto& [key, values] : allowed.items())
        rule.allowed[key] = kWords.contains(key) ? words(key, values) : numbers(key, values);
      rules.layers.push_back(std::move(rule));
    }
  }

  void take_limits(const Json& limits, Rules& rules) {
    if (!is_object("limits", limits)) return;
    check_keys(limits, kResources, " of limits");
    for (const auto& [key, value] : limits.items()) rules.limits[key] = number(key, value, 0, 1e12);
  }

  bool is_object(const std::string& what, const Json& value) {
    if (!value.is_object()) refuse(what + " is " + value.dump(), "legal: an object");
    return value.is_object();
  }

  std::vector<Json> list(const std::string& key, const Json& value) {
    if (value.is_array() && !value.empty()) return value;
    refuse(key + " is " + value.dump(), "legal: a list of at least one value");
    return {};
  }

  double number(const std::string& key, const Json& value, double least, double most) {
    if (value.is_number() && value >= least && value <= most) return value;
    refuse(key + " is " + value.dump(), fmt::format("legal: a number {:g} .. {:g}", least, most));
    return least;
  }

  Names numbers(const std::string& key, const Json& values) {
    const std::int64_t least = key == "parallel_window" ? 0 : 1, most = key == "parallel_window" ? 1 : 1'000'000;
    Names texts;
    for (const Json& value : list(key, values)) {
      if (value.is_number_integer() && value >= least && value <= most)
        texts.push_back(std::to_string(value.get<std::int64_t>()));
      else
        refuse(key + " has " + value.dump(), fmt::format("legal: whole numbers {} .. {}", least, most));
    }
    return texts;
  }

  Names words(const std::string& key, const Json& values) {
    const auto legal = kWords.find(key);
    Names texts;
    for (const Json& value : list(key, values)) {
      const bool is_legal =
          value.is_string() && (legal == kWords.end() || std::find(legal->second.begin(), legal->second.end(),
                                                                   value.get<std::string>()) != legal->second.end());
      if (is_legal)
        texts.push_back(value);
      else
        refuse(key + " has " + value.dump(),
               "legal: " + (legal == kWords.end() ? "texts" : joined(legal->second, ", ")));
    }
    return texts;
  }

  const std::string where_;
  Errors errors_;
};

std::string value_of(const std::string& key, const golden::HardwareNode& node) {
  if (key == "PE") return std::to_string(node.folding.PE);
  if (key == "SIMD") return std::to_string(node.folding.SIMD);
  if (key == "parallel_window") return node.parallel_window ? "1" : "0";
  return key == "ram_style" ? node.ram_style : node.res_type;
}

bool matches(const std::string& pattern, const golden::HardwareNode& node) {
  return ::fnmatch(pattern.c_str(), node.layer->name.c_str(), 0) == 0 ||
         ::fnmatch(pattern.c_str(), node.name.c_str(), 0) == 0;
}

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A rule that can never hold is a slip, not a wish.
void require_possible(const LayerRule& rule, const FoldChoices& choices, const std::string& where, Errors& errors) {
  bool is_anywhere = false;
  std::map<std::string, std::vector<std::string>> possible;
  for (std::size_t layer = 0; layer < choices.layers(); ++layer) {
    if (!matches(rule.pattern, choices.base_node(layer))) continue;
    is_anywhere = true;
    for (const auto& [key, values] : rule.allowed)
      for (const FoldCandidate& candidate : choices.of(layer))
        if (const std::string value = value_of(key, candidate.node); !contains(possible[key], value))
          possible[key].push_back(value);
  }
  if (!is_anywhere) {
    Names names;
    for (std::size_t layer = 0; layer < choices.layers(); ++layer)
      names.push_back(choices.base_node(layer).layer->name);
    errors.add(kCode, "no layer is called \"" + rule.pattern + "\"", where, "legal: " + joined(names, ", "));
    return;
  }
  for (const auto& [key, values] : rule.allowed)
    for (const std::string& value : values)
      if (!contains(possible[key], value))
        errors.add(kCode, "no layer \"" + rule.pattern + "\" can have " + key + " " + value, where,
                   "legal: " + joined(possible[key], ", "));
}

Allowed allowed_for(const Rules& rules, const golden::HardwareNode& node) {
  Allowed allowed;
  for (const LayerRule& rule : rules.layers)
    if (matches(rule.pattern, node))
      for (const auto& [key, values] : rule.allowed) allowed[key] = values;
  return allowed;
}

}  // namespace

Rules parse_rules(const std::string& text, const std::string& where) {
  return Reader(where).read(parse_configuration(text, kCode, where));
}

bool wants_parallel_windows(const Rules& rules) {
  return std::any_of(rules.layers.begin(), rules.layers.end(), [](const LayerRule& rule) {
    const auto found = rule.allowed.find("parallel_window");
    return found != rule.allowed.end() && contains(found->second, "1");
  });
}

void apply(const Rules& rules, FoldChoices& choices, const std::string& where) {
  Errors errors;
  for (const LayerRule& rule : rules.layers) require_possible(rule, choices, where, errors);
  errors.throw_if_any();
  const Chosen own = choices.own();
  for (std::size_t layer = 0; layer < choices.layers(); ++layer) {
    const Allowed allowed = allowed_for(rules, choices.base_node(layer));
    const auto own_cycles = static_cast<double>(choices.at(own, layer).cycles);
    // Parallel windows are only where a rule asks for them.
    const bool may_be_parallel = allowed.contains("parallel_window") || choices.base_node(layer).parallel_window;
    choices.keep(layer, [&](const FoldCandidate& candidate) {
      const auto cycles = static_cast<double>(candidate.cycles);
      if (rules.around > 0 && (cycles * rules.around < own_cycles || cycles > own_cycles * rules.around)) return false;
      if (candidate.node.parallel_window && !may_be_parallel) return false;
      return std::all_of(allowed.begin(), allowed.end(),
                         [&](const auto& rule) { return contains(rule.second, value_of(rule.first, candidate.node)); });
    });
    if (choices.of(layer).empty())
      errors.add(kCode, "the rules leave no folding of " + choices.base_node(layer).layer->name, where,
                 "allow more values, or a larger \"around\"");
  }
  errors.throw_if_any();
}

double log10_foldings(const FoldChoices& choices) {
  double sum = 0;
  for (std::size_t layer = 0; layer < choices.layers(); ++layer)
    sum += std::log10(static_cast<double>(choices.of(layer).size()));
  return sum;
}

}  // namespace weir::tools::explore
