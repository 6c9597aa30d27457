/// Programs that are optional: looked for under several names, and told in one message where there is none.
#pragma once
#include <string>
#include <vector>

namespace weir::rtl {

/// The first of `names` that is an executable file in bin/ of the folder that the variable `environment` names ("":
/// none), else on PATH. Throws Error program-missing with `hint`.
std::string find_program(const std::vector<std::string>& names, const char* environment, const std::string& hint);

}  // namespace weir::rtl
