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

TEST_CASE("a project's own C simulation runs on the vectors of one command, and they are golden's", "[tools][hls]") {
  const weir::test::ScratchFolder scratch;
  const std::string project = scratch / "project", weir = weir::test::binary_folder() / "weir";
  REQUIRE(weir_hls({project, "--quiet"}).exit_code == 0);
  const auto vectors = weir::run_process({weir, "vectors", "mlp-unsw-nb15-w2a2", "--random", "3", "--format", "csim",
                                          "-o", project + "/vectors", "--quiet"});
  INFO(vectors.output);
  REQUIRE(vectors.exit_code == 0);
  REQUIRE(weir::run_process({"cmake", "-S", "csim", "-B", "build"}, fs::path(project)).exit_code == 0);
  REQUIRE(weir::run_process({"cmake", "--build", "build"}, fs::path(project)).exit_code == 0);
  CHECK(weir::run_process({"build/csim", "vectors"}, fs::path(project)).exit_code == 0);
  // A word that is not golden's is found.
  for (const auto& file : fs::directory_iterator(project + "/vectors")) {
    if (file.path().filename().string().find("MVAU_0") == std::string::npos) continue;
    auto bytes = weir::read_binary_file(file.path());
    bytes.front() ^= 1;
    weir::write_text_file(file.path(), std::string(bytes.begin(), bytes.end()));
    CHECK(weir::run_process({"build/csim", "vectors"}, fs::path(project)).exit_code == 1);
  }
  const auto fewer = weir::run_process({weir, "vectors", "mlp-unsw-nb15-w2a2", "--random", "1", "--format", "csim",
                                        "--streams", "MVAU_0_out0", "-o", project + "/vectors", "--quiet"});
  CHECK(fewer.exit_code == 2);
  CHECK(fewer.output.find("holds words of") != std::string::npos);
}

TEST_CASE("weir hls refuses a number of frames that is none", "[tools][hls]") {
  const weir::test::ScratchFolder scratch;
  const auto run = weir_hls({scratch / "project", "--csim", "0"});
  CHECK(run.exit_code == 2);
  CHECK(run.output.find("--csim") != std::string::npos);
  CHECK_FALSE(fs::exists(scratch / "project"));
}
