/// Does `weir fifo` write a file that the rest of Weir reads back, and say what it found?
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "golden/base/process.hpp"
#include "tests/data.hpp"
#include "tests/paths.hpp"

namespace {

weir::ProcessResult weir_tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), weir::test::binary_folder() / "weir");
  return weir::run_process(arguments);
}

}  // namespace

TEST_CASE("the file of weir fifo, given to weir simulate, keeps the interval it promised", "[sizing][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = scratch / "final_hw_config.json";
  const auto sized = weir_tool({"fifo", "lfc-w1a1", "--json", "--quiet", "-o", file});
  INFO(sized.output);
  REQUIRE(sized.exit_code == 0);
  const auto answer = nlohmann::json::parse(sized.output);
  CHECK(answer["interval_cycles"] == 512);
  CHECK(answer["bram18"] == 0);
  CHECK(answer["lower_bound_bram18"] == 0);
  const auto simulated = weir_tool(
      {"simulate", "lfc-w1a1", "--folding", file, "--engine", "systemc", "--frames", "12", "--json", "--quiet"});
  INFO(simulated.output);
  REQUIRE(simulated.exit_code == 0);
  const auto run = nlohmann::json::parse(simulated.output);
  CHECK(run["interval_cycles"] == 512);
  CHECK(run["latency_cycles"] == answer["latency_cycles"]);
  REQUIRE(run["fifos"].size() == answer["fifos"].size());
  for (std::size_t i = 0; i < run["fifos"].size(); ++i) {
    CHECK(run["fifos"][i]["name"] == answer["fifos"][i]["name"]);
    CHECK(run["fifos"][i]["depth"] == answer["fifos"][i]["depth"]);
  }
}

TEST_CASE("Ctrl-C ends weir fifo with the best depths found so far, written, and a finding", "[sizing][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = scratch / "final_hw_config.json";
  // With reasons for its 204 FIFOs this takes minutes; the signal comes once the search has made some smaller. A shell
  // without job control ignores SIGINT for what it starts in the background, hence the trap of env.
  const std::string script =
      "env --default-signal=INT \"$0\" fifo resnet50-w1a2 --reasons --json -o \"$1\" 2>\"$2\" & "
      "until grep -qs 'making smaller' \"$2\"; do kill -0 $! || exit 9; sleep 0.1; done; kill -INT $!; wait $!";
  const auto stopped =
      weir::run_process({"bash", "-c", script, weir::test::binary_folder() / "weir", file, scratch / "narration"});
  INFO(stopped.output);
  REQUIRE(stopped.exit_code == 1);
  const auto answer = nlohmann::json::parse(stopped.output);
  CHECK(answer["stopped"] == true);
  const auto simulated = weir_tool(
      {"simulate", "resnet50-w1a2", "--folding", file, "--engine", "maxplus", "--frames", "6", "--json", "--quiet"});
  REQUIRE(simulated.exit_code == 0);
  const auto run = nlohmann::json::parse(simulated.output);
  CHECK(run["interval_cycles"] == 56448);
  for (std::size_t i = 0; i < run["fifos"].size(); ++i) CHECK(run["fifos"][i]["depth"] == answer["fifos"][i]["depth"]);
}

TEST_CASE("weir fifo refuses what does not go together", "[sizing][tool]") {
  const auto refused = [](std::vector<std::string> arguments, const std::string& code) {
    const auto result = weir_tool(std::move(arguments));
    CHECK(result.exit_code == 2);
    CHECK(result.output.find("error[" + code + "]") == 0);
  };
  refused({"fifo", "lfc-w1a1", "--profile", "finn-hlslib-2020", "--method", "largefifo"}, "unknown-profile");
  refused({"fifo", "lfc-w1a1", "--finn-rounding"}, "usage");
  refused({"fifo", "lfc-w1a1", "--pareto", "x.csv", "--objective", "latency"}, "usage");
  refused({"fifo", "lfc-w1a1", "--target-interval", "100", "--quiet"}, "target-interval");
}

