/// Do the graphs of the literature run as an exact tool of others says?
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "systemc/sdf/throughput.hpp"
#include "systemc/sdf/xml.hpp"
#include "tests/data.hpp"

using namespace weir::sdf;

namespace {

/// $WEIR_SDF3, a folder of graphs; one line and nothing where it is not set.
std::optional<std::filesystem::path> graph_folder() {
  const char* set = std::getenv("WEIR_SDF3");
  if (set != nullptr && std::filesystem::is_directory(set)) return std::filesystem::path(set);
  ++weir::test::missing_data();
  std::cout << "skipped: no folder of SDF3 graphs (set WEIR_SDF3)\n";
  return std::nullopt;
}

}  // namespace

TEST_CASE("a published graph has the period that its tool tells", "[sdf][data]") {
  const auto folder = graph_folder();
  if (!folder) return;
  // From the README of bbodin/kiter.
  const std::map<std::string, Ratio> kiter{{"BlackScholes.xml", {42'053'349, 1}}};
  int compared = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    const auto known = kiter.find(entry.path().filename().string());
    if (known == kiter.end()) continue;
    INFO(entry.path());
    CHECK(throughput(read_xml(entry.path())).period == known->second);
    ++compared;
  }
  CHECK(compared > 0);
}
