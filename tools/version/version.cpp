#include "tools/request/version.hpp"

#include "weir_commit.hpp"  // made at every build by tools/cmake/commit.cmake

namespace weir::tools {

namespace {

#ifdef __clang__
constexpr const char* kCompiler = "clang++ " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

std::string number_and(const std::string& compiler) {
  const std::string commit = WEIR_COMMIT[0] == '\0' ? "" : "commit " WEIR_COMMIT;
  const std::string more = commit + (commit.empty() || compiler.empty() ? "" : ", ") + compiler;
  return more.empty() ? WEIR_VERSION : WEIR_VERSION " (" + more + ")";
}

}  // namespace

std::string version_text() { return number_and(""); }

std::string commit_text() { return WEIR_COMMIT[0] == '\0' ? "unknown" : WEIR_COMMIT; }

std::string full_version_text() { return "weir " + number_and(kCompiler); }

}  // namespace weir::tools
