/// Modules that a design instantiates and nobody defines. A generate branch that is never taken may name them, and only
/// elaboration tells: each gets an empty stand-in that reports every instance of its own that exists.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "golden/base/error.hpp"
#include "rtl_wrap/foreign/source_order.hpp"
#include "rtl_wrap/verilate/design.hpp"

namespace weir::rtl {

/// Modules with the parameters and pins that their instances name.
std::string stand_ins(const std::map<std::string, std::vector<ModuleUseAt>>& missing);
/// Errors rtl-module-missing, one per module.
struct MissingModules : Errors {
  std::set<std::string> modules;
};
/// Settles a design for the first time and throws MissingModules, with all instances, if a stand-in reported. `vhdl`:
/// files that may hold them; `absent`: files that a list names and that are nowhere.
void require_all_modules(Design& design, const std::vector<std::filesystem::path>& vhdl,
                         const std::vector<std::string>& absent);

}  // namespace weir::rtl
