#include "rtl_wrap/synthesis/programs.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "golden/base/error.hpp"
#include "golden/base/joined.hpp"

namespace weir::rtl {

std::string find_program(const std::vector<std::string>& names, const char* environment, const std::string& hint) {
  const auto variable = [](const char* name) -> std::string {
    const char* value = *name == 0 ? nullptr : std::getenv(name);
    return value == nullptr ? "" : value;
  };
  std::vector<std::filesystem::path> folders;
  if (const std::string named = variable(environment); !named.empty())
    folders.push_back(std::filesystem::path(named) / "bin");
  std::istringstream path(variable("PATH"));
  for (std::string folder; std::getline(path, folder, ':');)
    if (!folder.empty()) folders.push_back(folder);
  for (const auto& folder : folders)
    for (const std::string& name : names)
      if (const auto file = folder / name; std::filesystem::is_regular_file(file) && ::access(file.c_str(), X_OK) == 0)
        return file.string();
  throw Error("program-missing", "no program " + joined(names, " or ") + " was found", "", hint);
}

}  // namespace weir::rtl
