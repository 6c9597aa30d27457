/// Do the numbers of a csynth report reach the profile, with their source, and is everything else refused? The reports
/// are made here, in the structure that Vivado and Vitis HLS document; none is of a real design.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "golden/builtin/builtin.hpp"
#include "systemc/calibrate/calibrate.hpp"
#include "systemc/engines/simulate.hpp"
#include "systemc/generators/weir/schedules.hpp"
#include "systemc/profile/profile.hpp"

namespace weir::timing::test {

namespace {

std::string loop(const std::string& name, const std::string& trips, const std::string& ii, const std::string& depth) {
  return "<" + name + "><TripCount>" + trips + "</TripCount><Latency>0</Latency><PipelineII>" + ii +
         "</PipelineII><PipelineDepth>" + depth + "</PipelineDepth></" + name + ">";
}

std::string estimates(const std::string& interval, const std::string& loops) {
  return "<PerformanceEstimates><SummaryOfOverallLatency><Interval-min>" + interval + "</Interval-min><Interval-max>" +
         interval + "</Interval-max></SummaryOfOverallLatency><SummaryOfLoopLatency>" + loops +
         "</SummaryOfLoopLatency></PerformanceEstimates>";
}

std::string report(const std::string& top, const std::string& body) {
  return "<?xml version=\"1.0\"?>\n<profile><ReportVersion><Version>2022.2</Version></ReportVersion>"
         "<UserAssignments><TopModelName>" +
         top + "</TopModelName></UserAssignments>" + body + "</profile>\n";
}

LoopReport read(const std::string& xml, const std::string& kind = "", const std::string& name = "") {
  return {kind, name, "csynth.xml", parse_csynth(xml, "csynth.xml")};
}

ProfileParameter parameter(const CalibratedProfile& made, const std::string& name) {
  const Profile profile = parse_profile(made.json, "mine");
  REQUIRE(profile.find(name) != nullptr);
  return *profile.find(name);
}

CalibratedProfile calibrated(const std::string& base, const std::vector<LoopReport>& reports) {
  return calibrate(profile_text(base), base, "mine", reports);
}

}  // namespace

TEST_CASE("a report gives its pipelined loops and the interval of its function", "[calibration]") {
  const CsynthReport read =
      parse_csynth(report("MVAU_hls_0", estimates("1031", loop("VITIS_LOOP_7_1", "1024", "1", "6") +
                                                              "<outer><TripCount>4</TripCount>" +
                                                              loop("inner", "3", "2", "9") + "</outer>")),
                   "csynth.xml");
  CHECK(read.top == "MVAU_hls_0");
  CHECK(read.tool_version == "2022.2");
  CHECK(read.interval_cycles == 1031);
  CHECK(read.loops == std::vector<CsynthLoop>{{"VITIS_LOOP_7_1", 1, 6, 1024, 0}, {"inner", 2, 9, 3, 0}});
}

TEST_CASE("a report of outlined modules gives their loops, and each once", "[calibration]") {
  const std::string inner = loop("L", "8", "1", "3");
  const std::string xml =
      report("Pool_hls_1", estimates("undef", inner) + "<ModuleInformation><Module><Name>Pool_hls_1</Name>" +
                               estimates("undef", inner) + "</Module><Module><Name>Pool_hls_1_Pipeline_1</Name>" +
                               estimates("9", loop("M", "?", "1", "4")) + "</Module></ModuleInformation>");
  const CsynthReport read = parse_csynth(xml, "csynth.xml");
  CHECK_FALSE(read.interval_cycles);
  REQUIRE(read.loops.size() == 2);
  CHECK(read.loops[0].name == "L");
  CHECK(read.loops[1].name == "M");
  CHECK_FALSE(read.loops[1].trip_count);
}

TEST_CASE("files that are no report of a synthesis are refused with line and reason", "[calibration]") {
  const auto refused = [](const std::string& xml, const std::string& reason) {
    INFO(xml);
    try {
      parse_csynth(xml, "csynth.xml");
      FAIL("was read");
    } catch (const Error& error) {
      CHECK(error.code == "bad-csynth");
      CHECK(error.text().find(reason) != std::string::npos);
    } catch (const Errors& errors) {
      CHECK(errors.list().front().code == "bad-csynth");
      CHECK(errors.list().front().text().find(reason) != std::string::npos);
    }
  };
  refused("", "not XML");
  refused("<profile>\n<a>\n</profile>", "csynth.xml:3");
  refused("<html></html>", "no PerformanceEstimates in <html>");
  refused("<profile><PerformanceEstimates/></profile>", "TopModelName is missing");
  refused(report("f", estimates("5", loop("L", "8", "fast", "3"))), "PipelineII is \"fast\"");
  refused(report("f", estimates("5", loop("L", "-8", "1", "3"))), "TripCount is \"-8\"");
  refused(report("f", estimates("5", loop("L", "8", "0", "3"))), "both are 1 or more");
  refused(report("f", estimates("99999999999999999999", "")), "Interval-min");
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  refused(deep, "too deep");
}

TEST_CASE("depth, interval and restart of a rigid stage are those of its report, with the source", "[calibration]") {
  // 1024 iterations of II 2 in 7 stages take 1023 * 2 + 7 = 2053 cycles, the function 2056: 3 between two calls.
  const CalibratedProfile made =
      calibrated("finn-hlslib-2020", {read(report("MVAU_hls_3", estimates("2056", loop("L", "1024", "2", "7"))))});
  CHECK(parameter(made, "MVAU.read_to_write_stages").value == 6);
  CHECK(parameter(made, "MVAU.initiation_interval").value == 2);
  CHECK(parameter(made, "MVAU.restart_cycles").value == 3);
  const ProfileParameter taken = parameter(made, "MVAU.read_to_write_stages");
  CHECK(taken.origin == Origin::Calibrated);
  CHECK(taken.source == "csynth.xml, csynth report of MVAU_hls_3 by version 2022.2, loop L: PipelineDepth 7");
  CHECK(made.taken.size() == 3);
  CHECK(parse_profile(made.json, "mine").name == "mine");
  // What no report speaks of stays.
  const Profile base = load_profile("finn-hlslib-2020"), mine = parse_profile(made.json, "mine");
  CHECK(mine.parameters.size() == base.parameters.size() + 2);
  CHECK(mine.value("StreamingDataWidthConverter.read_to_write_stages") ==
        base.value("StreamingDataWidthConverter.read_to_write_stages"));
}

TEST_CASE("a block of FINN takes its depth from its report, and a longer pipeline lasts longer", "[calibration]") {
  const std::string xml = report("MVAU_hls_5", estimates("147468", loop("L", "147456", "1", "9")));
  const CalibratedProfile made = calibrated("finn-v0.10", {read(xml), read(xml, "MVAU.one_word")});
  CHECK(parameter(made, "MVAU.pipeline_depth").value == 8);  // states 0 to 8
  CHECK(parameter(made, "MVAU.one_word.pipeline_depth").value == 8);
  CHECK(made.left.empty());
  const golden::FoldedNetwork cnv = golden::make_builtin("cnv-finn-1w1a-core", std::nullopt);
  const golden::StageGraph graph = golden::build_stage_graph(cnv.network, cnv.folding);
  SimulationOptions options;
  options.frames = 6;
  const SimulationResult result = simulate_maxplus(make_timing_graph(graph, parse_profile(made.json, "mine")), options);
  CHECK(result.interval_cycles == 147468);  // the interval of the report itself: 147,456 iterations, 8 and 4 cycles
}

TEST_CASE("a calibration that means nothing is refused, and names what is legal", "[calibration]") {
  const auto refused = [](const std::string& base, const std::vector<LoopReport>& reports, const std::string& reason) {
    try {
      calibrated(base, reports);
      FAIL("was made: " << reason);
    } catch (const Error& error) {
      CHECK(error.code == "bad-calibration");
      CHECK(error.text().find(reason) != std::string::npos);
    } catch (const Errors& errors) {
      CHECK(errors.list().front().code == "bad-calibration");
      INFO(errors.list().front().text());
      CHECK(errors.list().front().text().find(reason) != std::string::npos);
    }
  };
  const std::string one = loop("L", "8", "1", "3"), two = one + loop("M", "8", "1", "4");
  const std::string mvau = report("MVAU_hls_0", estimates("12", one));
  refused("weir", {read(mvau)}, "has no loops that a vendor's tool compiles");
  refused("finn-v0.10", {read(report("top", estimates("12", one)))}, "does not begin with a kind");
  refused("finn-v0.10", {read(mvau, "Mvau")}, "no numbers for kind Mvau");
  refused("finn-v0.10", {read(report("MVAU_hls_0", estimates("12", "")))}, "no pipelined loop");
  refused("finn-v0.10", {read(report("MVAU_hls_0", estimates("12", two)))}, "with one of: L M");
  refused("finn-v0.10", {read(mvau, "", "N")}, "has no loop N");
  refused("finn-v0.10", {read(report("MVAU_hls_0", estimates("12", loop("L", "8", "2", "3"))))}, "have II 1");
  refused("finn-hlslib-2020", {read(mvau), read(report("MVAU_hls_1", estimates("12", loop("L", "8", "1", "5"))))},
          "in another report");
  const auto second = read(report("MVAU_hls_0", estimates("12", two)), "", "M");
  CHECK(parameter(calibrated("finn-v0.10", {second}), "MVAU.pipeline_depth").value == 3);
}

}  // namespace weir::timing::test
