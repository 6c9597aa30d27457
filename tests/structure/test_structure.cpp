/// Do the sources keep the rules of the architecture: who includes whom, who prints, who exits, how long a file is?
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;

constexpr int kMostLines = 500;

struct Source {
  std::string path;  ///< from the root, with '/'
  std::vector<std::string> lines;
};

std::vector<Source> sources() {
  static const std::set<std::string> kinds{".cpp", ".hpp", ".h", ".py", ".sv"};
  const fs::path root = weir::test::source_folder();
  std::vector<Source> found;
  for (const char* folder : {"golden", "systemc", "hls", "rtl_wrap", "testvectors", "tools", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file() && kinds.contains(entry.path().extension().string())) {
        Source source{fs::relative(entry.path(), root).generic_string(), {}};
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) source.lines.push_back(line);
        found.push_back(std::move(source));
      }
  return found;
}

/// Part of the tree a file belongs to, as far as the include rules tell parts apart.
std::string part_of(const std::string& path) {
  for (const char* part :
       {"hls/kernels/latency.hpp", "hls/codegen", "hls/compiler", "hls/kernels", "hls/include", "hls/rtl"})
    if (path.starts_with(part)) return part;
  return path.substr(0, path.find('/'));
}

/// Which parts a part may include besides itself. tools and tests may include all.
const std::map<std::string, std::set<std::string>> kAllowed{
    {"hls/kernels/latency.hpp", {}},  // the closed forms that golden, the compiler and the kernels share
    {"golden", {"hls/kernels/latency.hpp"}},
    {"testvectors", {"golden"}},
    {"systemc", {"golden"}},
    {"hls/codegen", {"golden", "hls/kernels/latency.hpp"}},
    {"hls/compiler", {"golden", "hls/kernels/latency.hpp"}},
    {"hls/kernels", {"hls/include"}},
    {"hls/include", {}},
    {"hls/rtl", {}},
    {"rtl_wrap", {"golden", "systemc"}},
};

/// The rooms of golden and systemc, each above those that it may include.
const std::vector<std::string> kRooms{"golden/base",
                                      "golden/values",
                                      "golden/floats",
                                      "golden/layers",
                                      "golden/network",
                                      "golden/model",
                                      "golden/builtin",
                                      "golden/kernels",
                                      "golden/finn",
                                      "golden/import/onnx",
                                      "golden/import",
                                      "systemc/process",
                                      "systemc/engines",
                                      "systemc/sdf",
                                      "systemc/generators",
                                      "systemc/profile",
                                      "systemc/calibrate",
                                      "systemc/maxplus",
                                      "systemc/modules",
                                      "systemc/memory",
                                      "systemc/explain",
                                      "systemc/sizing/cost",
                                      "systemc/sizing/request",
                                      "systemc/sizing/timetable",
                                      "systemc/sizing/search",
                                      "systemc/sizing/simulated",
                                      "systemc/sizing"};

/// The room that a file is in, by the longest name: its place in kRooms, or nothing.
std::optional<std::size_t> room_of(const std::string& path) {
  std::optional<std::size_t> found;
  for (std::size_t r = 0; r < kRooms.size(); ++r)
    if (path.starts_with(kRooms[r] + "/") && (!found || kRooms[r].size() > kRooms[*found].size())) found = r;
  return found;
}

