/// Does weir take what a build of FINN leaves behind, and say what it took?
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "golden/base/file.hpp"
#include "golden/base/process.hpp"
#include "golden/import/import.hpp"
#include "tests/data.hpp"

namespace weir::golden::test {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using weir::test::data_folder;
using weir::test::ScratchFolder;

ProcessResult weir_run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return run_process(arguments);
}

Json simulated(const fs::path& folder) {
  const ProcessResult result = weir_run({"simulate", folder, "--engine", "maxplus", "--quiet", "--json"});
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  return Json::parse(result.output);
}

std::string problem_of(const fs::path& folder) {
  try {
    const auto build = finn_build_of(folder.string());
    if (!build) return "no build";
    (void)open_finn_build(*build);
    return "";
  } catch (const Error& error) {
    return error.text();
  }
}

void copy_to(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(from, to);
}

const char* kPerformance = R"({"N": 1, "cycles": 200, "latency_cycles": 200, "throughput[images/s]": 500000.0,
  "fclk[mhz]": 100.0})";

}  // namespace

TEST_CASE("a folder that holds nothing of a build is no build", "[report][finn]") {
  const ScratchFolder folder;
  CHECK_FALSE(finn_build_of(folder.path().string()));
  const ProcessResult result = weir_run({"simulate", folder.path()});
  CHECK(result.exit_code == 2);
  CHECK(result.output.find("error[import-format]") != std::string::npos);
  CHECK(result.output.find("finn-build") != std::string::npos);
}

TEST_CASE("several models of which none is a step are named in the refusal", "[report][finn]") {
  const ScratchFolder folder;
  write_text_file(folder / "a.onnx", "");
  write_text_file(folder / "b.onnx", "");
  const std::string problem = problem_of(folder.path());
  CHECK(problem.find("error[finn-build]") != std::string::npos);
  CHECK(problem.find("a.onnx, b.onnx") != std::string::npos);
}

TEST_CASE("steps that cannot be read are all named, with the reason of each", "[report][finn]") {
  const ScratchFolder folder;
  fs::create_directories(folder.path() / "intermediate_models");
  write_text_file(folder.path() / "intermediate_models" / "step_streamline.onnx", "no model");
  write_text_file(folder.path() / "intermediate_models" / "step_set_fifo_depths.onnx", "no model");
  const std::string problem = problem_of(folder.path());
  CHECK(problem.find("step_set_fifo_depths.onnx: ") < problem.find("step_streamline.onnx: "));
  CHECK(problem.find("step_streamline.onnx: ") != std::string::npos);
}

TEST_CASE("a folding without a model and without estimates is refused with the command to use", "[report][finn]") {
  const ScratchFolder folder;
  write_text_file(folder / "final_hw_config.json", R"({"Defaults": {}})");
  const std::string problem = problem_of(folder.path());
  CHECK(problem.find("no model") != std::string::npos);
  CHECK(problem.find("--folding") != std::string::npos);
}

TEST_CASE("a report that lacks its numbers is refused by its name", "[report][finn]") {
  const ScratchFolder folder;
  write_text_file(folder / "step_streamline.onnx", "");
  fs::create_directories(folder.path() / "report");
  write_text_file(folder.path() / "report" / "rtlsim_performance.json", R"({"N": 1})");
  const std::string problem = problem_of(folder.path());
  CHECK(problem.find("\"cycles\"") != std::string::npos);
  CHECK(problem.find("rtlsim_performance.json") != std::string::npos);
}

TEST_CASE("a folder of builds names them", "[report][finn]") {
  const ScratchFolder folder;
  for (const char* name : {"one", "two"}) {
    fs::create_directories(folder.path() / name);
    write_text_file(folder.path() / name / "rtlsim_performance.json", kPerformance);
  }
  CHECK(problem_of(folder.path()).find("one, two") != std::string::npos);
}

TEST_CASE("steps are ordered by FINN's steps, by numbers before names, and by the times of the build",
          "[report][finn]") {
  const auto latest = [](const std::vector<std::string>& names, const std::string& times) {
    const ScratchFolder folder;
    for (const std::string& name : names) write_text_file(folder / name, "");
    if (!times.empty()) write_text_file(folder / "time_per_step.json", times);
    return find_finn_build(folder.path()).steps.front().filename().string();
  };
  CHECK(latest({"step_streamline.onnx", "step_set_fifo_depths.onnx", "step_tidy_up.onnx"}, "") ==
        "step_set_fifo_depths.onnx");
  CHECK(latest({"9_own_step.onnx", "10_other_step.onnx"}, "") == "10_other_step.onnx");
  CHECK(latest({"own_b.onnx", "own_a.onnx"}, R"({"own_b": 1.0, "own_a": 2.0})") == "own_a.onnx");
}

