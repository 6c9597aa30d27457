/// Does weir hls write a project, and run its C simulation against golden when asked to?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;

weir::ProcessResult weir_hls(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {weir::test::binary_folder() / "weir", "hls", "mlp-unsw-nb15-w2a2", "-o"});
  return weir::run_process(arguments);
}

}  // namespace

TEST_CASE("weir hls --csim compares every word of every stream, and the project stays without it", "[tools][hls]") {
  const weir::test::ScratchFolder scratch;
  const std::string project = scratch / "project";
  const auto run = weir_hls({project, "--csim", "2", "--json", "--quiet"});
  INFO(run.output);
  REQUIRE(run.exit_code == 0);
  const auto json = nlohmann::json::parse(run.output);
  CHECK(json.at("csim").at("equal") == true);
  // Input, output and the streams between the stages; two frames of each have at least two words.
  CHECK(json.at("csim").at("streams") == json.at("stages").get<int>() + 1);
  CHECK(json.at("csim").at("words") >= 2 * json.at("csim").at("streams").get<int>());
  CHECK(fs::exists(fs::path(project) / "vitis_hls.tcl"));
  CHECK_FALSE(fs::exists(fs::path(project) / "vectors"));
}

TEST_CASE("weir hls refuses a number of frames that is none", "[tools][hls]") {
  const weir::test::ScratchFolder scratch;
  const auto run = weir_hls({scratch / "project", "--csim", "0"});
  CHECK(run.exit_code == 2);
  CHECK(run.output.find("--csim") != std::string::npos);
  CHECK_FALSE(fs::exists(scratch / "project"));
}
