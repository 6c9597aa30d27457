#include "hls/codegen/resources.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "golden/base/error.hpp"
#include "golden/base/file.hpp"
#include "golden/base/process.hpp"

namespace weir::hls {

namespace {

namespace fs = std::filesystem;

bool holds_library(const fs::path& root) {
  std::error_code ignored;
  return fs::exists(root / "include" / "ap_int.h", ignored) && fs::exists(root / "kernels" / "mvau.hpp", ignored) &&
         fs::exists(root / "rtl", ignored);
}

/// Folders of the running program and of the library this code was linked into (they differ in a Python module).
std::vector<fs::path> code_folders() {
  std::vector<fs::path> folders{executable_folder()};
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&hls_resources), &info) != 0 && info.dli_fname != nullptr) {
    std::error_code failed;
    const fs::path library = fs::weakly_canonical(info.dli_fname, failed);
    if (!failed && library.parent_path() != folders.front()) folders.push_back(library.parent_path());
  }
  return folders;
}

std::optional<fs::path> find_from(const fs::path& folder) {
  const fs::path installed = folder / ".." / "share" / "weir" / "hls";
  if (holds_library(installed)) return fs::weakly_canonical(installed);
  const fs::path note = folder / "weir_resources.txt";
  if (fs::exists(note)) {
    std::string named = read_text_file(note);
    while (!named.empty() && named.back() == '\n') named.pop_back();
    if (holds_library(named)) return fs::path(named);
  }
  for (fs::path up = folder;; up = up.parent_path()) {
    if (holds_library(up / "share" / "weir" / "hls")) return up / "share" / "weir" / "hls";
    if (holds_library(up / "hls")) return up / "hls";
    if (up == up.parent_path()) return std::nullopt;
  }
}

std::optional<fs::path> find_compiler_from(const fs::path& folder) {
  const auto found = [](const fs::path& place) { return fs::exists(place / "weir-hlsc"); };
  if (found(folder)) return folder / "weir-hlsc";
  for (fs::path up = folder; up != up.parent_path(); up = up.parent_path())
    if (found(up / "bin")) return up / "bin" / "weir-hlsc";
  return std::nullopt;
}

}  // namespace

Resources hls_resources() {
  if (const char* set = std::getenv("WEIR_RESOURCES"); set != nullptr && *set != '\0') {
    if (holds_library(set)) return {fs::absolute(set)};
    throw Error("resources-missing",
                "$WEIR_RESOURCES is " + std::string(set) +
                    ", which has no include/ap_int.h, "
                    "kernels/mvau.hpp and rtl/",
                "", "the folder hls of Weir, or share/weir/hls of an installation");
  }
  std::string tried;
  for (const fs::path& folder : code_folders()) {
    if (const auto root = find_from(folder)) return {*root};
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  throw Error("resources-missing", "Weir's HLS library (include, kernels, rtl) was not found from " + tried, "",
              "set WEIR_RESOURCES to the folder hls of Weir's source tree");
}

fs::path hls_compiler() {
  for (const fs::path& folder : code_folders())
    if (const auto compiler = find_compiler_from(folder)) return *compiler;
  throw Error("program-missing", "weir-hlsc was not found", code_folders().back().string(),
              "it belongs beside weir, or into bin/ of a folder above Weir's Python package");
}

}  // namespace weir::hls
