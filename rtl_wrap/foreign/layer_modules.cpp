#include "rtl_wrap/foreign/layer_modules.hpp"

#include <map>
#include <set>

#include "golden/base/file.hpp"
#include "rtl_wrap/foreign/finn_names.hpp"
#include "rtl_wrap/foreign/source_list.hpp"
#include "rtl_wrap/foreign/source_order.hpp"

namespace weir::rtl {

namespace {

/// By instance, of several of one name the nearest to the top: a layer's block holds its kernel under the same name.
std::map<std::string, std::string> nearest_modules(const std::multimap<std::string, ModuleUse>& uses,
                                                   const std::string& top) {
  std::map<std::string, std::string> modules;
  std::set<std::string> seen{top};
  std::vector<std::string> level{top};
  while (!level.empty()) {
    std::vector<std::string> below;
    for (const std::string& parent : level) {
      const auto [first, last] = uses.equal_range(parent);
      for (auto it = first; it != last; ++it) {
        modules.emplace(it->second.instance, it->second.module);
        if (seen.insert(it->second.module).second) below.push_back(it->second.module);
      }
    }
    level = std::move(below);
  }
  return modules;
}

}  // namespace

std::vector<StageModule> stage_modules(const golden::StageGraph& graph, const std::filesystem::path& folder,
                                       const std::string& top) {
  const SourceList list = find_sources(folder);
  std::vector<SourceFile> files, headers;
  for (const auto* part : {&list.listed, &list.others})
    for (const auto& path : *part) files.push_back({path, read_text_file(path), false});
  for (const auto& path : list.headers) headers.push_back({path, read_text_file(path), false});
  std::multimap<std::string, ModuleUse> uses;
  for (const std::size_t file : order_sources(files, headers, top).files)
    for (ModuleUse& use : scan_source(files[file].text).instances) uses.emplace(use.parent, use);
  const auto modules = nearest_modules(uses, top);
  std::vector<StageModule> result;
  FinnNames names;
  for (const golden::Stage& stage : graph.stages) {
    StageModule entry{stage.name, "", ""};
    const auto style = stage.folding.stated.find("preferred_impl_style");
    for (const std::string& name : names.next(stage.name.substr(0, stage.name.rfind('_')),
                                              style == stage.folding.stated.end() ? "" : style->second))
      if (const auto found = modules.find(name); found != modules.end() && entry.module.empty())
        entry = {stage.name, found->second, name};
    result.push_back(std::move(entry));
  }
  return result;
}

}  // namespace weir::rtl
