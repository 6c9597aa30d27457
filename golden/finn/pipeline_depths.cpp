#include "golden/finn/pipeline_depths.hpp"

#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"
#include "golden/base/json.hpp"

namespace weir::golden {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kIterations = "iterations_N";
constexpr const char* kSubmodule = "in_submodule";
constexpr const char* kOrigin = "origin";
constexpr const char* kCode = "pipeline-depths";
constexpr const char* kShape = "{NODE: {\"iterations_N\": 5, \"in_submodule\": true}}, or several of those by build";

bool is_entry(const Json& value) { return value.is_number() || (value.is_object() && value.contains(kIterations)); }

/// As attributes are kept: "3", "hls", "[3, 3]".
std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.is_boolean() ? (value.get<bool>() ? "1" : "0") : value.dump();
  const std::string text = joined(value, ", ", [&](const Json& item) { return text_of(item); });
  return "[" + text + "]";
}

const Json& nodes_of(const Json& json, const std::string& where, const std::string& build) {
  if (!json.is_object() || json.empty()) throw Error(kCode, "no object of nodes", where, kShape);
  if (is_entry(json.begin().value())) {
    if (build.empty()) return json;
    throw Error(kCode, "it has no builds, so none named \"" + build + "\"", where, kShape);
  }
  const std::string names = joined(json.items(), " ", [](const auto& item) { return item.key(); });
  if (json.contains(build)) return json.at(build);
  throw Error(kCode, build.empty() ? "it has the depths of several builds" : "it has no build \"" + build + "\"", where,
              "name one of them, FILE#BUILD: " + names);
}

class Applier {
 public:
  Applier(std::string where, StageGraph& graph) : where_(std::move(where)), graph_(graph) {}

  void apply(const Json& nodes) {
    if (!nodes.is_object()) throw Error(kCode, "no object of nodes", where_, kShape);
    for (const auto& [node, value] : nodes.items()) {
      Implementation* stage = find(node);
      if (stage == nullptr)
        errors_.add("unknown-node", "\"" + node + "\" is no stage of " + graph_.name, where_, "names as in its file");
      else
        set(node, value, *stage);
    }
    errors_.throw_if_any();
  }

 private:
  Implementation* find(const std::string& node) {
    for (Stage& stage : graph_.stages)
      if (stage.name == node || stage.implementation.file_name == node) return &stage.implementation;
    return nullptr;
  }

  void set(const std::string& node, const Json& value, Implementation& stage) {
    constexpr std::int64_t kMost = 1000;
    const Json depth = value.is_object() && value.contains(kIterations) ? value.at(kIterations) : value;
    if (!depth.is_number_integer() || depth < 1 || depth > kMost)
      return errors_.add(kCode, node + ": its depth is " + depth.dump(), where_,
                         "iterations in flight, 1.." + std::to_string(kMost));
    if (value.is_object()) compare(node, value, stage);
    stage.attributes["pipeline_depth"] = depth.dump();
  }

  void compare(const std::string& node, const Json& values, Implementation& stage) {
    for (const auto& [key, value] : values.items()) {
      if (key == kIterations) continue;
      if (key == kOrigin) {
        if (value != "derived" && value != "calibrated" && value != "measured")
          errors_.add(kCode, node + ": origin is " + value.dump(), where_, "derived calibrated measured");
        continue;
      }
      if (key == kSubmodule) {
        if (!value.is_boolean()) errors_.add(kCode, node + ": in_submodule is " + value.dump(), where_, "true false");
        stage.attributes[kSubmodule] = text_of(value);
        continue;
      }
      const std::string said = text_of(value), stated = stage.attribute(key, said);
      if (said != stated)
        errors_.add(kCode, node + ": its " + key + " is " + said + " there, " + stated + " in " + graph_.name, where_,
                    "depths of this very build");
    }
  }

  std::string where_;
  StageGraph& graph_;
  Errors errors_;
};

}  // namespace

void state_pipeline_depths(const std::string& text, const std::string& where, const std::string& build,
                           StageGraph& graph) {
  const Json json = parse_json(text, kCode, where);
  Applier(where, graph).apply(nodes_of(json, where, build));
}

void state_pipeline_depths(const std::filesystem::path& path, const std::string& build, StageGraph& graph) {
  state_pipeline_depths(read_text_file(path), path.string(), build, graph);
}

}  // namespace weir::golden
