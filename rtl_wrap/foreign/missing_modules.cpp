#include "rtl_wrap/foreign/missing_modules.hpp"

#include <set>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/joined.hpp"

namespace weir::rtl {

namespace {

constexpr const char* kMark = "weir: no source for module ";
constexpr const char* kInstance = " of instance ";
constexpr std::size_t kInstancesShown = 4;

std::string listed(const std::set<std::string>& names, const std::string& before) {
  return joined(names, ", ", [&](const std::string& name) { return before + name; });
}

std::string stand_in(const std::string& module, const std::vector<ModuleUseAt>& uses) {
  std::set<std::string> parameters, pins;
  std::size_t positional_parameters = 0, positional_pins = 0;
  for (const ModuleUseAt& at : uses) {
    parameters.insert(at.use.parameters.begin(), at.use.parameters.end());
    pins.insert(at.use.pins.begin(), at.use.pins.end());
    positional_parameters = std::max(positional_parameters, at.use.positional_parameters);
    positional_pins = std::max(positional_pins, at.use.positional_pins);
  }
  for (std::size_t i = parameters.size(); i < positional_parameters; ++i)
    parameters.insert("weir_parameter_" + std::to_string(i));
  for (std::size_t i = pins.size(); i < positional_pins; ++i) pins.insert("weir_pin_" + std::to_string(i));
  std::string text = "module " + module;
  if (!parameters.empty()) {
    const std::string list =
        joined(parameters, ", ", [&](const std::string& name) { return "parameter " + name + " = 0"; });
    text += " #(" + list + ")";
  }
  text +=
      "(" + listed(pins, "input ") + ");\n  initial $display(\"" + kMark + module + kInstance + "%m\");\nendmodule\n";
  return text;
}

}  // namespace

std::string stand_ins(const std::map<std::string, std::vector<ModuleUseAt>>& missing) {
  std::string text;
  for (const auto& [module, uses] : missing) text += stand_in(module, uses);
  return text;
}

void require_all_modules(Design& design, const std::vector<std::filesystem::path>& vhdl,
                         const std::vector<std::string>& absent) {
  design.eval();
  std::map<std::string, std::vector<std::string>> instances;
  std::istringstream lines(design.messages());
  for (std::string line; std::getline(lines, line);) {
    const std::size_t mark = line.find(kMark), instance = line.find(kInstance);
    if (mark == std::string::npos || instance == std::string::npos) continue;
    const std::size_t name = mark + std::string(kMark).size();
    instances[line.substr(name, instance - name)].push_back(line.substr(instance + std::string(kInstance).size()));
  }
  MissingModules errors;
  for (const auto& [module, places] : instances) {
    std::string shown;
    for (std::size_t i = 0; i < places.size() && i < kInstancesShown; ++i) shown += (i > 0 ? ", " : "") + places[i];
    if (places.size() > kInstancesShown) shown += " and " + std::to_string(places.size() - kInstancesShown) + " more";
    std::string hint = "add a Verilog model of it to the folder";
    for (const auto& file : vhdl)
      if (read_text_file(file).find(module) != std::string::npos)
        hint = "it may be in " + file.string() + ", which is VHDL; " + hint;
    for (const std::string& file : absent)
      if (std::filesystem::path(file).stem() == module) hint = "the list names " + file + ", which is nowhere; " + hint;
    errors.modules.insert(module);
    errors.add("rtl-module-missing", "the design needs the module \"" + module + "\", which no source defines", shown,
               hint);
  }
  if (!errors.empty()) throw errors;
}

}  // namespace weir::rtl
