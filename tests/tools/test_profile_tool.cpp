/// weir profile: does a profile made of a report time networks, and does a bad report leave nothing behind?
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using weir::ProcessResult;
using weir::test::ScratchFolder;

ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

Json json_of(const ProcessResult& result) {
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return Json::parse(result.output.substr(result.output.find('{')));
}

/// A loop of 12 stages in a function of FINN's binary MVAU; made up.
const std::string kReport =
    "<profile><UserAssignments><TopModelName>MVAU_hls_0</TopModelName></UserAssignments><PerformanceEstimates>"
    "<SummaryOfOverallLatency><Interval-min>1034</Interval-min><Interval-max>1034</Interval-max>"
    "</SummaryOfOverallLatency><SummaryOfLoopLatency><L><TripCount>1024</TripCount><Latency>1034</Latency>"
    "<PipelineII>1</PipelineII><PipelineDepth>12</PipelineDepth></L></SummaryOfLoopLatency></PerformanceEstimates>"
    "</profile>";

}  // namespace

TEST_CASE("a profile made of a csynth report times a network by that report's numbers") {
  const ScratchFolder scratch;
  std::ofstream(scratch / "csynth.xml") << kReport;
  const std::string mine = (scratch / "mine.json").string(), report = (scratch / "csynth.xml").string();
  const Json made = json_of(weir_tool({"profile", "--base", "finn-v0.10", "--from", report, "--from",
                                       "MVAU.one_word=" + report + "#L", "-o", mine, "--json", "--quiet"}));
  CHECK(made.at("taken").size() == 2);
  const auto simulate = [](const std::string& profile) {
    return json_of(weir_tool({"simulate", "cnv-finn-1w1a-core", "--profile", profile, "--engine", "maxplus", "--frames",
                              "4", "--json", "--quiet"}));
  };
  const Json before = simulate("finn-v0.10"), after = simulate(mine);
  CHECK(after.at("profile") == "mine");
  // The interval is that of the largest layer, 147,456 iterations, and N + 4: N is 2 by class, 11 in the report.
  CHECK(before.at("interval_cycles") == 147456 + 2 + 4);
  CHECK(after.at("interval_cycles") == 147456 + 11 + 4);
  bool is_told = false;
  for (const Json& parameter : after.at("calibrated"))
    is_told |= parameter.dump().find("csynth report of MVAU_hls_0") != std::string::npos;
  CHECK(is_told);
}

TEST_CASE("a csynth report that is none is refused and no profile is left behind") {
  const ScratchFolder scratch;
  std::ofstream(scratch / "csynth.xml") << kReport.substr(0, 200);
  const ProcessResult result = weir_tool(
      {"profile", "--from", (scratch / "csynth.xml").string(), "-o", (scratch / "mine.json").string(), "--quiet"});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[bad-csynth]") == 0);
  CHECK(result.output.find("csynth.xml:1") != std::string::npos);
  CHECK_FALSE(fs::exists(scratch / "mine.json"));
}