std::vector<std::string> project_includes(const Source& source) {
  static const std::regex include(
      R"re(^\s*#include "((golden|systemc|hls|rtl_wrap|testvectors|tools|tests)/[^"]+)")re");
  std::vector<std::string> included;
  std::smatch match;
  for (const auto& line : source.lines)
    if (std::regex_search(line, match, include)) included.push_back(match[1]);
  return included;
}

bool has_line(const Source& source, const std::regex& pattern) {
  return std::any_of(source.lines.begin(), source.lines.end(),
                     [&](const std::string& line) { return std::regex_search(line, pattern); });
}

}  // namespace

TEST_CASE("every part includes only what the architecture allows it to") {
  std::size_t checked = 0;
  for (const auto& source : sources()) {
    const std::string part = part_of(source.path);
    if (part == "tools" || part == "tests") continue;
    INFO(source.path);
    REQUIRE(kAllowed.contains(part));
    for (const auto& included : project_includes(source)) {
      INFO("includes " << included);
      const std::string other = part_of(included);
      CHECK((other == part || kAllowed.at(part).contains(other)));
      ++checked;
    }
  }
  CHECK(checked > 100);
}

TEST_CASE("no room of golden or systemc includes one above it") {
  for (const auto& source : sources()) {
    if (!source.path.starts_with("golden/") && !source.path.starts_with("systemc/")) continue;
    INFO(source.path);
    const auto room = room_of(source.path);
    REQUIRE(room);
    for (const auto& included : project_includes(source)) {
      if (!included.starts_with("golden/") && !included.starts_with("systemc/")) continue;
      INFO("includes " << included);
      REQUIRE(room_of(included));
      CHECK(*room_of(included) <= *room);
    }
  }
}

TEST_CASE("every card is named as the header of its layer kind") {
  const fs::path root = weir::test::source_folder();
  for (const char* folder : {"systemc/generators/kinds", "hls/codegen/kinds", "tests/kinds"})
    for (const auto& card : fs::directory_iterator(root / folder)) {
      INFO(card.path());
      CHECK(fs::exists(root / "golden/layers" / card.path().filename()));
    }
}

TEST_CASE("<systemc> is included in systemc/modules and systemc/memory alone") {
  const std::regex include(R"(#include <(systemc|tlm))");
  for (const auto& source : sources()) {
    const bool allowed = source.path.starts_with("systemc/modules/") || source.path.starts_with("systemc/memory/");
    INFO(source.path);
    if (!allowed) CHECK_FALSE(has_line(source, include));
  }
}

TEST_CASE("no source is longer than 500 lines") {
  for (const auto& source : sources()) {
    INFO(source.path << ": " << source.lines.size() << " lines");
    CHECK(source.lines.size() <= kMostLines);
  }
}

TEST_CASE("libraries neither print nor exit") {
  const std::regex prints(R"((std::cout|std::cerr|\bprintf\(|fmt::print|\bputs\())"),
      exits(R"((std::|\s)(exit|abort)\()");
  for (const auto& source : sources()) {
    const std::string part = part_of(source.path);
    // The compiler's own program, and text that becomes somebody else's program, are not library code.
    if (part == "tools" || part == "tests" || part == "hls/kernels" || part == "hls/include" ||
        source.path == "hls/compiler/main.cpp" || source.path == "hls/codegen/testbench.cpp" ||
        source.path == "hls/codegen/vendor.cpp" || source.path == "rtl_wrap/verilate/shim.cpp" ||
        source.path == "rtl_wrap/verilate/compiler_check.cpp")
      continue;
    INFO(source.path);
    CHECK_FALSE(has_line(source, prints));
    CHECK_FALSE(has_line(source, exits));
  }
}

TEST_CASE(
    "no two types of one namespace share a name, for a program may hold both and the linker keeps one of each "
    "function") {
  static const std::regex kNamespace(R"(^namespace ([\w:]+) \{)"), kEnd(R"(^\}  // namespace ([\w:]+))"),
      kType(R"(^(?:struct|class|enum class|enum|union)\s+(?:alignas\(\d+\)\s+)?(\w+)(?:\s+final)?\s*(?::[^:;].*)?\{)");
  std::map<std::string, std::string> places;  // of a type's definition, by its full name
  for (const Source& source : sources()) {
    std::vector<std::string> spaces;
    bool is_unnamed = false;
    for (const std::string& line : source.lines) {
      std::smatch found;
      if (std::regex_search(line, found, kNamespace)) spaces.push_back(found[1].str());
      if (line == "namespace {") is_unnamed = true;
      if (line == "}  // namespace") is_unnamed = false;
      if (std::regex_search(line, kEnd) && !spaces.empty()) spaces.pop_back();
      if (is_unnamed || !std::regex_search(line, found, kType)) continue;
      std::string name;
      for (const std::string& space : spaces) name += space + "::";
      name += found[1].str();
      // Programs of their own: kernels for the compiler, fuzz targets, benchmarks.
      if (source.path.starts_with("tests/hls/kernels") || source.path.starts_with("hls/include")) continue;
      const auto [other, is_new] = places.emplace(name, source.path);
      INFO(name << " in " << other->second << " and " << source.path);
      CHECK((is_new || other->second == source.path));
    }
  }
  CHECK(places.contains("weir::golden::Mvau"));
}
