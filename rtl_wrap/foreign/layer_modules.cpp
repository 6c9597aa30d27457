#include "rtl_wrap/foreign/layer_modules.hpp"

#include <set>

#include "rtl_wrap/foreign/finn_names.hpp"
#include "rtl_wrap/foreign/source_order.hpp"

namespace weir::rtl {

namespace {

std::map<std::string, ModuleUse> nearest_uses(const std::multimap<std::string, ModuleUse>& uses,
                                              const std::string& top) {
  std::map<std::string, ModuleUse> nearest;
  std::set<std::string> seen{top};
  std::vector<std::string> level{top};
  while (!level.empty()) {
    std::vector<std::string> below;
    for (const std::string& parent : level) {
      const auto [first, last] = uses.equal_range(parent);
      for (auto it = first; it != last; ++it) {
        nearest.emplace(it->second.instance, it->second);
        if (seen.insert(it->second.module).second) below.push_back(it->second.module);
      }
    }
    level = std::move(below);
  }
  return nearest;
}

std::set<std::string> idle_streams(const ModuleUse& use) {
  std::set<std::string> streams;
  for (const std::string& pin : use.idle_pins)
    for (const char* valid : {"_TVALID", "_tvalid"})
      if (pin.ends_with(valid)) streams.insert(pin.substr(0, pin.size() - std::string(valid).size()));
  return streams;
}

std::string style_of(const golden::Stage& stage) {
  const auto style = stage.folding.stated.find("preferred_impl_style");
  return style == stage.folding.stated.end() ? "" : style->second;
}

}  // namespace

DesignInstances::DesignInstances(const ForeignFolder& folder, const std::string& top) {
  std::multimap<std::string, ModuleUse> uses;
  for (const std::size_t file : order_sources(folder.files, folder.headers, top).files)
    for (const ModuleUse& use : folder.files[file].scan->instances) uses.emplace(use.parent, use);
  nearest_ = nearest_uses(uses, top);
}

const ModuleUse* DesignInstances::find(const std::string& name) const {
  const auto found = nearest_.find(name);
  return found == nearest_.end() ? nullptr : &found->second;
}

std::vector<StageModule> stage_modules(const golden::StageGraph& graph, const DesignInstances& instances) {
  std::vector<StageModule> result;
  FinnNames names;
  for (std::size_t k = 0; k < graph.stages.size(); ++k) {
    const golden::Stage& stage = graph.stages[k];
    const std::string& node = stage.implementation.file_name;
    std::vector<std::string> called = names.next(stage.name.substr(0, stage.name.rfind('_')), style_of(stage));
    if (!node.empty()) called.insert(called.begin(), node);
    const bool goes_on = k > 0 && !node.empty() && graph.stages[k - 1].implementation.file_name == node;
    if (goes_on) {
      result.back().stages.push_back(static_cast<int>(k));
      result.back().name = node;
      continue;
    }
    StageModule entry{stage.name, {static_cast<int>(k)}, "", "", {}};
    for (const std::string& name : called)
      if (const ModuleUse* use = entry.module.empty() ? instances.find(name) : nullptr) {
        entry.module = use->module;
        entry.instance = name;
        entry.idle_streams = idle_streams(*use);
      }
    result.push_back(std::move(entry));
  }
  return result;
}

}  // namespace weir::rtl
