/// What one file of Verilog defines, uses and includes, seen from its tokens alone.
#pragma once
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace weir::rtl {

struct Definition {
  std::string keyword;  ///< module, package, interface, ...; "" for a name of the compilation unit (typedef, function)
  std::string name;
  std::uint64_t hash = 0;  ///< of its tokens: the same text in another layout has the same
};

/// module_name #(.P(1)) name (.a(b));
struct ModuleUse {
  std::string module, instance;
  std::string parent;                         ///< the module in which it stands
  std::vector<std::string> parameters, pins;  ///< named ones
  std::set<std::string> idle_pins;            ///< of the named ones those that are left open or held at zero
  std::size_t positional_parameters = 0, positional_pins = 0;
  int line = 0;
};

struct SourceScan {
  std::vector<Definition> definitions;
  std::set<std::string> words;  ///< every name in it that is no keyword
  std::set<std::string> macros_defined, macros_used;
  std::vector<std::string> includes;
  std::vector<ModuleUse> instances;
  bool is_encrypted = false;
};

SourceScan scan_source(const std::string& text);

}  // namespace weir::rtl
