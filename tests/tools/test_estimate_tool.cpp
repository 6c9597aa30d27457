/// Do the commands estimate, fold and compare write FINN's files and refuse what makes no sense?
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using weir::read_text_file;
using weir::test::ScratchFolder;

weir::ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

}  // namespace

TEST_CASE("weir estimate writes the five reports and shows a table", "[tools][estimate]") {
  const ScratchFolder scratch;
  const auto result = weir_tool({"estimate", "cnv-finn-1w1a", "-o", (scratch / "out").string()});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(result.output.find("MVAU_hls_5 with 147456 cycles: 678.17 frames/s") != std::string::npos);
  const fs::path report = scratch / "out/report";
  CHECK(Json::parse(read_text_file(report / "estimate_layer_cycles.json"))["MVAU_hls_4"] == 82944);
  CHECK(Json::parse(read_text_file(report / "estimate_layer_resources.json"))["total"]["LUT"] == 12991.0);
  CHECK(Json::parse(read_text_file(report / "op_and_param_counts.json"))["MVAU_hls_7"]["op_mac_1bx1b"] == 5120);
  // Each MVAU in DSPs and in LUTs, each window generator in block, distributed and ultra RAM, what has no choice as it
  // is.
  const Json alternatives = Json::parse(read_text_file(report / "estimate_layer_config_alternatives.json"));
  CHECK(alternatives.size() == 17);
  REQUIRE(alternatives["MVAU_hls_0"].size() == 2);
  CHECK(alternatives["MVAU_hls_0"][0]["DSP"] == 27);
  CHECK(alternatives["MVAU_hls_0"][1]["LUT"] == 1788);
  REQUIRE(alternatives["ConvolutionInputGenerator_rtl_1"].size() == 3);
  CHECK(alternatives["ConvolutionInputGenerator_rtl_1"][1]["LUT"] == 412);
  CHECK(alternatives["ConvolutionInputGenerator_rtl_1"][2]["URAM"] == 1);
  CHECK(alternatives["Thresholding_rtl_0"].size() == 1);
  CHECK(read_text_file(report / "estimate_network_performance.json").find("\"max_cycles\": 147456,") !=
        std::string::npos);
}

TEST_CASE("weir estimate writes the published files of FINN's run byte by byte", "[tools][estimate][data]") {
  const auto data = weir::test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  const ScratchFolder scratch;
  const auto result = weir_tool({"estimate", "cnv-finn-1w1a", "--folding", (*data / "folding_config.json").string(),
                                 "--fpga-part", "xc7z020clg400-1", "--clk-ns", "10", "-o", (scratch / "out").string()});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  for (const char* name :
       {"estimate_layer_cycles.json", "estimate_layer_resources.json", "estimate_network_performance.json"}) {
    CAPTURE(name);
    CHECK(read_text_file(scratch / "out/report" / name) == read_text_file(*data / name));
  }
}

TEST_CASE("weir estimate refuses a clock, a part and a layer it cannot work with", "[tools][estimate]") {
  CHECK(weir_tool({"estimate", "cnv-finn-1w1a", "--clk-ns", "0"}).exit_code == 2);
  CHECK(weir_tool({"estimate", "cnv-finn-1w1a", "--fpga-part", "pynq"}).exit_code == 2);
  const auto result = weir_tool({"estimate", "resnet50-w1a2"});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("ReLU") != std::string::npos);
}

TEST_CASE("weir fold writes a folding that weir estimate takes and that meets its target", "[tools][fold]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "folding.json";
  const auto folded = weir_tool({"fold", "cnv-finn-1w1a", "--target-fps", "600", "-o", file});
  INFO(folded.output);
  REQUIRE(folded.exit_code == 0);
  const auto estimated = weir_tool({"estimate", "cnv-finn-1w1a", "--folding", file, "-o", (scratch / "out").string()});
  INFO(estimated.output);
  REQUIRE(estimated.exit_code == 0);
  // 1e8 / 600 cycles are allowed for a frame.
  const Json layers = Json::parse(read_text_file(scratch / "out/report/estimate_layer_cycles.json"));
  CHECK(layers.size() == 17);
  for (const auto& [node, cycles] : layers.items()) {
    CAPTURE(node);
    CHECK(cycles <= 166666);
  }
}

TEST_CASE("weir fold says which of its choices are estimates alone, and no other command times them as something else",
          "[tools][fold]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "folding.json";
  const auto result =
      weir_tool({"fold", "cnv-w1a1", "--target-fps", "20000", "--one-pass", "--json", "--quiet", "-o", file});
  INFO(result.output);
  CHECK(result.exit_code == 1);  // the first matrix unit misses the target
  const Json json = Json::parse(result.output);
  // 5,000 cycles allowed: 900 windows of 27 elements at 3 per cycle and 784 of 576 at 64 take longer.
  const Json stated{{"ConvolutionInputGenerator_0", "parallel_window = 1"},
                    {"ConvolutionInputGenerator_1", "parallel_window = 1"}};
  CHECK(json.at("stated") == stated);
  CHECK(Json::parse(read_text_file(file)).at("ConvolutionInputGenerator_rtl_0").at("parallel_window") == 1);
  const std::set<std::string> timed_by = json.at("timed_by");
  for (const std::string profile : {"weir", "finn-0.10", "finn-0.9", "finn-hlslib-2020"}) {
    const auto timed =
        weir_tool({"simulate", "cnv-w1a1", "--folding", file, "--engine", "maxplus", "--profile", profile, "--quiet"});
    INFO(profile << ": " << timed.output);
    CHECK(timed.exit_code == (timed_by.contains(profile) ? 0 : 2));
    if (timed_by.contains(profile)) continue;
    CHECK(timed.output.starts_with("error[no-schedule]"));
    CHECK(timed.output.find("parallel_window = 1") != std::string::npos);
  }
  CHECK_FALSE(timed_by.contains("weir"));  // our generator has no such windows
  const auto rtl = weir_tool({"cosim", "cnv-w1a1", "--folding", file, "--random", "1", "--quiet"});
  CHECK(rtl.exit_code == 2);
  CHECK(rtl.output.starts_with("error[no-schedule]"));
  const auto sources = weir_tool({"hls", "cnv-w1a1", "--folding", file, "-o", (scratch / "hls").string()});
  CHECK(sources.exit_code == 2);
  CHECK(sources.output.starts_with("error[hls-words]: stage ConvolutionInputGenerator_0"));
  CHECK(sources.output.find("parallel_window = 1") != std::string::npos);
}