TEST_CASE("clock and part are those that the build states", "[report][finn]") {
  const ScratchFolder folder;
  write_text_file(folder / "step_streamline.onnx", "");
  write_text_file(folder / "dataflow_build_config.json",
                  R"({"synth_clk_period_ns": 4.0, "fpga_part": "xczu3eg-sbva484-1-e"})");
  FinnBuild build = find_finn_build(folder.path());
  CHECK(build.clk_mhz == 250.0);
  CHECK(build.part == "xczu3eg-sbva484-1-e");
  write_text_file(folder / "rtlsim_performance.json", kPerformance);
  build = find_finn_build(folder.path());
  CHECK(build.clk_mhz == 100.0);  // the simulation's own, if both are there
  REQUIRE(build.measured);
  CHECK_FALSE(build.measured->interval_cycles());  // one frame shows none
}

TEST_CASE("an interval is what the frames after the first took each", "[report][finn]") {
  MeasuredPerformance measured;
  measured.frames = 100;
  measured.cycles = 18438702;
  measured.latency_cycles = 190032;
  CHECK(measured.interval_cycles() == 184330.0);
}

TEST_CASE("the 64x64 build is told in five lines: 85.12 is a latency, 91.3 the steady state", "[report][finn][data]") {
  const auto data = data_folder("finn_build_64x64");
  if (!data) return;
  const ProcessResult result = weir_run({"simulate", *data});
  REQUIRE(result.exit_code == 0);
  std::istringstream lines(result.output);
  std::string text;
  for (std::string line; text.find("91.3") == std::string::npos && std::getline(lines, line);) text += line + "\n";
  INFO(result.output);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 6);  // a note on stderr comes between
  CHECK(text.find("85.12 images/s is one frame's latency (N = 1)") != std::string::npos);
  CHECK(text.find("83.33 MHz (rtlsim_performance.json)") != std::string::npos);
  CHECK(result.output.find("27 RAMB18") != std::string::npos);
  const std::regex cure("`weir\\s+fifo\\s");  // lines end at spaces
  CHECK(std::regex_search(result.output, cure));
}

TEST_CASE("folders of published builds give their published latencies and intervals", "[report][finn][data]") {
  struct Published {
    const char* folder;
    double latency, interval;  ///< 0: not published
    double clk_mhz;
    const char* profile;
  };
  for (const Published& build : {Published{"finn_build_64x64", 978'993, 0, 250.0 / 3, "finn-0.10"},
                                 {"finn_builds/lenet", 128'320, 0, 50, "finn-0.10"},
                                 {"finn_builds/radio27", 203'793, 0, 250, "finn-0.10"},
                                 {"finn_builds/sat6_t1w2", 173'213, 147'465, 100, "finn-0.9"},
                                 {"finn_builds/sat6_t1w8", 190'032, 184'330, 100, "finn-0.9"},
                                 {"finn_builds/sat6_t1w8_v2", 14'845, 9'630, 100, "finn-0.9"},
                                 {"finn_builds/sat6_t1w8_v3", 97'901, 92'172, 100, "finn-0.9"},
                                 {"finn_cnv_1w1a", 366'924, 0, 100, "finn-0.10"}}) {
    const auto data = data_folder(build.folder);
    if (!data) return;
    INFO(build.folder);
    const Json json = simulated(*data);
    CHECK(json.at("profile") == build.profile);
    CHECK(json.at("clock_mhz") == Approx(build.clk_mhz));
    CHECK(json.at("latency_cycles") == Approx(build.latency).epsilon(0.001));
    if (build.interval > 0) CHECK(json.at("interval_cycles") == Approx(build.interval).epsilon(0.0001));
    for (const Json& stage : json.at("stages"))
      CHECK(stage.at("busy").get<double>() + stage.at("starved").get<double>() +
                stage.at("backpressured").get<double>() ==
            Approx(1));
  }
}

TEST_CASE("folders of foldings alone, and of models that are no steps, are one clear error", "[report][finn][data]") {
  for (const char* name :
       {"finn_boards", "finn_boards/bnn-pynq", "finn_boards/kws", "finn_builds", "finn_builds/sat6_qonnx"}) {
    const auto data = data_folder(name);
    if (!data) return;
    const ProcessResult result = weir_run({"simulate", *data});
    INFO(name << "\n" << result.output);
    CHECK(result.exit_code == 2);
    CHECK(result.output.find("error[") == result.output.rfind("error["));
  }
}

TEST_CASE("a build without a model is the built-in network with its layers and cycles", "[report][finn][data]") {
  const auto data = data_folder("finn_cnv_1w1a");
  if (!data) return;
  CHECK(open_finn_build(find_finn_build(*data)).model.find("cnv-finn-1w1a-core") != std::string::npos);
  const ScratchFolder other;
  for (const auto& file : fs::directory_iterator(*data)) copy_to(file.path(), other / file.path().filename().string());
  Json cycles = Json::parse(read_text_file(other / "estimate_layer_cycles.json"));
  cycles["MVAU_hls_3"] = 51'201;  // of another network
  fs::remove(other / "estimate_layer_cycles.json");
  write_text_file(other / "estimate_layer_cycles.json", cycles.dump());
  CHECK(problem_of(other.path()).find("no built-in network has its layers") != std::string::npos);
}

}  // namespace weir::golden::test