TEST_CASE("in profile finn-hlslib-2020 lfc-w1a1 takes 512 cycles with no more than 29, 15 and 24 words, the least",
          "[sizing][tool]") {
  const auto sized = weir_tool({"fifo", "lfc-w1a1", "--profile", "finn-hlslib-2020", "--json", "--quiet"});
  INFO(sized.output);
  REQUIRE(sized.exit_code == 0);
  const auto answer = nlohmann::json::parse(sized.output);
  CHECK(answer["interval_cycles"] == 512);
  CHECK(answer["proven_minimal"] == true);
  CHECK(answer["periodic_from_frame"] > 0);
  const std::map<std::string, int> most{{"inter0", 29}, {"inter1", 15}, {"inter2", 24}};
  std::size_t seen = 0;
  for (const auto& fifo : answer["fifos"]) {
    const auto limit = most.find(fifo["name"]);
    if (limit == most.end()) continue;
    ++seen;
    CHECK(fifo["depth"] <= limit->second);
  }
  CHECK(seen == most.size());
}

TEST_CASE("the front between memory and interval falls from point to point", "[sizing][tool]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = scratch / "front.csv";
  const auto sized = weir_tool({"fifo", "lfc-w1a1", "--pareto", file, "--target-interval", "600", "--json", "--quiet"});
  INFO(sized.output);
  REQUIRE(sized.exit_code == 0);
  const auto answer = nlohmann::json::parse(sized.output);
  CHECK(answer["interval_cycles"] <= 600);
  CHECK(answer["interval_cycles"] > 512);
  std::ifstream csv(file);
  std::string line;
  std::getline(csv, line);
  CHECK(line.find("target_interval_cycles,interval_cycles,latency_cycles,bram18,lut,bits,") == 0);
  std::int64_t before_target = 0, before_lut = 1'000'000;
  int points = 0;
  for (; std::getline(csv, line); ++points) {
    std::int64_t target = 0, latency = 0, bram18 = 0, lut = 0;
    double interval = 0;
    REQUIRE(std::sscanf(line.c_str(), "%ld,%lf,%ld,%ld,%ld", &target, &interval, &latency, &bram18, &lut) == 5);
    CHECK(target > before_target);
    CHECK(interval > 0);
    CHECK(interval <= static_cast<double>(target));
    CHECK(lut <= before_lut);
    before_target = target;
    before_lut = lut;
  }
  CHECK(points >= 3);
  CHECK(std::filesystem::exists(scratch / "front.svg"));
}

TEST_CASE("weir fifo times a file of FINN's hardware as FINN's, and tells of another profile", "[sizing][tool][data]") {
  const auto data = weir::test::data_folder("finn_builds");
  if (!data) return;
  const std::string file = *data / "sat6_t1w8_v2/step_create_stitched_ip.onnx";
  const auto own = weir_tool({"fifo", file, "--json", "--quiet"});
  INFO(own.output);
  REQUIRE(own.exit_code == 0);
  CHECK(nlohmann::json::parse(own.output.substr(own.output.find('{')))["interval_cycles"] == 9630);  // published
  const auto other = weir_tool({"fifo", file, "--profile", "weir"});
  CHECK(other.output.find("note: the file's hardware is generator finn, release 0.9, and profile weir times it as "
                          "Weir's own") != std::string::npos);
  const auto hls = weir_tool({"simulate", file, "--profile", "finn-hlslib-2020"});
  CHECK(hls.output.find("profile finn-hlslib-2020 times it as hardware of no file") != std::string::npos);
}

TEST_CASE("weir fifo by FINN's method writes FINN's own file for the published CNV", "[sizing][tool][finn][data]") {
  const weir::test::ScratchFolder scratch;
  const std::string file = scratch / "final_hw_config.json";
  const auto sized = weir_tool({"fifo", "cnv-finn-1w1a-core", "--profile", "finn-v0.10", "--method", "largefifo",
                                "--json", "--quiet", "-o", file});
  INFO(sized.output);
  REQUIRE(sized.exit_code == 0);
  const auto answer = nlohmann::json::parse(sized.output);
  CHECK(answer["interval_cycles"] == 147462);
  CHECK(answer["fifos"][1]["depth"] == 3644);
  const auto data = weir::test::data_folder("finn_cnv_1w1a");
  if (!data) return;
  std::ifstream written_file(file), published_file(*data / "final_hw_config.json");
  const auto written = nlohmann::json::parse(written_file), published = nlohmann::json::parse(published_file);
  REQUIRE(written.size() == published.size());
  for (const auto& [node, attributes] : published.items()) {
    CAPTURE(node);
    REQUIRE(written.contains(node));
    // Whole FIFOs; of the layers what concerns FIFOs and folding.
    for (const std::string attribute : {"depth", "impl_style", "inFIFODepths", "outFIFODepths", "PE", "SIMD"})
      CHECK(written[node].value(attribute, nlohmann::json()) == attributes.value(attribute, nlohmann::json()));
  }
}