TEST_CASE("weir fold simulates what it has chosen, with the FIFOs that it has, and says when that misses the target",
          "[tools][fold]") {
  const auto result = weir_tool({"fold", "mlp-unsw-nb15-w2a2", "--target-fps", "60000", "--json", "--quiet"});
  INFO(result.output);
  const Json json = Json::parse(result.output);
  const Json& trial = json.at("simulated");
  CHECK(trial.at("profile") == "weir");
  const ScratchFolder scratch;
  const std::string file = scratch / "folding.json";
  const auto text = weir_tool({"fold", "mlp-unsw-nb15-w2a2", "--target-fps", "60000", "-o", file, "--quiet"});
  const auto simulated =
      weir_tool({"simulate", "mlp-unsw-nb15-w2a2", "--folding", file, "--engine", "systemc", "--json", "--quiet"});
  const Json told = Json::parse(simulated.output);
  CHECK(trial.at("interval_cycles") == told.at("interval_cycles"));
  CHECK(trial.at("target_met") == (1e8 / told.at("interval_cycles").get<double>() >= 60000));
  CHECK((text.output.find("below the target") == std::string::npos) == trial.at("target_met").get<bool>());
  CHECK(text.output.find("simulated  interval") != std::string::npos);
}

TEST_CASE("weir fold of a FINN build folder takes the build's clock", "[tools][fold][data]") {
  const auto data = weir::test::data_folder("finn_build_64x64");
  if (!data) return;
  // 83.33 MHz / 1000 frames per second.
  const Json json = Json::parse(weir_tool({"fold", *data, "--target-fps", "1000", "--json", "--quiet"}).output);
  CHECK(json.at("target_cycles").get<std::int64_t>() / 10 == 8333);
}

TEST_CASE("weir fold reports a target that cannot be met, and refuses one without meaning", "[tools][fold]") {
  CHECK(weir_tool({"fold", "cnv-finn-1w1a", "--target-fps", "1e7"}).exit_code == 1);
  CHECK(weir_tool({"fold", "cnv-finn-1w1a", "--target-fps", "0"}).exit_code == 2);
  CHECK(weir_tool({"fold", "cnv-finn-1w1a", "--target-fps", "1e9"}).exit_code == 2);
}

TEST_CASE("weir compare shows what differs, by how much, and ends with 1 beyond the tolerance", "[tools][compare]") {
  const ScratchFolder scratch;
  const std::string a = scratch / "a.json", b = scratch / "b.json";
  weir::write_text_file(a, R"({"n": {"cycles": 200, "name": "x"}, "list": [1, 2], "gone": 1, "same": 3})");
  weir::write_text_file(b, R"({"same": 3.0, "n": {"cycles": 203, "name": "x"}, "list": [1, 2]})");
  CHECK(weir_tool({"compare", a, a}).exit_code == 0);
  const auto strict = weir_tool({"compare", a, b, "--json"});
  CHECK(strict.exit_code == 1);
  const Json json = Json::parse(strict.output);
  CHECK(json["fields"] == 6);
  CHECK(json["largest_relative_error"] == 0.015);
  REQUIRE(json["differences"].size() == 2);
  CHECK(json["differences"][0]["field"] == "n.cycles");
  CHECK(json["differences"][1]["field"] == "gone");
  CHECK_FALSE(json["differences"][1].contains("b"));

  weir::write_text_file(b, R"({"n": {"cycles": 203, "name": "x"}, "list": [1, 2], "gone": 1, "same": 3})");
  CHECK(weir_tool({"compare", a, b, "--tolerance", "0.015"}).exit_code == 0);
  CHECK(weir_tool({"compare", a, b, "--tolerance", "0.0149"}).exit_code == 1);
  CHECK(weir_tool({"compare", b, a}).output.find("1.478 %") != std::string::npos);
}

TEST_CASE("weir compare finds changed texts, and refuses files that are no JSON", "[tools][compare]") {
  const ScratchFolder scratch;
  const std::string a = scratch / "a.json", b = scratch / "b.json";
  weir::write_text_file(a, R"({"slowest": "MVAU_0"})");
  weir::write_text_file(b, R"({"slowest": "MVAU_1"})");
  CHECK(weir_tool({"compare", a, b, "--tolerance", "1000"}).exit_code == 1);
  weir::write_text_file(b, "{");
  const auto result = weir_tool({"compare", a, b});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("b.json") != std::string::npos);
  CHECK(weir_tool({"compare", a, (scratch / "none.json").string()}).exit_code == 2);
}
